"""The one statement that gives changed rows back their values of before."""

import json
from collections.abc import Sequence

from django.db import connection

from jingwei.core.imports.traces import Trace
from jingwei.core.records import Record

# A row of its own table is the base, so that columns the import did not touch stay as they are now.
_RESTORE = """
UPDATE {table} t SET ({columns}) = (SELECT {values} FROM jsonb_populate_record(t, b.before) r), revision = t.revision + 1
FROM (SELECT (x->>'id')::uuid AS id, x->'before' AS before FROM jsonb_array_elements(%s::jsonb) x) b WHERE t.id = b.id
"""


def restore(model: type[Record], traces: Sequence[Trace]) -> None:
    """Give rows back what they were before, in one statement."""
    if not traces:
        return
    known = {field.column for field in model._meta.concrete_fields}
    named = sorted({column for trace in traces for column in trace.before or () if column in known})
    quote = connection.ops.quote_name
    columns, values = (", ".join(f"{front}{quote(one)}" for one in named) for front in ("", "r."))
    rows = [{"id": str(trace.row), "before": trace.before} for trace in traces]
    statement = _RESTORE.format(table=quote(model._meta.db_table), columns=columns, values=values)
    # One column in brackets would be no row.
    statement = statement if len(named) > 1 else statement.replace(f"SET ({columns}) =", f"SET {columns} =")
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False)])
