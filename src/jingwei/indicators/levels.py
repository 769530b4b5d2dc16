"""What is known of some statistics, as a new value is held against it: levels as intervals, in the indicator's unit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models.functions import Left

from jingwei.core.periods import Period, PeriodError
from jingwei.core.units import UnitError, convert, dimension_of
from jingwei.indicators.definitions import Defined
from jingwei.indicators.grammar import Flow
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import known_rows
from jingwei.indicators.statements import STAGES, Measure, Standing, in_order, standing


@dataclass(frozen=True, slots=True)
class Level:
    """A printed value and what it may stand for before it was rounded."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic from outside as its definition declares it. `plan` and `total` are statistics it is held against."""

    source: str
    name: str
    unit: str
    flow: Flow
    comparable: bool = False
    is_plan: bool = False
    plan: str = ""
    total: str = ""


def statistics_of(defined: Mapping[str, Defined]) -> dict[str, Statistic]:
    """The statistics that definitions report, by source. A plan is what a completion divides by."""
    plans: dict[str, str] = {}
    for one in defined.values():
        if one.counting.verb == "completion" and len(one.counting.operands) == 2:
            value, plan = (defined.get(named.key) for named in one.counting.operands)
            if value is not None and plan is not None and value.kind == plan.kind == "reported":
                plans[value.counting.source] = plan.counting.source
    out = {}
    for one in defined.values():
        if one.kind != "reported":
            continue
        total = defined.get(one.counting.parts_of)
        source = one.counting.source
        out[source] = Statistic(
            source, one.row.name, one.row.unit, one.counting.flow or "cumulative", one.counting.comparable,
            source in plans.values(), plans.get(source, ""), total.counting.source if total else "",
        )  # fmt: skip
    return out


@dataclass(slots=True)
class Known:
    """What stands of the statistics that matter, and the statements that are about to be stored."""

    statistics: Mapping[str, Statistic]
    stored: Mapping[tuple[str, Period], Standing] = field(default_factory=dict)
    coming: dict[tuple[str, Period], Standing] = field(default_factory=dict)
    _periods: dict[str, list[Period]] = field(default_factory=dict)

    @classmethod
    def around(cls, statistics: Mapping[str, Statistic], rows: Collection[Reported]) -> "Known":
        """Everything that `rows` are held against, in one query; the rows themselves are what is coming."""
        wanted = {row.indicator for row in rows}
        totals = {statistics[one].total or one for one in wanted if one in statistics}
        near = wanted | {statistics[one].plan for one in wanted if one in statistics} | totals
        near |= {one.source for one in statistics.values() if one.total in totals}
        years = {year for row in rows for year in range(int(row.period[:4]) - 1, int(row.period[:4]) + 2)}
        found = known_rows().annotate(year=Left("period", 4)).filter(
            indicator__in=near - {""}, year__in={str(year) for year in years}
        )  # fmt: skip
        known = cls(statistics, standing(in_order(found)), standing(rows))
        for source, period in {*known.stored, *known.coming}:
            known._periods.setdefault(source, []).append(period)
        return known

    def statement(self, source: str, period: Period, measure: Measure) -> Reported | None:
        """The stored statement that counts, not what is coming."""
        return self.stored.get((source, period), Standing()).of.get(measure)

    def level(self, statistic: Statistic, period: Period) -> Level | None:
        """The level of a period: what is coming before what is stored; None also where only a rough one is known."""
        for known in (self.coming, self.stored):
            row = known.get((statistic.source, period), Standing()).of.get("value")
            if row is not None:
                return self.level_of(row, statistic)
        return None

    def level_of(self, row: Reported, statistic: Statistic) -> Level | None:
        """What a statement says of the level; nothing where it is approximate or in a unit of its own."""
        if row.value is None or row.approx != "exact":
            return None
        exponent = row.value.normalize().as_tuple().exponent
        half = Decimal("0.5").scaleb(min(exponent if isinstance(exponent, int) else 0, 0))
        # Things are counted, not rounded.
        half = Decimal(0) if statistic.unit == row.unit and dimension_of(row.unit) is None else half
        try:
            value, low, high = (
                convert(one, row.unit, statistic.unit) for one in (row.value, row.value - half, row.value + half)
            )
        except UnitError:
            return None
        return Level(value, low, high)

    def plan(self, statistic: Statistic, period: Period) -> Level | None:
        """The plan of the year."""
        plan = self.statistics.get(statistic.plan)
        return self.level(plan, Period.months(period.end.year)) if plan else None

    def family(self, statistic: Statistic) -> tuple[Statistic, list[Statistic]] | None:
        """The total that a statistic is a part of, or is, with all its parts."""
        total = self.statistics.get(statistic.total or statistic.source)
        parts = [one for one in self.statistics.values() if total and one.total == total.source]
        return (total, parts) if total and parts else None

    def references(self, statistic: Statistic, period: Period) -> list[tuple[Level, str, float]]:
        """Levels of the size that is expected, what they are, and the factor that time alone explains.

        What was said of the period itself before is one only where nothing else is known: it may be the slip that is
        being corrected.
        """
        found = []
        try:
            last = self.level(statistic, period.last_year())
        except PeriodError:
            last = None
        if last is not None:
            found.append((last, f"上年同期（{period.last_year().name}）", 1.0))
        if statistic.flow == "cumulative":
            before, after = self.neighbours(statistic, period)
            for one in filter(None, (before, after)):
                found.append((one[1], one[0].name, period.month_count / one[0].month_count))
        elif (previous := self.level(statistic, period.previous())) is not None:
            found.append((previous, period.previous().name, 1.0))
        said = self.statement(statistic.source, period, "value")
        if not found and said is not None and (level := self.level_of(said, statistic)) is not None:
            found.append((level, f"已登记的{STAGES[said.stage]}", 1.0))
        return found

    def neighbours(
        self, statistic: Statistic, period: Period
    ) -> tuple[tuple[Period, Level] | None, tuple[Period, Level] | None]:
        """The nearest shorter and the nearest longer span from the same first month."""
        spans = sorted(
            (one for one in self._periods.get(statistic.source, ()) if one.start == period.start and one != period),
            key=lambda one: one.end,
        )
        found = [(one, level) for one in spans if (level := self.level(statistic, one)) is not None]
        shorter = [one for one in found if one[0].end < period.end]
        longer = [one for one in found if one[0].end > period.end]
        return (shorter[-1] if shorter else None), (longer[0] if longer else None)

    def same_months(self, statistic: Statistic, period: Period) -> Iterable[Period]:
        """The same months of other years."""
        months = (period.start.month, period.end.month, period.month_count)
        for one in self._periods.get(statistic.source, ()):
            if one != period and (one.start.month, one.end.month, one.month_count) == months:
                yield one


def text_of(value: Decimal) -> str:
    """Digits as people write them, without an exponent or trailing zeros."""
    plain = f"{value.normalize():f}"
    return "0" if plain == "-0" else plain
