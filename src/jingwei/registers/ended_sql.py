"""The end of an entry in the history: versions alone would not tell it, where nothing is stated again."""

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
