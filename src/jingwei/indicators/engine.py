"""The engine: many cells at once, one scan per source of facts and day, the same value whoever asks.

It counts under a role of its own within the reader's subdistrict; opening the rows follows the reader's rights.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from jingwei.core.facts.facts import Facts, UnknownFact, all_facts
from jingwei.core.facts.point import Point
from jingwei.core.periods import Period
from jingwei.core.scope import Reader, Scope, current_scope, open_scope
from jingwei.indicators.breaks import made_of
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.definitions import Defined, load_versions, newest, version_for
from jingwei.indicators.derive import derived, operand_ask, operands_of
from jingwei.indicators.fixed import fixed_cells
from jingwei.indicators.grammar import RANKS, ROUNDS
from jingwei.indicators.grouping import Grouping, Groupings, names_of
from jingwei.indicators.measures import converted
from jingwei.indicators.nothing import before, none_of, without_value
from jingwei.indicators.ranks import ONLY_WHOLE, published_rank, round_cells, statistic_of, whole
from jingwei.indicators.reported import Given, Series, reported_values
from jingwei.indicators.scan import Counted, Scanned, Wanted, as_of_day, check, first_day, scan
from jingwei.indicators.together import facts_of
from jingwei.indicators.withheld import Guard, counted_beside


def evaluate(
    asks: Iterable[Ask],
    known_at: datetime | None = None,
    *,
    proof: bool = True,
    recount: bool = False,
    restated: bool = False,
    drafts: Mapping[str, Defined] | None = None,
) -> dict[Ask, Cell]:
    """The cell of every ask, as known at a moment (None: now). A cell without a value says why.

    Cells of a locked period are those that were fixed; what was not fixed one by one (a class of rows) is counted as it
    was known when the period was locked. `recount` counts all of them anew. Each period is counted by the version in
    force at its end; `restated` counts all of them anew by the present version (按现口径追溯), and by `drafts` where
    these take its place. Without `proof` the rows behind are counted but not named, for pages that only show values.
    """
    wanted = list(dict.fromkeys(asks))
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        versions = load_versions()
        if restated:
            versions = {key: some[-1:] for key, some in versions.items()}
        versions |= {key: (one,) for key, one in (drafts or {}).items()}
        done = _Evaluation(versions, known_at, proof=proof, recount=recount or restated)
        done.run(wanted)
    return {ask: done.cells[ask] for ask in wanted}


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


class _Evaluation:
    """One evaluation: `cells` fill up with what locks have fixed, then in three passes, counted, reported, derived."""

    def __init__(
        self,
        versions: Mapping[str, Sequence[Defined]],
        known_at: datetime | None,
        *,
        proof: bool,
        recount: bool = False,
        fixed: Mapping[tuple[str, Period], int] | None = None,
    ) -> None:
        self.proof = proof
        self.recount = recount
        self.versions = versions
        self.defined = newest(versions)
        self._fixed = fixed or {}
        self.known_at = known_at
        self.moment = known_at or timezone.now()
        self.cells: dict[Ask, Cell] = {}
        self._first: dict[str, date | None] = {}

    def _of(self, ask: Ask) -> Defined:
        """The definition that counts an ask: the version that a lock fixed, else the one in force."""
        versions = self.versions[ask.key]
        number = self._fixed.get((ask.key, ask.period))
        fixed = next((one for one in versions if one.row.version == number), None)
        return fixed or version_for(versions, ask.period)

    def run(self, asks: Sequence[Ask]) -> None:
        self._take_fixed(asks)
        asks = [ask for ask in asks if ask not in self.cells]
        every = self._with_operands(asks)
        self._take_fixed(every[len(asks) :])
        every = [ask for ask in every if ask not in self.cells]
        for ask in every:
            found = self._of(ask) if ask.key in self.versions else None
            if found is None:
                self.cells[ask] = Cell(ask, ask.key, "", 0, ask.key, 0, "counted", why=f"没有代号为“{ask.key}”的指标")
            elif found.problem:
                self.cells[ask] = self._blank(ask, found.problem)
            elif ask.period.start > timezone.localdate():
                self.cells[ask] = self._blank(ask, "统计期还没有开始")
        open_ = [ask for ask in every if ask not in self.cells]
        self._count([ask for ask in open_ if self._of(ask).kind == "counted"])
        self._report(open_)
        for ask in open_:
            self._derive(ask, ())

    def _take_fixed(self, asks: Sequence[Ask]) -> None:
        """Cells of locked periods, also those that others are made of."""
        if self.known_at is not None or self.recount or not asks:
            return
        fixed = fixed_cells(asks, proof=self.proof)
        self.cells |= fixed.cells
        for moment, rest in fixed.open_at.items():
            then = _Evaluation(self.versions, moment, proof=self.proof, fixed=fixed.versions)
            then.run(rest)
            self.cells |= {ask: replace(then.cells[ask], lock=fixed.numbers[ask.period]) for ask in rest}

    def _with_operands(self, asks: Sequence[Ask]) -> list[Ask]:
        """The asks, and those whose cells derived ones are made of."""
        out = dict.fromkeys(asks)
        queue = list(asks)
        while queue:
            ask = queue.pop()
            found = self._of(ask) if ask.key in self.versions else None
            # A rank is published, not made of the values of what is ranked.
            made_of = () if found is None or found.counting.verb in RANKS else operands_of(found.counting, ask)
            for named in made_of:
                operand = operand_ask(ask, named)
                if operand is not None and operand not in out:
                    out[operand] = None
                    queue.append(operand)
        return list(out)

    # Counted

    def _count(self, asks: Sequence[Ask]) -> None:
        """One statement per source and day."""
        facts = all_facts() if asks else {}
        groupings = Groupings()
        read: dict[str, Facts] = {}
        scans: dict[tuple[str, date], list[Ask]] = defaultdict(list)
        for ask in asks:
            counting = self._of(ask).counting
            try:
                read.setdefault(counting.source, facts_of(counting, facts))
            except UnknownFact as error:
                self.cells[ask] = self._blank(ask, error.message)
                continue
            scans[counting.source, as_of_day(ask, counting)].append(ask)
        for (source, day), group in sorted(scans.items(), key=lambda item: item[0]):
            self._scan(read[source], day, group, groupings)

    def _scan(self, facts: Facts, day: date, asks: Sequence[Ask], groupings: Groupings) -> None:
        wants: dict[_CountKey, Wanted] = {}
        guard = Guard.of(facts)
        good: list[Ask] = []
        ways: dict[str, Grouping | str] = {}
        for ask in asks:
            defined = self._of(ask)
            want = Wanted(defined.counting, ask.period, ask.place, ask.by, ask.part)
            try:
                check(facts.at(Point(day, self.known_at)), want)
                converted(facts, defined.counting, defined.row.unit, Decimal(1))
            except UnknownFact as error:
                self.cells[ask] = self._blank(ask, error.message)
                continue
            if guard and (why := guard.refusal(ask, facts, want.counting)):
                self.cells[ask] = self._blank(ask, why)
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
        found = scan(facts, Point(day, self.known_at), [*wants.values(), *beside], known, proof=self.proof)
        result = _Result(facts, day, found, {key: at for at, key in enumerate(wants)}, guard, ways, months)
        for ask in good:
            self.cells[ask] = self._found(ask, result)

    def _found(self, ask: Ask, result: _Result) -> Cell:
        key, way = _count_key(ask), result.ways.get(ask.by)
        at = result.at[key]
        if not result.scanned.rows:
            if result.facts.source.silent:
                return self._blank(ask, result.facts.source.silent)
            since = self._since(result.facts)
            if since is None or result.day < since:
                return self._blank(ask, before(result.facts, since, self.known_at))
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
            self._first[facts.source.key] = first_day(facts.at(Point(None, self.known_at)))
        return self._first[facts.source.key]

    def _parts(self, ask: Ask, result: _Result, counts: dict[str | None, Counted], way: Grouping) -> Iterable[Part]:
        there = {code for code, counted in counts.items() if counted.rows or counted.denominator}
        for named in names_of(way, result.facts, there, ask.place):
            counted = counts.get(named.code or None) or none_of(self._of(ask))
            narrowed = replace(ask, by="", place=named.place) if named.place else replace(ask, part=named.code)
            yield Part(named.code, named.name, self._filled(narrowed, counted, result))

    def _filled(self, ask: Ask, found: Counted, result: _Result) -> Cell:
        defined = self._of(ask)
        return replace(
            self._blank(ask, without_value(defined.counting) if found.value is None else ""),
            value=converted(result.facts, defined.counting, defined.row.unit, found.value),
            rows=found.rows,
            row_ids=found.row_ids,
            digest=found.digest,
            numerator=found.numerator,
            denominator=found.denominator,
            as_of=result.day,
        )

    # Reported

    def _report(self, asks: Sequence[Ask]) -> None:
        """Reported values; and for what could not be counted in the first year, what was confirmed from last year's
        report (a counted number is never replaced)."""
        series: dict[Ask, Series] = {}
        for ask in asks:
            found = self._of(ask)
            if found.counting.verb in RANKS:
                if found.counting.verb == "rank":
                    series[ask] = Series(statistic_of(found.counting, self.defined), ask.period)
            elif found.kind == "reported":
                series[ask] = Series(
                    found.counting.source, ask.period, found.counting.flow or "cumulative", found.row.unit
                )
            elif ask.place is None and not ask.part and (ask not in self.cells or self.cells[ask].value is None):
                # What stands at the end of a period is known by its last month too.
                series[ask] = Series(
                    ask.key, ask.period, "cumulative" if found.counting.at else "stock", found.row.unit
                )
        values = reported_values(series.values(), self.known_at)
        for ask, wanted in series.items():
            given = values[wanted]
            if self._of(ask).counting.verb == "rank":
                self.cells[ask] = published_rank(self._blank(ask, ""), given)
            elif self._of(ask).kind == "reported":
                self.cells[ask] = self._reported(ask, given)
            elif given.value is not None or given.growth is not None:
                self.cells[ask] = replace(self._given(ask, given), kind="reported")

        rounds = {ask: counting for ask in asks if (counting := self._of(ask).counting).verb in ROUNDS}
        self.cells |= round_cells(rounds, self.defined, self._blank, self.known_at)

    def _reported(self, ask: Ask, given: Given) -> Cell:
        if not whole(ask):
            return self._blank(ask, ONLY_WHOLE)
        cell = self._given(ask, given)
        return replace(cell, why=cell.why or "外部报来的数没有分项") if ask.by else cell

    def _given(self, ask: Ask, given: Given) -> Cell:
        blank = self._blank(ask, given.why)
        return replace(
            blank,
            value=given.value,
            unit=given.unit or blank.unit,
            growth=given.growth,
            published=given.published,
            approx=given.approx,
            stage=given.stage,
            supplier=given.supplier,
            paper=given.paper,
        )

    # Derived

    def _derive(self, ask: Ask, above: tuple[str, ...]) -> Cell:
        """What is made of other cells, part by part where parts are asked."""
        if ask in self.cells:
            return self.cells[ask]
        if ask.key in above:
            return self._blank(ask, f"定义互相引用：{'、'.join(above)}")
        counting = self._of(ask).counting
        operands = {}
        for named in operands_of(counting, ask):
            operand = operand_ask(ask, named)
            if operand is None:
                self.cells[ask] = self._blank(ask, f"上年没有与{ask.period.name}相应的一期")
                return self.cells[ask]
            operands[named] = self._derive(operand, (*above, ask.key))
        blank = replace(self._blank(ask, ""), made_of=made_of(operands))
        self.cells[ask] = derived(counting, blank, operands)
        return self.cells[ask]

    def _blank(self, ask: Ask, why: str) -> Cell:
        found = self._of(ask)
        row = found.row
        return Cell(
            ask=ask, name=row.name, unit=row.unit, decimals=row.decimals, definition=row.key, version=row.version,
            kind=found.kind, basis=row.basis, owner=row.owner, known_at=self.moment, why=why,
        )  # fmt: skip


def _count_key(ask: Ask) -> _CountKey:
    """Asks that differ only in how they are told by parts are one count."""
    return ask.key, ask.period, ask.place, ask.by if ask.part else "", ask.part
