"""The definer look-up behind every request: the posts an account holds today, its own and lent ones."""

# A lent post counts only as long as its giver holds it; the B of a pair acts for the A, if there is one (AB岗).
# A place that is drawn anew is another row with the same code: its people keep their work, before and after.
SEATS = """
CREATE FUNCTION people_seats(p_account uuid, p_on date)
RETURNS TABLE (subdistrict text, staff uuid, staff_name text, department uuid, role text, post uuid, post_name text,
  post_department uuid, place uuid, lent_by text, places uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH me AS (
    SELECT s.id, s.subdistrict, s.name, s.department_id FROM people_staff s
    WHERE s.account_id = p_account AND (s.left_on IS NULL OR s.left_on > p_on)
  ),
  held AS (
    SELECT a.post_id, CASE WHEN a.rank <> 'A' THEN (
      SELECT f.name FROM people_appointment first JOIN people_staff f ON f.id = first.staff_id
      WHERE first.post_id = a.post_id AND first.rank = 'A' AND first.valid_from <= p_on AND p_on < first.valid_to
      ORDER BY first.valid_from LIMIT 1) END AS lent_by
    FROM people_appointment a JOIN me ON me.id = a.staff_id
    WHERE a.valid_from <= p_on AND p_on < a.valid_to
    UNION
    SELECT d.post_id, g.name
    FROM people_delegation d JOIN me ON me.id = d.taker_id JOIN people_staff g ON g.id = d.giver_id
    WHERE d.valid_from <= p_on AND p_on <= d.valid_to AND d.withdrawn_at IS NULL
      AND (g.left_on IS NULL OR g.left_on > p_on)
      AND EXISTS (SELECT 1 FROM people_appointment a WHERE a.post_id = d.post_id AND a.staff_id = d.giver_id
        AND a.valid_from <= p_on AND p_on < a.valid_to)
  )
  SELECT me.subdistrict, me.id, me.name, me.department_id, p.role, p.id, p.name, p.department_id, p.place_id, h.lent_by,
    CASE WHEN p.place_id IS NULL THEN '{}'::uuid[] ELSE
      ARRAY(SELECT c.id FROM places_place c WHERE c.subdistrict = me.subdistrict AND c.path && ARRAY(
        SELECT again.id FROM places_place home JOIN places_place again
          ON again.subdistrict = home.subdistrict AND again.scheme_id = home.scheme_id AND again.code = home.code
        WHERE home.id = p.place_id)) END
  FROM me LEFT JOIN held h ON true LEFT JOIN people_post p ON p.id = h.post_id
  ORDER BY h.lent_by NULLS FIRST, p.name, p.id
$$
"""

# Whoever is on duty with rights has, beside the own posts, the seat of the dispatcher for as long as the shift lasts.
_ORDER = "  ORDER BY h.lent_by NULLS FIRST, p.name, p.id\n"
_ON_DUTY = """  UNION ALL
  SELECT me.subdistrict, me.id, me.name, me.department_id, 'dispatcher', d.id, '值班调度', NULL::uuid, NULL::uuid,
    NULL::text, '{}'::uuid[]
  FROM me JOIN people_duty d ON d.staff_id = me.id
  WHERE d.rights AND d.withdrawn_at IS NULL AND d.starts_at <= now() AND now() < d.ends_at
  ORDER BY 10 NULLS FIRST, 7, 6
"""
SEATS_WITH_DUTY = SEATS.replace(_ORDER, _ON_DUTY)

# An account shows itself to its owner and to the administrators of the owner's subdistrict. Sign-in happens before
# any scope, under the base role.
_OWN = """id = (SELECT s.account_id FROM people_staff s
  WHERE s.id = NULLIF(current_setting('jingwei.actor', true), '')::uuid)"""
_OF_MY_STREET = "EXISTS (SELECT 1 FROM people_staff s WHERE s.account_id = people_account.id)"


def account_borders(base: str, workers: str, admin: str) -> list[str]:
    """Policies and grants of the accounts; `workers` is a list of roles."""
    return [
        "ALTER TABLE people_account ENABLE ROW LEVEL SECURITY",
        f"GRANT SELECT, UPDATE ON people_account TO {base}",
        f"CREATE POLICY base ON people_account FOR ALL TO {base} USING (true)",
        f"GRANT SELECT, UPDATE (password, must_change, quick_code) ON people_account TO {workers}",
        f"CREATE POLICY own ON people_account FOR ALL TO {workers} USING ({_OWN}) WITH CHECK ({_OWN})",
        f"GRANT SELECT, INSERT, UPDATE ON people_account TO {admin}",
        f"CREATE POLICY admin_read ON people_account FOR SELECT TO {admin} USING ({_OF_MY_STREET})",
        f"CREATE POLICY admin_change ON people_account FOR UPDATE TO {admin} USING ({_OF_MY_STREET})",
        f"CREATE POLICY admin_open ON people_account FOR INSERT TO {admin} WITH CHECK (true)",
    ]
