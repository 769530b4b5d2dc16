"""One scan per source of facts: every count of one register, at one point in time, in one statement."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.sql import Sql
from jingwei.core.periods import Period
from jingwei.indicators.cells import ROWS_NAMED_AT_MOST
from jingwei.indicators.grammar import Counting
from jingwei.indicators.grouping import ABOVE, Grouping


@dataclass(frozen=True)
class Wanted:
    """One count within a scan. With `by` and `part` only the rows of one class are counted."""

    counting: Counting
    period: Period
    place: UUID | None = None
    by: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a scan found: value, number of rows, their ids or digest, and for a share both numbers."""

    value: Decimal | None
    rows: int
    row_ids: tuple[str, ...] = ()
    digest: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan's answer. `since` is the first day the register knows of (None: it holds nothing); `whole` the counts in
    order; `parts` maps each grouping to its codes (None: rows without a part) and their counts in order."""

    since: date | None
    whole: tuple[Counted, ...]
    parts: dict[str, dict[str | None, tuple[Counted, ...]]]


def condition(facts: Facts, wanted: Wanted) -> Sql:
    """Which rows count: the definition's conditions, its date in the period, its place. Raises UnknownFact."""
    return met(facts, wanted.counting.where) & _whole(facts, wanted)


def check(facts: Facts, wanted: Wanted) -> None:
    """Raise UnknownFact before the scan: one wrong definition must not spoil the others."""
    for _ in _Columns().of(facts, wanted):
        pass


def scan(
    facts: Facts, point: Point, wanted: Sequence[Wanted], groupings: Sequence[Grouping] = (), *, proof: bool = True
) -> Scanned:
    """All `wanted` counts of one register, whole and by every grouping, in one statement.

    Without `proof` the rows are counted but not named. Hundreds of counts at once are split, because PostgreSQL's rows
    have at most 1,664 columns.
    """
    done: list[Scanned] = []
    for at in range(0, len(wanted), _AT_ONCE):
        done.append(_scan(facts, point, wanted[at : at + _AT_ONCE], groupings, proof=proof))
    if len(done) == 1:
        return done[0]
    parts: dict[str, dict[str | None, tuple[Counted, ...]]] = {}
    for grouping in groupings:
        codes = {code for each in done for code in each.parts[grouping.by]}
        parts[grouping.by] = {code: sum((each.parts[grouping.by][code] for each in done), ()) for code in codes}
    return Scanned(done[0].since, sum((each.whole for each in done), ()), parts)


_AT_ONCE = 380


def _scan(
    facts: Facts, point: Point, wanted: Sequence[Wanted], groupings: Sequence[Grouping], *, proof: bool
) -> Scanned:
    facts = facts.at(point)
    columns = _Columns(proof=proof)
    places = [list(columns.of(facts, want)) for want in wanted]
    here, ever = facts.here, facts.ever("f")
    keys = [f"g{at}.part" for at in range(len(groupings))]
    joins = " ".join(
        f"{_numbered(grouping.joins, at)} CROSS JOIN LATERAL (SELECT {_numbered(grouping.key, at)} AS part) g{at}"
        for at, grouping in enumerate(groupings)
    )
    sets = ", ".join(["()", *(f"({key})" for key in keys)])
    picked = ", ".join([f"GROUPING({', '.join(keys)})", *keys, *columns.texts] if keys else ["0", *columns.texts])
    statement = (
        f"SELECT (SELECT min(f.valid_from) FROM {facts.source.table} f WHERE {ever.text}), {picked} "  # noqa: S608
        f"FROM {facts.source.table} v LEFT JOIN places_place p ON p.id = v.place_id {joins} "
        f"WHERE {here.text} GROUP BY GROUPING SETS ({sets})"
    )
    joined = [value for grouping in groupings for value in grouping.values]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*ever.values, *columns.values, *joined, *here.values])
        found = cursor.fetchall()
    first = 2 + len(keys)
    whole: tuple[Counted, ...] = ()
    parts: dict[str, dict[str | None, tuple[Counted, ...]]] = {grouping.by: {} for grouping in groupings}
    everything = (1 << len(keys)) - 1
    for row in found:
        counts = tuple(_read(want, [row[first + at] for at in at_]) for want, at_ in zip(wanted, places, strict=True))
        if row[1] == everything:
            whole = counts
            continue
        # GROUPING sets the bit of each key that is not grouped by, the first key's being the highest.
        at = next(at for at in range(len(keys)) if not row[1] & 1 << (len(keys) - 1 - at))
        parts[groupings[at].by][row[2 + at]] = counts
    return Scanned(found[0][0], whole, parts)


def _numbered(sql: str, at: int) -> str:
    """The SQL of a grouping with an alias of its own for its join."""
    return sql.replace(ABOVE, f"above{at}")


def _whole(facts: Facts, wanted: Wanted) -> Sql:
    """Of which rows they are a part: the denominator of a share."""
    counting = wanted.counting
    sql = met(facts, counting.of)
    if counting.at:
        sql = sql & facts.within(counting.at, wanted.period.start, wanted.period.end)
    if counting.until:
        sql = sql & facts.until(counting.until, wanted.period.end)
    if wanted.by and wanted.part:
        named = facts.text(wanted.by)
        sql = sql & Sql(f"{named.text} = %s", (*named.values, wanted.part))
    if wanted.place is not None:
        sql = sql & Sql("(p.path @> ARRAY[%s]::uuid[] OR v.places @> ARRAY[%s]::uuid[])", (wanted.place, wanted.place))
    return sql


class _Columns:
    """The columns of a scan, each expression once."""

    def __init__(self, *, proof: bool = True) -> None:
        self.proof = proof
        self.texts: list[str] = []
        self.values: list[Any] = []
        self._known: dict[tuple[str, str], int] = {}

    def of(self, facts: Facts, want: Wanted) -> Iterator[int]:
        """Where value, number of rows, whole of a share, and ids stand."""
        counting = want.counting
        rows = condition(facts, want)
        count = self._column("count(*)", rows)
        match counting.verb:
            case "sum" | "average":
                value = measured(facts, counting)
                yield self._column(f"{_AGGREGATES[counting.verb]}({value.text})", rows, value.values)
            case "distinct":
                value = facts.text(counting.field)
                yield self._column(f"count(DISTINCT {value.text})", rows, value.values)
            case _:
                yield count
        yield count
        yield self._column("count(*)", _whole(facts, want)) if counting.verb == "share" else count
        yield self._column("string_agg(uuid_send(v.entry_id), ''::bytea)" if self.proof else "min(NULL::text)", rows)

    def _column(self, aggregate: str, rows: Sql, given: tuple[Any, ...] = ()) -> int:
        key = (f"{aggregate} FILTER (WHERE {rows.text})", repr((given, rows.values)))
        if key not in self._known:
            self._known[key] = len(self.texts)
            self.texts.append(key[0])
            self.values += [*given, *rows.values]
        return self._known[key]


_AGGREGATES = {"sum": "sum", "average": "avg"}


def measured(facts: Facts, counting: Counting) -> Sql:
    """The number that each row brings to a sum or an average. Raises UnknownFact."""
    if counting.aged:
        return facts.age(counting.aged["born"], counting.aged.get("at", ""))
    return facts.number(counting.field)


def _read(want: Wanted, columns: Sequence[Any]) -> Counted:
    value, rows, whole, ids = columns
    named, digest = _proof(bytes(ids) if ids else b"")
    if want.counting.verb == "share":
        share = Decimal(value) * 100 / Decimal(whole) if whole else None
        return Counted(share, rows, named, digest, Decimal(value), Decimal(whole))
    if want.counting.verb == "average":
        return Counted(None if value is None else Decimal(str(value)), rows, named, digest)
    return Counted(Decimal(value or 0), rows, named, digest)


def _proof(packed: bytes) -> tuple[tuple[str, ...], str | None]:
    """The ids of the rows, or above the limit the sha256 of the sorted ids."""
    ids = sorted(packed[at : at + 16] for at in range(0, len(packed), 16))
    if len(ids) > ROWS_NAMED_AT_MOST:
        return (), hashlib.sha256(b"".join(ids)).hexdigest()
    return tuple(str(UUID(bytes=key)) for key in ids), None
