"""One scan per source of facts: every count of one register, at one point in time, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.spans import span
from jingwei.core.facts.sql import ALWAYS, Sql, either
from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask
from jingwei.indicators.clauses import Branch
from jingwei.indicators.grammar import Counting
from jingwei.indicators.grouping import ABOVE, Grouping
from jingwei.indicators.row_ids import NO_ROWS, RowIds, row_ids
from jingwei.indicators.together import told_apart


@dataclass(frozen=True)
class Wanted:
    """One count within a scan. With `by` and `part` only the rows of one class are counted."""

    counting: Counting
    period: Period
    place: UUID | None = None
    by: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Parting:
    """A way to part the rows, as SQL: the key of the part, and the joins it needs."""

    key: str
    joins: Sql


@dataclass(frozen=True, slots=True)
class Counted:
    """What a scan found: value, number of rows, their ids or digest, and for a share both numbers."""

    value: Decimal | None
    rows: int
    row_ids: RowIds = NO_ROWS
    digest: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scan's answer. `rows` is how many rows hold at the point, whatever is counted; `whole` the counts in order;
    `parts` maps each grouping to its codes (None: rows without a part) and their counts in order."""

    rows: int
    whole: tuple[Counted, ...]
    parts: dict[str, dict[str | None, tuple[Counted, ...]]]


def condition(facts: Facts, wanted: Wanted) -> Sql:
    """Which rows count: the definition's conditions, its date in the period, its place. Raises UnknownFact."""
    facts, counting = facts.during(wanted.period), wanted.counting
    if counting.over:
        return either(_of_branch(facts, one, wanted) for one in counting.over) & _narrowed(facts, wanted)
    dated = _dated(facts, wanted, counting.at, counting.until)
    return met(facts, counting.where) & met(facts, counting.of) & dated & _narrowed(facts, wanted)


def check(facts: Facts, wanted: Wanted) -> None:
    """Raise UnknownFact before the scan: one wrong definition must not spoil the others."""
    Columns().places_of(facts, wanted)


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
    return Scanned(done[0].rows, sum((each.whole for each in done), ()), parts)


_AT_ONCE = 380


def _scan(
    facts: Facts, point: Point, wanted: Sequence[Wanted], groupings: Sequence[Grouping], *, proof: bool
) -> Scanned:
    taken: dict[str, str] = {}
    facts = facts.at(point, taken)
    columns = Columns(proof=proof)
    places = [columns.places_of(facts, want) for want in wanted]
    parts_of = [_part(grouping, facts, at) for at, grouping in enumerate(groupings)]
    statement = columns.statement(facts, taken, parts_of)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        found = cursor.fetchall()
    first = 2 + len(groupings)
    whole: tuple[Counted, ...] = ()
    parts: dict[str, dict[str | None, tuple[Counted, ...]]] = {grouping.by: {} for grouping in groupings}
    everything, rows = (1 << len(groupings)) - 1, 0
    for row in found:
        counts = tuple(_read(want, [row[first + at] for at in at_]) for want, at_ in zip(wanted, places, strict=True))
        if row[1] == everything:
            whole, rows = counts, row[0]
            continue
        # GROUPING sets the bit of each key that is not grouped by, the first key's being the highest.
        at = next(at for at in range(len(groupings)) if not row[1] & 1 << (len(groupings) - 1 - at))
        parts[groupings[at].by][row[2 + at]] = counts
    return Scanned(rows, whole, parts)


def _part(grouping: Grouping, facts: Facts, at: int) -> Parting:
    """A grouping with an alias of its own for its join; a field is taken out of the row like any other."""
    key = facts.text(grouping.by).text if grouping.places is None else grouping.key.replace(ABOVE, f"above{at}")
    return Parting(key, Sql(grouping.joins.replace(ABOVE, f"above{at}"), grouping.values))


def as_of_day(ask: Ask, counting: Counting) -> date:
    """The day whose state is counted: the period's last, or today while the period still runs; or that before it."""
    if counting.as_at == "start":
        return ask.period.start - timedelta(days=1)
    return min(ask.period.end, timezone.localdate())


def first_day(facts: Facts) -> date | None:
    """The first day of which the source knows anything at its point's moment; None where it holds nothing."""
    ever, table = facts.ever("f"), facts.source.begun or facts.table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(f.valid_from) FROM {table} f WHERE {ever.text}", ever.values)  # noqa: S608
        found: date | None = cursor.fetchone()[0]
    return found


def _whole(facts: Facts, wanted: Wanted) -> Sql:
    """The denominator of a share: without dates of its own, of which rows those that count are a part."""
    facts, counting = facts.during(wanted.period), wanted.counting
    when = counting if counting.base is None else counting.base
    return met(facts, counting.of) & _dated(facts, wanted, when.at, when.until) & _narrowed(facts, wanted)


def _of_branch(facts: Facts, one: Branch, wanted: Wanted) -> Sql:
    member = facts.member(one.source)
    return member.mine & met(member, one.where) & _dated(member, wanted, one.at, one.until)


def _dated(facts: Facts, wanted: Wanted, at: str, until: str) -> Sql:
    sql = facts.within(at, wanted.period.start, wanted.period.end) if at else ALWAYS
    return sql & facts.until(until, wanted.period.end) if until else sql


def _narrowed(facts: Facts, wanted: Wanted) -> Sql:
    """The class and the place that are asked for."""
    sql = ALWAYS
    if wanted.by and wanted.part:
        named = facts.text(wanted.by)
        sql = sql & Sql(f"{named.text} = %s", (*named.values, wanted.part))
    if wanted.place is not None:
        sql = sql & Sql("(p.path @> ARRAY[%s]::uuid[] OR v.places @> ARRAY[%s]::uuid[])", (wanted.place, wanted.place))
    return sql


class Columns:
    """The columns of a scan: each condition asked once of a row, each aggregate once."""

    def __init__(self, *, proof: bool = True) -> None:
        self._proof = proof
        self._asked = _Named("c")
        self._aggregates: dict[str, int] = {}

    def places_of(self, facts: Facts, want: Wanted) -> list[int]:
        """Where value, number of rows, whole of a share, and ids stand. Raises UnknownFact."""
        counting = want.counting
        rows = condition(facts, want)
        count = value = self._column("count(*)", rows)
        match counting.verb:
            case "sum" | "average" | "lowest" | "highest":
                number = self._asked.of(measured(facts, counting))
                value = self._column(f"{_AGGREGATES[counting.verb]}(q.{number})", rows)
            case "distinct" | "distinct_over":
                told = told_apart(facts, counting.over) if counting.over else facts.text(counting.field)
                text = self._asked.of(told)
                value = self._column(f"count(DISTINCT q.{text})", rows)
        whole = self._column("count(*)", _whole(facts, want)) if counting.verb == "share" else count
        ids = self._column("string_agg(uuid_send(q.entry_id), ''::bytea)", rows) if self._proof else count
        return [value, count, whole, ids]

    def statement(self, facts: Facts, taken: Mapping[str, str], partings: Sequence[Parting]) -> Sql:
        """One statement: what is asked of a row's data is taken out once, then every condition once, then counted.

        OFFSET 0 keeps the steps apart: joined into one, PostgreSQL would ask again for every count.
        """
        here = facts.here
        pieces = "".join(f", {text} AS {name}" for text, name in taken.items())
        keys = [f"q.g{at}" for at in range(len(partings))]
        groups = "".join(f", {parting.key} AS g{at}" for at, parting in enumerate(partings))
        linked = facts.joined
        joins = " ".join(parting.joins.text for parting in partings) + linked.text
        sets = ", ".join(["()", *(f"({key})" for key in keys)])
        picked = ", ".join([f"GROUPING({', '.join(keys)})" if keys else "0", *keys, *self._aggregates])
        text = (
            f"SELECT count(*), {picked} FROM (SELECT v.entry_id{groups}{self._asked.texts} FROM ("  # noqa: S608
            f"SELECT v.entry_id, v.place_id, v.places{pieces} FROM {facts.table} v WHERE {here.text} OFFSET 0"
            f") v LEFT JOIN places_place p ON p.id = v.place_id {joins} OFFSET 0) q GROUP BY GROUPING SETS ({sets})"
        )
        joined = [value for parting in partings for value in parting.joins.values]
        return Sql(text, (*self._asked.values, *here.values, *joined, *linked.values))

    def _column(self, aggregate: str, rows: Sql) -> int:
        text = f"{aggregate} FILTER (WHERE q.{self._asked.of(rows)})"
        return self._aggregates.setdefault(text, len(self._aggregates))


class _Named:
    """Pieces of SQL with names of their own, equal ones once."""

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self._known: dict[str, str] = {}
        self.texts = ""
        self.values: list[Any] = []

    def of(self, piece: Sql) -> str:
        """The name of a piece."""
        key = f"{piece.text}{piece.values!r}"
        if key not in self._known:
            self._known[key] = f"{self._letter}{len(self._known)}"
            self.texts += f", {piece.text} AS {self._known[key]}"
            self.values += piece.values
        return self._known[key]


_AGGREGATES = {"sum": "sum", "average": "avg", "lowest": "min", "highest": "max"}


def measured(facts: Facts, counting: Counting) -> Sql:
    """The number that each row brings to a sum or an average. Raises UnknownFact."""
    if counting.aged:
        return facts.age(counting.aged["born"], counting.aged.get("at", ""))
    if counting.span:
        return span(facts, counting.span)
    return facts.number(counting.field)


def _read(want: Wanted, columns: Sequence[Any]) -> Counted:
    value, rows, whole, ids = columns
    named, digest = row_ids(bytes(ids)) if isinstance(ids, bytes | memoryview) else (NO_ROWS, None)
    if want.counting.verb == "share":
        share = Decimal(value) * 100 / Decimal(whole) if whole else None
        return Counted(share, rows, named, digest, Decimal(value), Decimal(whole))
    if want.counting.verb in ("average", "lowest", "highest"):
        return Counted(None if value is None else Decimal(str(value)), rows, named, digest)
    return Counted(Decimal(value or 0), rows, named, digest)
