"""The counts beside a list: all facets of a ledger in one statement (GROUPING SETS)."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from jingwei.core.facts.merged_choices import merged_sql
from jingwei.core.facts.sql import Sql
from jingwei.core.fields import Field
from jingwei.registers.selection import Selection

FACET_LIMIT = 12
LATE_FROM = 100_000
_YES = {"true": "yes", "false": "no"}
_SEVERAL = frozenset({"choices", "parts"})
_FACETS = frozenset({"choice", "yesno", "text", "choices", "parts", "date", "loose_date", "industry", "division_code"})
_DATES = frozenset({"date", "loose_date"})
_MOST = 30  # facets of one list; GROUPING takes 31 expressions


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many rows carry one value of a field (or lie in one place)."""

    value: str
    count: int


def facet_fields(selection: Selection) -> list[Field]:
    """The fields that are offered as facets."""
    return [f for f in selection.fieldset.fields if f.facet and f.kind in _FACETS and not (f.personal or f.retired)]


def count_facets(selection: Selection) -> dict[str, list[FacetCount]]:
    """Field key → counts by value, most frequent first; "place" → counts by community. One statement."""
    fields = facet_fields(selection)[:_MOST]
    single = [f for f in fields if f.kind not in _SEVERAL]
    several = [f for f in fields if f.kind in _SEVERAL]
    # Dates by their years: a date that is known to a month lies in one year as well.
    facts = selection.facts
    expressions = [
        facts.text(f.key).text if f.kind not in _DATES else f"left(v.data->>'{f.key}', 4)" for f in single
    ] + ["p.path[2]::text"]
    sets = ", ".join(f"({number})" for number in range(3, len(expressions) + 3))
    inner, params = selection.rows().values("pk").query.sql_with_params()
    source = "registers_version v LEFT JOIN places_place p ON p.id = v.place_id WHERE " + (
        _plain(selection) if selection.plain else f"v.id IN ({inner})"
    )
    values: list[Any] = _plain_values(selection) if selection.plain else list(params)
    grouped = [f"GROUPING({', '.join(expressions)})", "count(*)", *expressions]
    told = f"COALESCE({', '.join(['told.' + name for name in _names(expressions)])})"
    statement = (
        f"SELECT told.which, {told}, told.n FROM (SELECT {', '.join(grouped)} FROM {source} "
        f"GROUP BY GROUPING SETS ({sets})) told(which, n, {', '.join(_names(expressions))})"
    )
    given = list(values)
    for number, f in enumerate(several, start=1):
        said = _said(selection, f)
        statement += (
            f" UNION ALL SELECT {-number}, told.said, count(*) FROM (SELECT v.data FROM {source}) v "
            f"CROSS JOIN LATERAL ({said.text}) told(said) GROUP BY told.said"
        )
        given += [*values, *said.values]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows = cursor.fetchall()
    # GROUPING sets the bit of each expression that is not grouped by, the first one's being the highest.
    everything, keys = (1 << len(expressions)) - 1, [*(f.key for f in single), "place"]
    which = {everything - (1 << place): key for place, key in enumerate(reversed(keys))}
    which |= {-number: f.key for number, f in enumerate(several, start=1)}
    yesno = {f.key for f in fields if "yesno" in (f.kind, *(part.kind for part in f.parts[:1]))}
    out: dict[str, list[FacetCount]] = {key: [] for key in which.values()}
    for group, value, count in rows:
        if value is not None:
            key = which[group]
            out[key].append(FacetCount(_YES.get(value, value) if key in yesno else value, count))
    for counts in out.values():
        counts.sort(key=lambda c: (-c.count, c.value))
    return out


def _names(expressions: list[str]) -> list[str]:
    return [f"e{at}" for at in range(len(expressions))]


def _said(selection: Selection, f: Field) -> Sql:
    """What a row says several times, each once: its choices, or the lines in force on the day that is seen."""
    if f.kind == "choices":
        value = f"v.data->'{f.key}'"
        lines = f"CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} END"
        return Sql(f"SELECT DISTINCT {merged_sql('said.one', f)} FROM jsonb_array_elements_text({lines}) said(one)")
    facts = selection.facts
    there = facts.parts(f.key)
    text, lines_of, holding = there.text(f.parts[0].key), facts.each_line(f.key, there), there.line_in_force
    return Sql(
        f"SELECT DISTINCT {text.text} FROM {lines_of.text} WHERE {holding.text}",
        (*text.values, *lines_of.values, *holding.values),
    )


def _plain(selection: Selection) -> str:
    condition, _ = selection.point.sql("v")
    return f"v.subdistrict = %s AND v.register_id = %s AND {condition}"


def _plain_values(selection: Selection) -> list[Any]:
    register = selection.register
    return [register.subdistrict, register.pk, *selection.point.sql("v")[1]]
