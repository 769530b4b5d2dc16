"""Down to the rows: what stands behind a counted cell, within the reader's rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.errors import JingweiError
from jingwei.core.facts.conditions import reaches_out
from jingwei.core.facts.facts import Facts, all_facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.sql import Sql
from jingwei.core.scope import Reader, Scope, current_scope, open_scope
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import definition
from jingwei.indicators.scan import Wanted, condition
from jingwei.indicators.together import facts_of
from jingwei.registers.models import Register, Version
from jingwei.registers.query import versions


@dataclass(frozen=True, slots=True)
class Titled:
    """A counted row of a source that is no ledger: what it is called, and the place it belongs to."""

    title: str
    place: str


@dataclass(frozen=True)
class Rows:
    """The rows that a definition counts, at a point in time; who asks sees those inside the own border.

    `apart`: whether the conditions look at rows of other sources. Those are asked as the engine asks, for the reader
    may not see them.
    """

    facts: Facts
    which: Sql
    apart: bool

    @property
    def register(self) -> Register | None:
        """The ledger they lie in; None for the territory, the appointments."""
        owner = self.facts.source.owner
        return owner if isinstance(owner, Register) else None

    def query(self, picked: str) -> Sql:
        """A query for one column of the rows, as whoever runs it may see them."""
        here = self.facts.here
        # By their keys it is the same rows, and the border of who asks holds again.
        where = Sql("v.id = ANY(%s)", (self._keys(),)) if self.apart else self.which
        joined = Sql("") if self.apart else self.facts.joined
        text = f"SELECT {picked} {self._of}{joined.text} WHERE {here.text} AND {where.text}"
        return Sql(text, (*joined.values, *here.values, *where.values))

    def count(self) -> int:
        """How many there are for whoever asks."""
        query = self.query("count(*)")
        with connection.cursor() as cursor:
            cursor.execute(query.text, query.values)
            return int(cursor.fetchone()[0])

    def versions(self) -> QuerySet[Version]:
        """The rows of a ledger. Raises JingweiError where they lie in none."""
        register = self.register
        if register is None:
            raise JingweiError("这个数不是从台账数出来的，行请在页面上打开。", code="cell.not_in_a_ledger")
        query = self.query("v.id")
        return versions(register, self.facts.point).filter(pk__in=RawSQL(query.text, query.values))  # noqa: S611

    def titles(self, start: int, most: int) -> list[Titled]:
        """The rows of another source, by their order."""
        query = self.query("v.title, COALESCE(p.name, '')")
        with connection.cursor() as cursor:
            cursor.execute(f"{query.text} ORDER BY v.sort, v.id OFFSET %s LIMIT %s", [*query.values, start, most])
            return [Titled(*row) for row in cursor.fetchall()]

    @property
    def _of(self) -> str:
        return f"FROM {self.facts.source.table} v LEFT JOIN places_place p ON p.id = v.place_id"

    def _keys(self) -> list[UUID]:
        here, joined = self.facts.here, self.facts.joined
        text = f"SELECT v.id {self._of}{joined.text} WHERE {here.text} AND {self.which.text}"
        with as_engine(), connection.cursor() as cursor:
            cursor.execute(text, [*joined.values, *here.values, *self.which.values])
            return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Behind:
    """The rows behind a cell: `total` that were counted (None: not told), `visible` those the reader may open."""

    rows: Rows
    total: int | None
    visible: int

    @property
    def said(self) -> str:
        """其中您可见 M 行, where the reader does not see all."""
        if self.total is None:
            return f"您可见 {self.visible} 行；计入的总行数少，不显示"
        counted = f"计入 {self.total} 行"
        return counted if self.visible == self.total else f"{counted}，其中您可见 {self.visible} 行"


@dataclass(frozen=True, slots=True)
class Difference:
    """How many rows were counted as known at a moment, and what has changed since by corrections."""

    then: int
    now: int
    added: int
    gone: int

    @property
    def said(self) -> str:
        """In words; empty when nothing changed."""
        if not (self.added or self.gone):
            return ""
        return f"取数后台账有更正：现在重数为 {self.now} 行（增加 {self.added} 行，减少 {self.gone} 行）"


@contextmanager
def as_engine() -> Iterator[None]:
    """Ask over the whole subdistrict, whoever asks."""
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        yield


def difference(ask: Ask, version: int, as_of: date, known_at: datetime) -> Difference:
    """The rows of a cell as known at `known_at` against those known now, over the whole subdistrict."""
    with as_engine(), connection.cursor() as cursor:
        then = rows_of(ask, version, as_of, known_at).query("v.entry_id")
        now = rows_of(ask, version, as_of, None).query("v.entry_id")
        cursor.execute(
            f"WITH a(entry) AS ({then.text}), b(entry) AS ({now.text}) SELECT (SELECT count(*) FROM a), "  # noqa: S608
            "(SELECT count(*) FROM b), (SELECT count(*) FROM a WHERE entry NOT IN (SELECT entry FROM b))",
            [*then.values, *now.values],
        )
        before, after, gone = cursor.fetchone()
    return Difference(before, after, added=after - before + gone, gone=gone)


def count_of(ask: Ask, version: int, as_of: date, known_at: datetime | None) -> int:
    """How many rows a cell counts, whoever asks."""
    with as_engine():
        return rows_of(ask, version, as_of, known_at).count()


def rows_behind(cell: Cell) -> Behind:
    """The rows of a counted cell as of its day and as known at its moment. Raises JingweiError for other kinds."""
    rows = rows_of(cell.ask, cell.version, cell.as_of, cell.known_at)
    return Behind(rows, None if cell.hidden else cell.rows or 0, rows.count())


def rows_of(ask: Ask, version: int, as_of: date | None, known_at: datetime | None) -> Rows:
    """The rows that a version of a definition counts.

    Raises JingweiError for what was not counted from records, UnknownFact for what is no longer there.
    """
    found = definition(ask.key, version)
    if found.kind != "counted" or as_of is None:
        raise JingweiError("这个数不是从台账数出来的，请看它的来源文件。", code="cell.not_counted")
    counting = found.counting
    facts = facts_of(counting, all_facts()).at(Point(as_of, known_at))
    which = condition(facts, Wanted(counting, ask.period, ask.place, ask.by, ask.part))
    said = (counting.where, counting.of, *(one.where for one in counting.over))
    return Rows(facts, which, bool(facts.joins) or any(map(reaches_out, said)))
