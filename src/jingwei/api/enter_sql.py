"""How a machine enters: whose token it is, whether it holds, how often it asked this minute; one definer look-up."""

# One statement outside the request's transaction, so that a refused request counts as well. The row of the counter is
# unlogged: such a commit waits for no disk.
ENTER = """
CREATE FUNCTION api_enter(p_digest text, p_on date)
RETURNS TABLE (token uuid, account uuid, post uuid, name text, expires_on date, state text, rate integer, used integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  t record;
  now_minute bigint := floor(extract(epoch FROM clock_timestamp()) / 60);
  count integer := 0;
  how text;
BEGIN
  SELECT k.id, s.account_id, k.post_id, k.name, k.expires_on, k.withdrawn_at, k.last_used_on, k.rate, a.is_active INTO t
  FROM api_apitoken k JOIN people_staff s ON s.id = k.staff_id LEFT JOIN people_account a ON a.id = s.account_id
  WHERE k.digest = p_digest;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  how := CASE WHEN t.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN t.expires_on < p_on THEN 'expired'
    WHEN t.is_active IS NOT TRUE THEN 'closed' ELSE 'good' END;
  IF how = 'good' THEN
    INSERT INTO api_rate AS r (token, minute, used) VALUES (t.id, now_minute, 1)
    ON CONFLICT (token) DO UPDATE
      SET minute = now_minute, used = CASE WHEN r.minute = now_minute THEN r.used + 1 ELSE 1 END
    RETURNING r.used INTO count;
    IF t.last_used_on IS DISTINCT FROM p_on THEN
      UPDATE api_apitoken k SET last_used_on = p_on WHERE k.id = t.id;
    END IF;
  END IF;
  RETURN QUERY SELECT t.id, t.account_id, t.post_id, t.name::text, t.expires_on, how, t.rate, count;
END $$
"""
