"""The definer look-up behind every request: the posts an account holds today, its own and lent ones."""

SEATS = """
CREATE FUNCTION people_seats(p_account uuid, p_on date)
RETURNS TABLE (subdistrict text, staff uuid, staff_name text, department uuid, role text, post uuid, post_name text,
  post_department uuid, place uuid, lent_by text, places uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH me AS (SELECT s.id, s.subdistrict, s.name, s.department_id FROM people_staff s WHERE s.account_id = p_account AND s.left_on IS NULL),
  held AS (
    SELECT a.post_id, NULL::text AS lent_by FROM people_appointment a JOIN me ON me.id = a.staff_id
    WHERE a.valid_from <= p_on AND p_on < a.valid_to
    UNION ALL
    SELECT d.post_id, g.name FROM people_delegation d JOIN me ON me.id = d.taker_id JOIN people_staff g ON g.id = d.giver_id
    WHERE d.valid_from <= p_on AND p_on <= d.valid_to AND d.withdrawn_at IS NULL
  )
  SELECT me.subdistrict, me.id, me.name, me.department_id, p.role, p.id, p.name, p.department_id, p.place_id, h.lent_by,
    CASE WHEN p.place_id IS NULL THEN '{}'::uuid[] ELSE
      ARRAY(SELECT c.id FROM places_place c WHERE c.subdistrict = me.subdistrict AND c.path @> ARRAY[p.place_id]) END
  FROM me LEFT JOIN held h ON true LEFT JOIN people_post p ON p.id = h.post_id
  ORDER BY h.lent_by NULLS FIRST, p.name
$$
"""
