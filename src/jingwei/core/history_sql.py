"""The functions behind history, change marks and the audit chain, as SQL that migrations install."""

CHANGE_MARK = """
CREATE FUNCTION core_change_mark() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT epoch FROM core_installation)::bigint << 44 | pg_current_xact_id()::text::bigint
$$
"""

CHANGE_HORIZON = """
CREATE FUNCTION core_change_horizon() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (SELECT epoch FROM core_installation)::bigint << 44 | pg_snapshot_xmin(pg_current_snapshot())::text::bigint
$$
"""

# Each action has a moment of its own (core/scope.note), so that two in one transaction are told apart.
MOMENT = """
CREATE FUNCTION core_moment() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT COALESCE(NULLIF(current_setting('jingwei.moment', true), '')::timestamptz, now())
$$
"""

# A key of version 7 begins with the milliseconds since 1970 (RFC 9562 §5.7); PostgreSQL reads them itself only from 17 on.
KEY_MOMENT = """
CREATE FUNCTION core_key_moment(key uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT to_timestamp(('x' || left(replace(key::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$
"""

_COLUMNS = "subdistrict, place_id, table_name, row_id, op, before, after, revision, actor, actor_label, action, reason, at, mark"
_WHO = """NULLIF(current_setting('jingwei.actor', true), '')::uuid, COALESCE(current_setting('jingwei.actor_label', true), ''),
    COALESCE(current_setting('jingwei.action', true), ''), COALESCE(current_setting('jingwei.reason', true), ''),
    clock_timestamp(), mark"""
_HEAD = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$"
_DECLARE = "DECLARE mark bigint := core_change_mark(); omit text[] := string_to_array(TG_ARGV[0], ',');"


def _row_ids(row: str) -> str:
    return f"{row}->>'subdistrict', NULLIF({row}->>'place_id', '')::uuid, TG_TABLE_NAME, ({row}->>'id')::uuid"


LOG_INSERT = f"""
CREATE FUNCTION core_log_insert() {_HEAD}
{_DECLARE}
BEGIN
  INSERT INTO core_change ({_COLUMNS})
  SELECT {_row_ids("n")}, 'I', NULL, n - omit, (n->>'revision')::int, {_WHO}
  FROM (SELECT to_jsonb(r) AS n FROM new_rows r) x;
  RETURN NULL;
END $$
"""

LOG_DELETE = f"""
CREATE FUNCTION core_log_delete() {_HEAD}
{_DECLARE}
BEGIN
  INSERT INTO core_change ({_COLUMNS})
  SELECT {_row_ids("o")}, 'D', o - omit, NULL, (o->>'revision')::int, {_WHO}
  FROM (SELECT to_jsonb(r) AS o FROM old_rows r) x;
  RETURN NULL;
END $$
"""

# Only what differs is kept: a row of forty columns of which one changed costs one pair of values.
LOG_UPDATE = f"""
CREATE FUNCTION core_log_update() {_HEAD}
{_DECLARE}
BEGIN
  INSERT INTO core_change ({_COLUMNS})
  SELECT {_row_ids("n")}, 'U',
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(o) WHERE value IS DISTINCT FROM n->key),
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(n) WHERE value IS DISTINCT FROM o->key),
    (n->>'revision')::int, {_WHO}
  FROM (SELECT to_jsonb(a) - omit AS o, to_jsonb(b) - omit AS n FROM old_rows a JOIN new_rows b USING (id)) x
  WHERE o IS DISTINCT FROM n;
  RETURN NULL;
END $$
"""


def rewritten_since(table: str) -> str:
    """A function (moment) → the rows of `table` that were written since: whether they were made since, and of those
    before the values that the first of the later statements replaced.

    It goes from the rows of the table to their history, by the key of each: the index idx_change_row.
    """
    return f"""
CREATE FUNCTION {table}_rewritten(p_moment timestamptz) RETURNS TABLE(row_id uuid, made boolean, before jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, bool_or(c.op = 'I'), jsonb_object_agg(k.key, k.value ORDER BY c.id DESC) FILTER (WHERE k.key IS NOT NULL)
  FROM {table} t JOIN core_change c ON c.row_id = t.id AND c.table_name = '{table}' AND c.at > p_moment
  LEFT JOIN LATERAL jsonb_each(c.before) k ON c.op = 'U'
  WHERE t.subdistrict = current_setting('jingwei.subdistrict')
  GROUP BY t.id
$$
"""


# The chain is per subdistrict; the lock keeps its numbers gapless. The digest covers every column that is read back.
AUDIT_APPEND = """
CREATE FUNCTION core_audit_append(p_event text, p_subject text, p_reason text, p_detail jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  street text := COALESCE(NULLIF(current_setting('jingwei.subdistrict', true), ''), '000000000');
  who uuid := NULLIF(current_setting('jingwei.actor', true), '')::uuid;
  label text := COALESCE(current_setting('jingwei.actor_label', true), '');
  moment timestamptz := clock_timestamp();
  last record;
  line bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit:' || street, 0));
  SELECT number, digest INTO last FROM core_auditentry WHERE subdistrict = street ORDER BY number DESC LIMIT 1;
  line := COALESCE(last.number, 0) + 1;
  INSERT INTO core_auditentry (subdistrict, number, at, actor, actor_label, event, subject, reason, detail, previous, digest)
  VALUES (street, line, moment, who, label, p_event, p_subject, p_reason, p_detail, COALESCE(last.digest, ''::bytea),
    core_audit_digest(COALESCE(last.digest, ''::bytea), street, line, moment, who, label, p_event, p_subject, p_reason, p_detail));
  RETURN line;
END $$
"""

AUDIT_DIGEST = """
CREATE FUNCTION core_audit_digest(previous bytea, street text, number bigint, at timestamptz, actor uuid, label text,
  event text, subject text, reason text, detail jsonb) RETURNS bytea
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT sha256(previous || convert_to(jsonb_build_array(street, number, extract(epoch FROM at), actor, label, event, subject, reason,
    detail)::text, 'UTF8'))
$$
"""

# Gives the number of the first line that does not follow from the one before; NULL when the chain holds.
AUDIT_BROKEN = """
CREATE FUNCTION core_audit_broken(p_street text) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT min(number) FROM (
    SELECT number, previous, digest, lag(digest, 1, ''::bytea) OVER w AS before, row_number() OVER w AS expected,
      core_audit_digest(previous, subdistrict, number, at, actor, actor_label, event, subject, reason, detail) AS computed
    FROM core_auditentry WHERE subdistrict = p_street WINDOW w AS (ORDER BY number)
  ) x WHERE previous <> before OR digest <> computed OR number <> expected
$$
"""

APPEND_ONLY = """
CREATE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""
