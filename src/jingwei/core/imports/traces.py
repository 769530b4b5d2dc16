"""What an import wrote, and what others wrote on the same rows later: read from the history of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from jingwei.core.models import Change, ImportRecord

# Columns that say nothing of a row's content.
_FRAME = frozenset({"id", "subdistrict", "revision"})


@dataclass(slots=True)
class Trace:
    """A row that an import wrote: the values of before and after. `before` is None for a row that it made."""

    table: str
    row: UUID
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """A row that is no longer as the import left it: the columns that differ, who last changed one, and when."""

    trace: Trace
    columns: tuple[str, ...]
    who: str
    at: datetime


def traces_of(record: ImportRecord, kept: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[Trace]:
    """The rows an import wrote, in the order of its statements; one query.

    `kept` adds values of before that the history leaves out: table → row → column → value.
    """
    if not record.last_change:
        return []
    rows = Change.objects.filter(mark=record.mark, id__gte=record.first_change, id__lte=record.last_change)
    found: dict[tuple[str, UUID], Trace] = {}
    for table, row, op, before, after in rows.order_by("id").values_list(
        "table_name", "row_id", "op", "before", "after"
    ):
        new, old = _content(after), None if op == "I" else _content(before)
        known = found.get((table, row))
        if known is None:
            found[table, row] = Trace(table, row, old, new)
            continue
        if known.before is not None and old is not None:
            known.before = {**old, **known.before}
        known.after |= new
    for trace in found.values():
        if trace.before is not None:
            trace.before |= kept.get(trace.table, {}).get(str(trace.row), {})
    return list(found.values())


def changed_since(record: ImportRecord, traces: Sequence[Trace], loose: Mapping[str, Collection[str]]) -> list[Later]:
    """The rows that others changed since; one query. What was changed and changed back counts as left alone.

    `loose`: table → columns that lists do not keep; a change of theirs alone leaves a row as it was, unless the import
    made that row.
    """
    by_row = {(trace.table, trace.row): trace for trace in traces}
    rows = Change.objects.filter(
        row_id__in=[trace.row for trace in traces],
        table_name__in={trace.table for trace in traces},
        id__gt=record.last_change,
    )
    left: dict[tuple[str, UUID], dict[str, Any]] = {}
    now: dict[tuple[str, UUID], dict[str, tuple[Any, str, datetime]]] = {}
    names = ("table_name", "row_id", "before", "after", "actor_label", "at")
    for table, row, before, after, who, at in rows.order_by("id").values_list(*names):
        trace = by_row.get((table, row))
        if trace is None:
            continue
        passed = loose.get(table, ()) if trace.before is not None else ()
        # As the import left it: what it wrote itself, else what stood there when the first change after it came.
        known = left.setdefault((table, row), dict(trace.after))
        for column, value in _content(after).items():
            if column not in passed:
                known.setdefault(column, (before or {}).get(column))
                now.setdefault((table, row), {})[column] = (value, who, at)
    found = []
    for key, values in now.items():
        differing = {column: told for column, told in values.items() if told[0] != left[key][column]}
        if differing:
            _, who, at = max(differing.values(), key=lambda told: told[2])
            found.append(Later(by_row[key], tuple(differing), who, at))
    return found


def rows_by_table(traces: Iterable[Trace]) -> dict[str, list[Trace]]:
    """Traces by table."""
    found: dict[str, list[Trace]] = {}
    for trace in traces:
        found.setdefault(trace.table, []).append(trace)
    return found


def _content(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {column: value for column, value in (values or {}).items() if column not in _FRAME}
