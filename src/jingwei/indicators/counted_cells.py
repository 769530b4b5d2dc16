"""Cells counted from records: one scan per source of facts and day, whole and by parts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from jingwei.core.facts.facts import Facts, UnknownFact, all_facts
from jingwei.core.facts.point import Point
from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.grouping import Grouping, Groupings, names_of
from jingwei.indicators.in_force import InForce
from jingwei.indicators.measures import converted
from jingwei.indicators.nothing import before, none_of, without_value
from jingwei.indicators.scan import Counted, Scanned, Wanted, as_of_day, check, first_day, scan
from jingwei.indicators.together import facts_of
from jingwei.indicators.withheld import Guard, counted_beside

_CountKey = tuple[str, Period, UUID | None, str, str]


@dataclass(frozen=True, slots=True)
class _Result:
    """A scan with where each count stands in it, and the ways it was told by parts (or why it could not be)."""

    facts: Facts
    day: date
    scanned: Scanned
    at: dict[_CountKey, int]
    guard: Guard | None
    ways: dict[str, Grouping | str]
    months: dict[_CountKey, range]

    def behind(self, key: _CountKey, counted: Sequence[Counted]) -> tuple[Counted, list[Counted]]:
        """What stands behind a guarded count, in all and month by month."""
        return counted[len(self.at) + self.at[key]], [counted[at] for at in self.months[key]]


class CountedCells:
    """Counts asks as known at a moment (None: now); with `proof` the rows behind are named."""

    def __init__(self, force: InForce, known_at: datetime | None, *, proof: bool) -> None:
        self.cells: dict[Ask, Cell] = {}
        self._force = force
        self._known_at = known_at
        self._proof = proof
        self._first: dict[str, date | None] = {}

    def of(self, asks: Sequence[Ask]) -> dict[Ask, Cell]:
        """The cell of every ask."""
        facts = all_facts() if asks else {}
        groupings = Groupings()
        read: dict[str, Facts] = {}
        scans: dict[tuple[str, date], list[Ask]] = defaultdict(list)
        for ask in asks:
            counting = self._force.of(ask).counting
            try:
                read.setdefault(counting.source, facts_of(counting, facts))
            except UnknownFact as error:
                self.cells[ask] = self._force.blank(ask, error.message)
                continue
            scans[counting.source, as_of_day(ask, counting)].append(ask)
        for (source, day), group in sorted(scans.items(), key=lambda item: item[0]):
            self._scan(read[source], day, group, groupings)
        return self.cells

    def _scan(self, facts: Facts, day: date, asks: Sequence[Ask], groupings: Groupings) -> None:
        wants: dict[_CountKey, Wanted] = {}
        guard = Guard.of(facts)
        good: list[Ask] = []
        ways: dict[str, Grouping | str] = {}
        for ask in asks:
            defined = self._force.of(ask)
            want = Wanted(defined.counting, ask.period, ask.place, ask.by, ask.part)
            try:
                check(facts.at(Point(day, self._known_at)), want)
                converted(facts, defined.counting, defined.row.unit, Decimal(1))
            except UnknownFact as error:
                self.cells[ask] = self._force.blank(ask, error.message)
                continue
            if guard and (why := guard.refusal(ask, facts, want.counting)):
                self.cells[ask] = self._force.blank(ask, why)
                continue
            good.append(ask)
            wants.setdefault(_count_key(ask), want)
            if ask.by and not ask.part and ask.by not in ways:
                try:
                    ways[ask.by] = groupings.of(ask.by, facts, day)
                except UnknownFact as error:
                    ways[ask.by] = error.message
        if not good:
            return
        known = [way for way in ways.values() if isinstance(way, Grouping)]
        beside, months = counted_beside(guard, wants)
        found = scan(facts, Point(day, self._known_at), [*wants.values(), *beside], known, proof=self._proof)
        result = _Result(facts, day, found, {key: at for at, key in enumerate(wants)}, guard, ways, months)
        for ask in good:
            self.cells[ask] = self._found(ask, result)

    def _found(self, ask: Ask, result: _Result) -> Cell:
        key, way = _count_key(ask), result.ways.get(ask.by)
        at = result.at[key]
        if not result.scanned.rows:
            if result.facts.source.silent:
                return self._force.blank(ask, result.facts.source.silent)
            since = self._since(result.facts)
            if since is None or result.day < since:
                return self._force.blank(ask, before(result.facts, since, self._known_at))
        cell = self._filled(ask, result.scanned.whole[at], result)
        if result.guard:
            cell = result.guard.told(cell, *result.behind(key, result.scanned.whole))
        if ask.part or way is None:
            return cell
        if isinstance(way, str):
            return replace(cell, why=way)
        counts = {code: counted[at] for code, counted in result.scanned.parts[way.by].items()}
        parts = tuple(self._parts(ask, result, counts, way))
        if result.guard:
            beside = {c or "": result.behind(key, counted) for c, counted in result.scanned.parts[way.by].items()}
            behind = {code: whole for code, (whole, _) in beside.items()}
            parts = result.guard.parts(parts, behind, {code: months for code, (_, months) in beside.items()})
        return replace(cell, parts=parts)

    def _since(self, facts: Facts) -> date | None:
        """The first day a source knows of; asked once, and only where a day has no rows at all."""
        if facts.source.key not in self._first:
            self._first[facts.source.key] = first_day(facts.at(Point(None, self._known_at)))
        return self._first[facts.source.key]

    def _parts(self, ask: Ask, result: _Result, counts: dict[str | None, Counted], way: Grouping) -> Iterable[Part]:
        there = {code for code, counted in counts.items() if counted.rows or counted.denominator}
        for named in names_of(way, result.facts, there, ask.place):
            counted = counts.get(named.code or None) or none_of(self._force.of(ask))
            narrowed = replace(ask, by="", place=named.place) if named.place else replace(ask, part=named.code)
            yield Part(named.code, named.name, self._filled(narrowed, counted, result))

    def _filled(self, ask: Ask, found: Counted, result: _Result) -> Cell:
        defined = self._force.of(ask)
        return replace(
            self._force.blank(ask, without_value(defined.counting) if found.value is None else ""),
            value=converted(result.facts, defined.counting, defined.row.unit, found.value),
            rows=found.rows,
            row_ids=found.row_ids,
            digest=found.digest,
            numerator=found.numerator,
            denominator=found.denominator,
            as_of=result.day,
        )


def _count_key(ask: Ask) -> _CountKey:
    """Asks that differ only in how they are told by parts are one count."""
    return ask.key, ask.period, ask.place, ask.by if ask.part else "", ask.part
