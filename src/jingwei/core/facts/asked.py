"""Which rows of a source are asked for: conditions, words, place, point in time, order; list, count and sheet agree."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from jingwei.core.errors import JingweiError
from jingwei.core.facts.conditions import met, reaches_out
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.point import Point
from jingwei.core.facts.spelling import DATES, RANGED, joined, read_conditions, write_conditions
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.facts.then import as_known
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import Reader, Scope, current_scope, open_scope

WORDS_AT_MOST = 80
SORTED = RANGED | {"choice", "text", "yesno", "industry", "division_code"}


@contextmanager
def as_engine() -> Iterator[None]:
    """Ask over the whole subdistrict, whoever asks."""
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        yield


@dataclass(frozen=True)
class Asked:
    """One question to a source. `facts` stand at its point in time; `where` are conditions in the grammar.

    `order` is the key of a field, with a minus for the largest first; empty: by name. `kept` are parameters of the
    page that its addresses keep, `instead` what holds in the place of the conditions (the rows that a lock has named).
    `counted`: the conditions are those of a definition. On rows of other ledgers they are then asked as the engine
    asks; what a reader makes up is asked within the reader's own border, or it would tell of rows beyond it. `beyond`:
    what stands `instead` looks at other ledgers' rows too.
    """

    facts: Facts
    where: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    place: UUID | None = None
    order: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    instead: Sql | None = None
    counted: bool = False
    beyond: bool = False

    @property
    def point(self) -> Point:
        """The point in time from which the rows are seen."""
        return self.facts.point

    @property
    def plain(self) -> bool:
        """True when nothing narrows the list."""
        return not (self.words.strip() or self.where or self.place or self.instead is not None)

    @property
    def here(self) -> Sql:
        """The rows of the source at its point, before anything narrows them."""
        return self.facts.here

    @cached_property
    def _met(self) -> Sql:
        """The conditions, or what stands in their place; links that they follow are joined to `of`."""
        narrowed = met(self.facts, self.where) if self.instead is None else self.instead
        if not self.reaches:
            return narrowed
        # Not taken apart, what is asked of other rows is hashed once; joined, blind behind the policies and where
        # nothing was counted yet, the planner would ask for each row again.
        return Sql(f"(({narrowed.text}) IS TRUE)", narrowed.values)

    @property
    def reaches(self) -> bool:
        """Whether the conditions look beyond the rows themselves."""
        return self.beyond or reaches_out(self.where)

    @property
    def _apart(self) -> bool:
        return self.counted and self.reaches and current_scope().reader is Reader.PLACE

    @property
    def of(self) -> Sql:
        """What stands after FROM: the source under alias v, with the rows that its conditions lead to."""
        narrowed, joined = self._met, self.facts.joined
        if self._apart or not narrowed.text:
            joined = self.facts.joined_beside
        return Sql(f"{self.facts.table} v{joined.text}", joined.values)

    @cached_property
    def which(self) -> Sql:
        """The rows asked for, as SQL over alias v, within the reader's border. Raises UnknownFact."""
        out = self.here
        if self.place is not None:
            out = out & self.inside(self.place)
        if self.words.strip() and self.facts.source.find is not None:
            out = out & self.facts.source.find(self.words)
        if self._apart:
            return out & Sql("v.id = ANY(%s)", (self._keys(),))
        return out & self._met

    def query(self, picked: str, of: Sql | None = None) -> Sql:
        """A query for columns of the rows asked for; `of` are further joins."""
        here, more = self.of, of or Sql("")
        text = f"SELECT {picked} FROM {here.text}{more.text} WHERE {self.which.text}"  # noqa: S608
        return Sql(text, (*here.values, *more.values, *self.which.values))

    @property
    def places(self) -> str:
        """What stands after FROM to see the places: as they were known when the rows were."""
        known_at = self.point.known_at
        return "places_place" if known_at is None else as_known("places_place", known_at)

    def within(self) -> str:
        """SQL for the keys of the places that lie in one, its parameter, or are it."""
        return f"SELECT within.id FROM {self.places} within WHERE within.path @> ARRAY[%s]::uuid[]"  # noqa: S608

    def inside(self, place: UUID) -> Sql:
        """The rows that lie in a place or below."""
        within = self.within()
        return Sql(f"(v.place_id IN ({within}) OR v.places @> ARRAY[%s]::uuid[])", (place, place))

    def _keys(self) -> list[UUID]:
        """The own rows that meet conditions on other ledgers' rows, which the reader may not see: asked as the engine
        asks, and by their keys the border of the reader holds again."""
        near = Sql("v.place_id = ANY(%s)", (list(current_scope().places),)) if self.facts.source.bordered else ALWAYS
        where = self.here & near & self._met
        joined = self.facts.joined
        text = f"SELECT v.id FROM {self.facts.table} v{joined.text} WHERE {where.text}"  # noqa: S608
        with as_engine(), connection.cursor() as cursor:
            cursor.execute(text, (*joined.values, *where.values))
            return [row[0] for row in cursor.fetchall()]

    def pairs(self) -> list[tuple[str, str]]:
        """The question as pairs of an address, without the page."""
        pairs = [("q", self.words)] if self.words else []
        pairs += write_conditions(self.facts, self.where)
        if self.place:
            pairs.append(("place", str(self.place)))
        if self.point.on and not (self.facts.source.by_day and self.point.on == timezone.localdate()):
            pairs.append(("on", self.point.on.isoformat()))
        if self.point.known_at:
            pairs.append(("known_at", self.point.known_at.isoformat()))
        if self.facts.period:
            pairs.append(("period", str(self.facts.period)))
        if self.order:
            pairs.append(("sort", self.order))
        return [*pairs, *self.kept]

    def params(self, **changed: Any) -> str:
        """The question as an address."""
        pairs = [pair for pair in self.pairs() if pair[0] not in changed]
        pairs += [(key, str(value)) for key, value in changed.items() if value not in (None, "") or key == "pick"]
        return "?" + urlencode(pairs)

    def narrowed(self, where: Mapping[str, Any]) -> Self:
        """The same question with other conditions."""
        return replace(self, where=where)

    def chosen(self, key: str) -> tuple[str, ...]:
        """The values of a field that are chosen, as an address writes them."""
        name = f"f.{key}"
        return tuple(value for pair, value in write_conditions(self.facts, self.where) if pair == name)

    def with_value(self, key: str, value: str) -> Self:
        """The same question with one value of a field put in or taken out."""
        now = self.chosen(key)
        kept = [one for one in now if one != value] if value in now else [*now, value]
        given: MultiValueDict[str, str] = MultiValueDict({f"f.{key}": kept})
        others = {name: wanted for name, wanted in self.where.items() if name != key or not now}
        return self.narrowed(joined(others, read_conditions(self.facts, given)))

    def without(self, key: str) -> Self:
        """The same question without what is said of one field."""
        return self.narrowed({name: wanted for name, wanted in self.where.items() if name != key})

    def sorted_by(self) -> Sql | None:
        """What the rows are put in order by before their names; None: by name. Raises UnknownFact."""
        key = self.order.removeprefix("-")
        if not key:
            return None
        found = self.facts.field(key)
        if found.kind not in SORTED:
            raise UnknownFact(f"不能按“{found.label}”排序。")
        numeric = found.kind in RANGED and found.kind not in DATES
        if numeric:
            return self.facts.number(key)
        return (self.facts.day_column(key) if found.kind == "date" else None) or self.facts.text(key)


def read_asked(facts: Facts, given: MultiValueDict[str, str]) -> Asked:
    """Read a question from an address. Raises JingweiError for a wrong date or place, UnknownFact."""
    point = read_point(given)
    if facts.source.by_day and point.on is None:
        point = replace(point, on=timezone.localdate())
    facts = facts.at(point)
    if given.get("period"):
        facts = facts.during(read_period(str(given["period"])))
    order = given.get("sort", "")
    known = facts.source.fieldset.by_key.get(order.removeprefix("-"))
    sortable = known is not None and not known.personal and known.kind in SORTED
    return Asked(
        facts,
        read_conditions(facts, given),
        given.get("q", "").strip()[:WORDS_AT_MOST],
        read_place(given.get("place", "")),
        order if sortable else "",
    )


def read_period(text: str) -> Period:
    """The period of an address, to which its conditions may refer. Raises JingweiError."""
    try:
        return Period.parse(text[:40])
    except PeriodError as error:
        raise JingweiError(error.message + "。", code=error.code) from error


def read_place(text: str) -> UUID | None:
    """The key of a place of an address. Raises JingweiError."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise JingweiError("区划参数不对，请从列表左侧重新选择。", code="place.wrong") from error


def read_point(given: Mapping[str, str]) -> Point:
    """`on` is the day the state held; `known_at` a moment, or `day`: the end of that day. Raises JingweiError."""
    on, known = given.get("on", ""), given.get("known_at", "")
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError as error:
        raise JingweiError(f"日期“{on[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error
    return Point(day, _moment(known, day) if known else None)


def point_params(point: Point) -> str:
    """The point as an address that `read_point` reads; empty for now."""
    told = {"on": point.on, "known_at": point.known_at}
    said = {name: one.isoformat() for name, one in told.items() if one is not None}
    return f"?{urlencode(said)}" if said else ""


def _moment(text: str, day: date | None) -> datetime | None:
    if text == "day":
        return None if day is None else end_of(day)
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
        found = found if found.tzinfo else timezone.make_aware(found)
        # A moment of the year 1 or 9999 lies outside the calendar in one time zone or another.
        return found if 1900 < found.year < 9999 else None
    except (ValueError, OverflowError) as error:
        raise JingweiError(
            f"时间“{text[:40]}”写法不对，应为 2025-12-31T18:00 这样的形式。", code="date.wrong"
        ) from error


def end_of(day: date) -> datetime | None:
    """The last moment of a day; None where it lies ahead: what is known then is what is known now."""
    if day >= timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)
