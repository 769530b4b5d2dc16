"""Definer look-ups of ledgers: policies switch off word and array indexes, so these return capped keys that the policed
outer query joins (docs/decisions/0003-roles-and-borders.md). The cap counts only what lies inside the reader's border."""

FIND_WORDS = """
CREATE FUNCTION registers_find_words(p_register uuid, p_query tsquery, p_cap integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.id FROM registers_version v
  WHERE v.words @@ p_query AND v.subdistrict = current_setting('jingwei.subdistrict')
    AND (p_register IS NULL OR v.register_id = p_register) AND v.known_to IS NULL
    AND (current_setting('role') <> 'jingwei_place'
      OR v.place_id = ANY((SELECT current_setting('jingwei.places')::uuid[])::uuid[]))
  LIMIT p_cap
$$
"""

FIND_HASH = """
CREATE FUNCTION registers_find_hash(p_register uuid, p_hash text, p_cap integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.id FROM registers_version v
  WHERE v.hashes @> ARRAY[p_hash]::varchar[] AND v.hashes <> '{}' AND v.subdistrict = current_setting('jingwei.subdistrict')
    AND v.register_id = p_register AND v.known_to IS NULL
  LIMIT p_cap
$$
"""

# How much of the ledgers lies in some places, for whoever keeps places without seeing ledgers: counts, no rows.
LYING_IN = """
CREATE FUNCTION registers_lying_in(p_places uuid[], p_counting boolean)
RETURNS TABLE (register text, entries bigint, places uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT r.name, count(DISTINCT lying.entry_id), (array_agg(DISTINCT lying.place))[1:4]
  FROM (
    SELECT v.register_id, v.entry_id, v.place_id AS place FROM registers_version v
    WHERE NOT p_counting AND v.subdistrict = current_setting('jingwei.subdistrict') AND v.known_to IS NULL
      AND v.place_id = ANY(p_places)
    UNION ALL
    SELECT v.register_id, v.entry_id, place FROM registers_version v, unnest(v.places) place
    WHERE p_counting AND v.subdistrict = current_setting('jingwei.subdistrict') AND v.known_to IS NULL
      AND v.places && p_places AND place = ANY(p_places)
  ) lying JOIN registers_register r ON r.id = lying.register_id
  GROUP BY r.name ORDER BY 2 DESC, 1
$$
"""
