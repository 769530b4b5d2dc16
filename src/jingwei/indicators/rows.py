"""Down to the rows: what stands behind a counted cell, within the reader's rights."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from jingwei.core.errors import JingweiError
from jingwei.core.facts.asked import Asked, as_engine
from jingwei.core.facts.conditions import met, reaches_out
from jingwei.core.facts.facts import Facts, UnknownFact, all_facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.source import Shown
from jingwei.core.facts.spelling import joined
from jingwei.core.facts.sql import Sql
from jingwei.core.facts.table import FactRow, Turned, count_rows, page_of_rows
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined, definition
from jingwei.indicators.grammar import Counting
from jingwei.indicators.models import Lock, LockedCell
from jingwei.indicators.scan import Wanted, condition
from jingwei.indicators.together import facts_of
from jingwei.registers.models import Register, Version
from jingwei.registers.query import versions

_SHOWN = frozenset({"choice", "text", "yesno", "integer", "number", "date"})


@dataclass(frozen=True)
class Rows:
    """The rows that a definition counts, at a point in time, as a question to their source: who asks sees those inside
    the own border."""

    asked: Asked

    @property
    def register(self) -> Register | None:
        """The ledger they lie in; None for the territory, the appointments."""
        owner = self.asked.facts.source.owner
        return owner if isinstance(owner, Register) else None

    def query(self, picked: str) -> Sql:
        """A query for one column of the rows, as whoever runs it may see them."""
        return self.asked.query(picked)

    def without(self, other: "Rows") -> "Rows":
        """Those of these rows that are not among `other`, of the same source."""
        mine, theirs = self.query("v.id"), other.query("v.id")
        apart = Sql(f"v.id IN ({mine.text}) AND v.id NOT IN ({theirs.text})", (*mine.values, *theirs.values))
        return Rows(replace(self.asked, where={}, instead=apart, beyond=False))

    def count(self) -> int:
        """How many there are for whoever asks."""
        return count_rows(self.asked)

    def versions(self) -> QuerySet[Version]:
        """The rows of a ledger. Raises JingweiError where they lie in none."""
        register = self.register
        if register is None:
            raise JingweiError("这个数不是从台账数出来的，行请在页面上打开。", code="cell.not_in_a_ledger")
        query = self.query("v.id")
        return versions(register, self.asked.point).filter(pk__in=RawSQL(query.text, query.values))  # noqa: S611

    def first(self, most: int) -> list[FactRow]:
        """The first rows, by their order."""
        return page_of_rows(self.asked, Turned(), most)


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


def difference(ask: Ask, version: int, as_of: date, known_at: datetime) -> Difference:
    """The rows of a cell as known at `known_at` (as a lock named them, where it was that of a lock) against those known
    now, over the whole subdistrict."""
    with as_engine(), connection.cursor() as cursor:
        then = as_locked(rows_of(ask, version, as_of, known_at), ask, version, known_at).query("v.entry_id")
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
    return rows_counted(definition(ask.key, version), ask, as_of, known_at)


def rows_counted(found: Defined, ask: Ask, as_of: date | None, known_at: datetime | None) -> Rows:
    """The rows that a definition counts, also one that is not stored. Raises as `rows_of`."""
    if found.kind != "counted" or as_of is None:
        raise JingweiError("这个数不是从台账数出来的，请看它的来源文件。", code="cell.not_counted")
    counting = found.counting
    facts = facts_of(counting, all_facts()).at(Point(as_of, known_at))
    if counting.over:
        return Rows(_together(facts, counting, ask))
    where = conditions_of(facts, counting, ask)
    try:
        met(facts, where)
    except UnknownFact:
        # Only where they speak of the period is it a part of the question.
        facts = facts.during(ask.period)
    return Rows(Asked(facts.at(facts.point), where, place=ask.place, counted=True))


def _together(facts: Facts, counting: Counting, ask: Ask) -> Asked:
    """The rows of several ledgers, which no list's conditions can say."""
    facts = facts.during(ask.period)
    which = condition(facts, Wanted(counting, ask.period, None, ask.by, ask.part))
    reaching = bool(facts.joins) or any(reaches_out(one.where) for one in counting.over)
    # What they all have is shown; the list has no address of its own.
    fields = [field.key for field in facts.source.fieldset.fields if not field.personal and field.kind in _SHOWN]
    shown = Shown(
        url=reverse("registers:index"),
        row_url=lambda row: reverse("registers:entry", args=[row.entry]),
        columns=tuple(fields[:4]),
        unit="行",
        see=lambda actor: None,
        exports=lambda actor: False,
        title="名称",
        place="网格",
    )
    listed = replace(facts, source=replace(facts.source, shown=lambda: shown))
    return Asked(listed, place=ask.place, instead=which, counted=True, beyond=reaching)


def conditions_of(facts: Facts, counting: Counting, ask: Ask) -> dict[str, object]:
    """Which rows a definition counts of a period and class, as conditions that a list may be filtered by."""
    dated: dict[str, object] = {}
    if counting.at:
        dated = {counting.at: {"in": str(ask.period)}}
    elif counting.until:
        dated = {counting.until: {"max": ask.period.end.isoformat()}}
    return joined(counting.where, counting.of, dated, *_class(facts, ask))


def _class(facts: Facts, ask: Ask) -> list[dict[str, object]]:
    if not (ask.by and ask.part):
        return []
    kind = facts.path(ask.by).kind
    if kind == "yesno":
        # No is what was said; what was never said is a class of its own.
        said: list[dict[str, object]] = [{ask.by: ask.part == "true"}]
        return said if ask.part == "true" else [*said, {"not": {ask.by: None}}]
    return [{ask.by: int(ask.part) if kind == "integer" else ask.part}]


def as_locked(rows: Rows, ask: Ask, version: int, known_at: datetime | None) -> Rows:
    """The rows as the lock of that moment named them; as they are where it named none, or no period was locked then."""
    if known_at is None:
        return rows
    found = LockedCell.objects.filter(
        lock__in=Lock.objects.filter(period=str(ask.period), at=known_at).values("pk"),
        key=ask.key,
        version=version,
        place=None,
    ).only("row_ids", "rows")
    cell = next(iter(found), None)
    if cell is None or cell.row_ids is None or ask.part:
        return rows
    packed = bytes(cell.row_ids)
    keys = [UUID(bytes=packed[at : at + 16]) for at in range(0, len(packed), 16)]
    return Rows(replace(rows.asked, instead=Sql("v.entry_id = ANY(%s)", (keys,))))
