"""One scan per source of facts: every count of one register, at one point in time, in one statement."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.scope import current_scope
from jingwei.indicators.cells import ROWS_NAMED_AT_MOST
from jingwei.indicators.grammar import Counting
from jingwei.core.periods import Period
from jingwei.registers.facts import ALWAYS, Facts, Sql
from jingwei.registers.point import Point


@dataclass(frozen=True)
class Wanted:
    """One count within a scan. `group` is SQL text of the part it is asked by ("" for none)."""

    counting: Counting
    period: Period
    place: UUID | None
    rows: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """What a scan found: value, number of rows, their ids or digest, and for a share both numbers."""

    value: Decimal | None
    rows: int
    row_ids: tuple[str, ...] = ()
    digest: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Grouping:
    """How a scan is split: SQL of the group's key, joins it needs."""

    key: str = "NULL::text"
    joins: str = ""


WHOLE = Grouping()


def condition(facts: Facts, wanted: Wanted) -> Sql:
    """Which rows count: the definition's conditions, its date in the period, its place."""
    counting = wanted.counting
    sql = facts.where(counting.where)
    return sql & _scope(facts, wanted)


def _scope(facts: Facts, wanted: Wanted) -> Sql:
    sql = ALWAYS
    if wanted.counting.at:
        sql = sql & facts.within(wanted.counting.at, wanted.period.start, wanted.period.end)
    if wanted.place is not None:
        sql = sql & Sql("(p.path @> ARRAY[%s]::uuid[] OR v.places @> ARRAY[%s]::uuid[])", (wanted.place, wanted.place))
    return sql


def scan(facts: Facts, point: Point, wanted: Sequence[Wanted], grouping: Grouping = WHOLE) -> dict[str | None, list[Counted]]:
    """All `wanted` counts of one register in one statement: group key (None for the whole) → counts in order."""
    columns: list[str] = []
    values: list[Any] = []
    for want in wanted:
        for text, given in _aggregates(facts, want):
            columns.append(text)
            values += given
    known, known_values = point.sql("v")
    statement = (
        f"SELECT {grouping.key} AS part, {', '.join(columns)} FROM registers_version v "
        f"LEFT JOIN places_place p ON p.id = v.place_id {grouping.joins} "
        f"WHERE v.subdistrict = %s AND v.register_id = %s AND {known} GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, current_scope().subdistrict, facts.register.pk, *known_values])
        found = cursor.fetchall()
    if not found and grouping is WHOLE:
        return {None: [_nothing(want) for want in wanted]}
    return {row[0]: list(_read(wanted, row[1:])) for row in found}


_PER_WANT = 4


def _aggregates(facts: Facts, want: Wanted) -> Iterator[tuple[str, list[Any]]]:
    """Four columns per count: value, rows, denominator, ids."""
    counting = want.counting
    rows = condition(facts, want)
    given = list(rows.values)
    match counting.verb:
        case "sum":
            yield f"sum({facts.number(counting.field).text}) FILTER (WHERE {rows.text})", given
        case "distinct":
            yield f"count(DISTINCT {facts.text(counting.field).text}) FILTER (WHERE {rows.text})", given
        case _:
            yield f"count(*) FILTER (WHERE {rows.text})", given
    yield f"count(*) FILTER (WHERE {rows.text})", given
    if counting.verb == "share":
        whole = facts.where(counting.of) & _scope(facts, want)
        yield f"count(*) FILTER (WHERE {whole.text})", list(whole.values)
    else:
        yield "NULL", []
    if want.rows:
        yield f"string_agg(uuid_send(v.entry_id), ''::bytea) FILTER (WHERE {rows.text})", given
    else:
        yield "NULL", []


def _read(wanted: Sequence[Wanted], row: Sequence[Any]) -> Iterator[Counted]:
    for index, want in enumerate(wanted):
        value, rows, whole, ids = row[index * _PER_WANT : (index + 1) * _PER_WANT]
        named, digest = _proof(bytes(ids) if ids else b"")
        if want.counting.verb == "share":
            share = Decimal(value) * 100 / Decimal(whole) if whole else None
            yield Counted(share, rows, named, digest, Decimal(value), Decimal(whole))
        else:
            yield Counted(Decimal(value or 0), rows, named, digest)


def _nothing(want: Wanted) -> Counted:
    if want.counting.verb == "share":
        return Counted(None, 0, numerator=Decimal(0), denominator=Decimal(0))
    return Counted(Decimal(0), 0)


def _proof(packed: bytes) -> tuple[tuple[str, ...], str | None]:
    """The ids of the rows, or above the limit the sha256 of the sorted ids."""
    ids = sorted(packed[at : at + 16] for at in range(0, len(packed), 16))
    if len(ids) > ROWS_NAMED_AT_MOST:
        return (), hashlib.sha256(b"".join(ids)).hexdigest()
    return tuple(str(UUID(bytes=key)) for key in ids), None
