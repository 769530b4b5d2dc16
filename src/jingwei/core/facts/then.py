"""Tables of one time as they were known at a moment, put together from the history that their statements leave."""

from datetime import datetime

# The functions are made by migrations (core/history_sql.rewritten_since), one for each table that has such a view.
_AS_KNOWN = """(
  SELECT q.* FROM {table} t LEFT JOIN {table}_rewritten({moment}) w ON w.row_id = t.id
  CROSS JOIN LATERAL jsonb_populate_record(t, COALESCE(w.before, '{{}}'::jsonb)) q WHERE w.made IS NOT TRUE
)"""


def as_known(table: str, moment: datetime) -> str:
    """What stands after FROM to see `table` as it was known at a moment: what was written since is taken back."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return _AS_KNOWN.format(table=table, moment=f"TIMESTAMPTZ '{moment.isoformat()}'")
