"""The rows of a question to a source: how many, one page of them, and how many carry each value; one statement each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.errors import JingweiError
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.merged_choices import merged_sql
from jingwei.core.facts.sql import Sql
from jingwei.core.fields import Field
from jingwei.core.row_cursor import read_cursor, write_cursor
from jingwei.core.scope import Reader, current_scope

KEYSET_FROM = 10_000
_SEVERAL = frozenset({"choices", "parts"})  # a row says several of them
_DATES = frozenset({"date", "loose_date"})
FACET_KINDS = _SEVERAL | _DATES | {"choice", "yesno", "text", "industry", "division_code"}
_MOST = 30  # facets of one list; GROUPING takes 31 expressions
_FEW_PLACES = 12
_PLACE = "(SELECT p.name FROM {places} p WHERE p.id = v.place_id)"  # asked of the rows of the page only
_YES = {"true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row: its key, that of what it is a state of, name, values by field, the place it belongs to."""

    id: UUID
    entry: UUID
    title: str
    data: dict[str, Any]
    place: str | None
    cursor: tuple[str | None, str, str] = (None, "", "")


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many rows carry one value of a field (or lie in one place)."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Turned:
    """Where a page begins: by number, or behind (`after`) or before a row by cursor."""

    page: int = 1
    after: str = ""
    before: str = ""


def count_rows(asked: Asked, also: Sql | None = None) -> int:
    """How many rows the reader sees of those asked for; `also` is one more condition over alias v."""
    query = asked.query("count(*)")
    if also is not None:
        query = Sql(f"{query.text} AND {also.text}", (*query.values, *also.values))
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.values)
        return int(cursor.fetchone()[0])


def sum_rows(asked: Asked, number: Sql) -> tuple[int, Decimal]:
    """How many rows the reader sees of those asked for, and the sum of a number over alias v; one query."""
    query = asked.query(f"count(*), COALESCE(sum({number.text}), 0)")
    with connection.cursor() as cursor:
        cursor.execute(query.text, (*number.values, *query.values))
        rows, total = cursor.fetchone()
    return int(rows), Decimal(total)


def page_of_rows(asked: Asked, turned: Turned, size: int) -> list[FactRow]:
    """One page in the order asked for. Beyond KEYSET_FROM rows a page is found by cursor only. Raises BadCursor."""
    where, backwards = asked.which, bool(turned.before) and not turned.after
    cursor = turned.after or turned.before
    if cursor:
        where = where & _behind(asked, cursor, backwards=backwards)
    start = 0 if cursor else (turned.page - 1) * size
    statement = _rows(asked, where, backwards=backwards)
    with connection.cursor() as run:
        run.execute(f"{statement.text} LIMIT %s OFFSET %s", (*statement.values, size, start))
        found = [_row(row) for row in run.fetchall()]
    return found[::-1] if backwards else found


def rows_at_most(asked: Asked, most: int | None = None) -> list[FactRow]:
    """The first rows in order; all of them without `most`."""
    statement = _rows(asked, asked.which)
    with connection.cursor() as run:
        run.execute(f"{statement.text} LIMIT %s", (*statement.values, most))
        return [_row(row) for row in run.fetchall()]


def entries_of(asked: Asked) -> list[UUID]:
    """What the rows asked for are states of; one query."""
    query = asked.query("v.entry_id")
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.values)
        return [row[0] for row in cursor.fetchall()]


def cursor_of(row: FactRow) -> str:
    """The cursor that stands for a row."""
    return write_cursor("" if row.cursor[0] is None else f"={row.cursor[0]}", *row.cursor[1:])


def facet_fields(asked: Asked) -> list[Field]:
    """The fields that are offered as facets."""
    fields = asked.facts.source.fieldset.fields
    return [f for f in fields if f.facet and f.kind in FACET_KINDS and not (f.personal or f.retired)][:_MOST]


def count_facets(asked: Asked) -> dict[str, list[FacetCount]]:
    """Field key → counts by value, most frequent first; "place" → counts by community. One statement."""
    offered = facet_fields(asked)
    fields = [f for f in offered if f.kind not in _SEVERAL]
    several = [f for f in offered if f.kind in _SEVERAL]
    expressions = [_carried(asked, f) for f in fields] + ["v.place_id"]
    names = [f"g.f{at}" for at in range(len(fields))] + ["p.path[2]::text"]
    taken = ", ".join(f"{text} AS f{at}" for at, text in enumerate(expressions))
    named = ", ".join(f"f{at}, GROUPING(f{at}) AS g{at}" for at in range(len(expressions)))
    of = asked.of
    # Taken out of the rows in a query of its own: of an expression over their data the planner foresees as many values
    # as there are rows, and would sort them all. Joined to the places only when counted: it takes few rows to meet
    # conditions, and would nest the join.
    statement = (
        f"SELECT {', '.join(names)}, {', '.join(f'g.g{at}' for at in range(len(expressions)))}, g.n FROM ("  # noqa: S608
        f"SELECT {named}, count(*) AS n FROM (SELECT {taken} FROM {of.text} WHERE {asked.which.text} OFFSET 0) v "
        f"GROUP BY GROUPING SETS ({', '.join(f'(f{at})' for at in range(len(expressions)))}) OFFSET 0) g "
        f"LEFT JOIN {asked.places} p ON p.id = g.f{len(fields)}"
    )
    values = [*of.values, *asked.which.values]
    width = len(names)
    for number, f in enumerate(several, start=1):
        said = _said(asked, f)
        statement += (
            f" UNION ALL SELECT told.said{', NULL' * (width - 1)}, {-number}{', 1' * (width - 1)}, count(*) FROM ("  # noqa: S608
            f"SELECT v.data FROM {of.text} WHERE {asked.which.text}) v CROSS JOIN LATERAL ({said.text}) told(said) "
            "GROUP BY told.said"
        )
        values += [*of.values, *asked.which.values, *said.values]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    keys = [f.key for f in fields] + ["place"]
    yesno = {f.key for f in offered if "yesno" in (f.kind, *(part.kind for part in f.parts[:1]))}
    found: dict[str, dict[str, int]] = {key: {} for key in [*keys, *(f.key for f in several)]}
    for row in rows:
        if row[width] < 0:
            key, value = several[-row[width] - 1].key, row[0]
        else:
            at = next(index for index in range(width) if row[width + index] == 0)
            key, value = keys[at], row[at]
        if value is not None:
            told = _YES.get(value, value) if key in yesno else value
            found[key][told] = found[key].get(told, 0) + row[-1]
    out = {key: [FacetCount(value, n) for value, n in counts.items()] for key, counts in found.items()}
    for counts in out.values():
        counts.sort(key=lambda c: (-c.count, c.value))
    return out


def _carried(asked: Asked, f: Field) -> str:
    """The value by which rows are counted: of a date its year, in which a month lies as well."""
    value = asked.facts.text(f.key).text
    return f"left({value}, 4)" if f.kind in _DATES else value


def _said(asked: Asked, f: Field) -> Sql:
    """What a row says several times, each once: its choices, or the lines in force on the day that is seen."""
    facts = asked.facts
    if f.kind == "choices":
        value = facts.json(f.key).text
        lines = f"CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} END"
        one = merged_sql("said.one", f)
        return Sql(f"SELECT DISTINCT {one} FROM jsonb_array_elements_text({lines}) said(one)")  # noqa: S608
    there = facts.parts(f.key)
    text, lines_of, holding = there.text(f.parts[0].key), facts.each_line(f.key, there), there.line_in_force
    statement = f"SELECT DISTINCT {text.text} FROM {lines_of.text} WHERE {holding.text}"  # noqa: S608
    return Sql(statement, (*text.values, *lines_of.values, *holding.values))


def _rows(asked: Asked, where: Sql, *, backwards: bool = False) -> Sql:
    by, name, of = asked.sorted_by(), _by_name(), asked.of
    down = asked.order.startswith("-")
    first = (
        f"{by.text} {'DESC' if down != backwards else 'ASC'} NULLS {'FIRST' if backwards else 'LAST'}, " if by else ""
    )
    place = _PLACE.format(places=asked.places)
    way = " DESC" if backwards else ""
    text = (
        f"SELECT v.id, v.entry_id, v.title, v.data::text, {place}, {f'({by.text})::text' if by else 'NULL'}, v.sort "  # noqa: S608
        f"FROM {of.text} WHERE {where.text} "
        f"ORDER BY {first}{name}{way}, v.id{way}"
    )
    values = by.values if by else ()
    return Sql(text, (*values, *of.values, *where.values, *values))


def _behind(asked: Asked, cursor: str, *, backwards: bool) -> Sql:
    """The rows behind (or before) that of a cursor; empty values stand last."""
    value, sort, key = read_cursor(cursor, 3)
    by, down = asked.sorted_by(), asked.order.startswith("-")
    try:
        UUID(key)
    except ValueError as error:
        raise JingweiError("翻页地址不对，请回到列表第一页。", code="cursor") from error
    name = Sql(f"(v.sort, v.id) {'<' if backwards else '>'} (%s, %s::uuid)", (sort, key))
    if by is None:
        return name
    empty = Sql(f"{by.text} IS NULL", by.values)
    if not value:
        past = empty & name
        return Sql(f"(({past.text}) OR {by.text} IS NOT NULL)", (*past.values, *by.values)) if backwards else past
    key = asked.order.removeprefix("-")
    kind = "text" if asked.facts.field(key).kind in _TEXTS else "numeric"
    kind = "date" if kind == "text" and asked.facts.field(key).kind == "date" and asked.facts.day_column(key) else kind
    further = Sql(f"{by.text} {'<' if down != backwards else '>'} %s::{kind}", (*by.values, value[1:]))
    same = Sql(f"{by.text} = %s::{kind}", (*by.values, value[1:])) & name
    rest = f"({further.text}) OR ({same.text})" + ("" if backwards else f" OR {empty.text}")
    return Sql(f"({rest})", (*further.values, *same.values, *(() if backwards else empty.values)))


_TEXTS = frozenset({"date", "loose_date", "choice", "text", "yesno", "industry", "division_code"})


def _by_name() -> str:
    """The order of lists. Who reads a few places only gets their rows found by place and then sorted.

    In the order of the ledger's index the database would pass all rows of all others, hoping to meet fifty: 20 ms
    among 16,000 rows, half a second among 400,000.
    """
    scope = current_scope()
    return "(v.sort || '')" if scope.reader is Reader.PLACE and len(scope.places) <= _FEW_PLACES else "v.sort"


def _row(row: Sequence[Any]) -> FactRow:
    return FactRow(row[0], row[1], row[2], json.loads(row[3]), row[4], (row[5], row[6], str(row[0])))
