"""The counts beside a list: all facets of a ledger in one statement (GROUPING SETS)."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from jingwei.core.fields import Field
from jingwei.registers.selection import Selection

FACET_LIMIT = 12
LATE_FROM = 100_000
_YES = {"true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many rows carry one value of a field (or lie in one place)."""

    value: str
    count: int


def facet_fields(selection: Selection) -> list[Field]:
    """The fields that are offered as facets."""
    return [
        f
        for f in selection.fieldset.fields
        if f.facet and f.kind in ("choice", "yesno", "text", "choices") and not f.personal
    ]


def count_facets(selection: Selection) -> dict[str, list[FacetCount]]:
    """Field key → counts by value, most frequent first; "place" → counts by community. One statement."""
    fields = [f for f in facet_fields(selection) if f.kind != "choices"]
    expressions = [f"v.data->>'{f.key}'" for f in fields] + ["p.path[2]"]
    sets = ", ".join(f"({number})" for number in range(1, len(expressions) + 1))
    inner, params = selection.rows().values("pk").query.sql_with_params()
    source = (
        f"registers_version v LEFT JOIN places_place p ON p.id = v.place_id WHERE v.id IN ({inner})"
        if not selection.plain
        else "registers_version v LEFT JOIN places_place p ON p.id = v.place_id WHERE " + _plain(selection)
    )
    values: list[Any] = list(params) if not selection.plain else _plain_values(selection)
    statement = (
        f"SELECT {', '.join(expressions)}, {', '.join(f'GROUPING({e})' for e in expressions)}, count(*) "
        f"FROM {source} GROUP BY GROUPING SETS ({sets})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    keys = [f.key for f in fields] + ["place"]
    yesno = {f.key for f in fields if f.kind == "yesno"}
    out: dict[str, list[FacetCount]] = {key: [] for key in keys}
    width = len(keys)
    for row in rows:
        at = next(index for index in range(width) if row[width + index] == 0)
        value, count = row[at], row[-1]
        if value is not None:
            out[keys[at]].append(FacetCount(_YES.get(value, value) if keys[at] in yesno else str(value), count))
    for counts in out.values():
        counts.sort(key=lambda c: (-c.count, c.value))
    return out


def _plain(selection: Selection) -> str:
    condition, _ = selection.point.sql("v")
    return f"v.subdistrict = %s AND v.register_id = %s AND {condition}"


def _plain_values(selection: Selection) -> list[Any]:
    register = selection.register
    return [register.subdistrict, register.pk, *selection.point.sql("v")[1]]
