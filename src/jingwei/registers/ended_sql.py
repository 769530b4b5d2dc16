"""What versions alone would not tell of an entry: its end, where nothing is stated again, and that it left a place."""

# Only entries whose use ended or began again are written down: their other changes are versions.
LOG_ENDED = """
CREATE FUNCTION registers_log_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE mark bigint := core_change_mark();
BEGIN
  INSERT INTO core_change (subdistrict, place_id, table_name, row_id, op, before, after, revision, actor, actor_label, action,
    reason, at, mark)
  SELECT b.subdistrict, b.place_id, TG_TABLE_NAME, b.id, 'U',
    jsonb_build_object('ended_on', a.ended_on, 'ended_reason', a.ended_reason),
    jsonb_build_object('ended_on', b.ended_on, 'ended_reason', b.ended_reason), b.revision,
    NULLIF(current_setting('jingwei.actor', true), '')::uuid, COALESCE(current_setting('jingwei.actor_label', true), ''),
    COALESCE(current_setting('jingwei.action', true), ''), COALESCE(current_setting('jingwei.reason', true), ''),
    clock_timestamp(), mark
  FROM old_rows a JOIN new_rows b USING (id) WHERE a.ended_on IS DISTINCT FROM b.ended_on;
  RETURN NULL;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER registers_entry_ended AFTER UPDATE ON registers_entry REFERENCING OLD TABLE AS old_rows "
    "NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION registers_log_ended()"
)

# Besides the end: an entry that is moved leaves a line (op L) at the place it leaves. The line carries nothing of where
# it went, nor who moved it and why: whoever serves the old place may no longer see the entry.
LOG_ENDED_OR_LEFT = """
CREATE FUNCTION registers_log_ended_or_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  mark bigint := core_change_mark();
  who uuid := NULLIF(current_setting('jingwei.actor', true), '')::uuid;
  label text := COALESCE(current_setting('jingwei.actor_label', true), '');
  deed text := COALESCE(current_setting('jingwei.action', true), '');
  cause text := COALESCE(current_setting('jingwei.reason', true), '');
BEGIN
  INSERT INTO core_change (subdistrict, place_id, table_name, row_id, op, before, after, revision, actor, actor_label, action,
    reason, at, mark)
  SELECT b.subdistrict, told.place, TG_TABLE_NAME, b.id, told.op, told.before, told.after, told.revision, told.actor, told.label,
    told.deed, told.cause, clock_timestamp(), mark
  FROM old_rows a JOIN new_rows b USING (id) CROSS JOIN LATERAL (
    SELECT 'L' AS op, a.place_id AS place, jsonb_build_object('register_id', b.register_id) AS before, NULL::jsonb AS after,
      NULL::int AS revision, NULL::uuid AS actor, '' AS label, '' AS deed, '' AS cause
    WHERE a.place_id IS NOT NULL AND a.place_id IS DISTINCT FROM b.place_id
    UNION ALL
    SELECT 'U', b.place_id, jsonb_build_object('ended_on', a.ended_on, 'ended_reason', a.ended_reason),
      jsonb_build_object('ended_on', b.ended_on, 'ended_reason', b.ended_reason), b.revision, who, label, deed, cause
    WHERE a.ended_on IS DISTINCT FROM b.ended_on
  ) told
  WHERE a.ended_on IS DISTINCT FROM b.ended_on OR (a.place_id IS NOT NULL AND a.place_id IS DISTINCT FROM b.place_id);
  RETURN NULL;
END $$
"""
TRIGGER_ENDED_OR_LEFT = TRIGGER.replace("registers_log_ended()", "registers_log_ended_or_left()")
