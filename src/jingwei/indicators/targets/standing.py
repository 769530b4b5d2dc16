"""How targets stand: value, completion, pace, light, when it was met; all of a page through one evaluation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from jingwei.core.lights import WORST_FIRST, Light, Rules
from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.engine import evaluate
from jingwei.indicators.grammar import RANKS
from jingwei.indicators.growth import growth_of, with_bases
from jingwei.indicators.targets.aims import Aim, Measure, Operator
from jingwei.indicators.targets.gauges import Judged, judge
from jingwei.indicators.targets.reached import reached_days
from jingwei.indicators.targets.rules import rules_in_force
from jingwei.indicators.targets.schedule import pace
from jingwei.indicators.targets.spans import spans_of, years_asks

NOT_BEGUN = "统计期还没有开始"
NO_MONTH = "到这一天还没有满一个月，没有可比的数"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known for one span of the period: the value in the aim's measure, its cell and the pace at its end."""

    span: Period
    upto: date
    cell: Cell
    value: Decimal | None
    completion: Decimal | None
    pace: Decimal | None

    @property
    def ahead(self) -> Decimal | None:
        """Percentage points ahead of pace, negative when behind."""
        return None if self.completion is None or self.pace is None else self.completion - self.pace


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands on a day. `latest` is the reading it stands on, `ended` whether that covers the period,
    `met` whether it is reached for good (None: still open), `met_on` the day or the span and paper of that.
    `said` tells in words what completion means for this kind of aim."""

    aim: Aim
    day: date
    latest: Reading | None
    judged: Judged
    ended: bool = False
    met: bool | None = None
    met_on: str = ""
    why: str = ""
    run: tuple[Reading, ...] = field(default=(), repr=False)

    @property
    def light(self) -> Light:
        """The computed light."""
        return self.judged.light

    @property
    def said(self) -> str:
        """What the light rests on, in words."""
        return self.judged.said

    @property
    def left(self) -> Decimal | None:
        """What is left to reach, or of a limit to use; None where that means nothing."""
        value = self.latest.value if self.latest else None
        if value is None or self.aim.target.measure != Measure.VALUE or self.aim.version.operator == Operator.BETWEEN:
            return None
        return self.aim.aimed - value


def standings(
    aims: Sequence[Aim], *, on: date | None = None, known_at: datetime | None = None, run: bool = False,
    rules: Rules | None = None,
) -> dict[UUID, Standing]:  # fmt: skip
    """By target how each stands on a day (today), as known at a moment (now). One evaluation for all of them, one query
    for the rules and one for the days on which counted ones were met; `run` adds a reading for every month."""
    rules = rules or rules_in_force(known_at)
    day = min(on or timezone.localdate(), timezone.localdate())
    spans = {aim.target.pk: spans_of(aim, day, run=run) for aim in aims if not aim.why}
    asked = [ask for aim in aims for span in spans.get(aim.target.pk, ()) for ask in years_asks(aim, span)]
    growing = [aim for aim in aims if aim.target.measure == Measure.GROWTH]
    bases = with_bases(Ask(a.target.indicator, span, a.target.place) for a in growing for span in spans[a.target.pk])
    cells = evaluate([*asked, *bases], known_at, proof=False) if asked else {}
    found = {aim.target.pk: _standing(aim, day, spans.get(aim.target.pk, []), cells, rules) for aim in aims}
    return _dated(found, known_at)


def _standing(aim: Aim, day: date, spans: Sequence[Period], cells: Mapping[Ask, Cell], rules: Rules) -> Standing:
    if aim.why or not spans:
        why = aim.why or (NOT_BEGUN if aim.period.start > day else NO_MONTH)
        return Standing(aim, day, None, Judged(Light.UNRATED, why), why=why)
    readings = [_reading(aim, day, span, cells) for span in spans]
    known = [one for one in readings if one.value is not None]
    latest = known[-1] if known else None
    if latest is None:
        why = readings[-1].cell.why or "还没有数"
        return Standing(aim, day, None, Judged(Light.UNRATED, why), why=why, run=tuple(readings))
    assert latest.value is not None
    ended = day >= aim.period.end and latest.upto >= aim.period.end
    holds = _holds(aim, latest.value)
    met = _met(aim, ended=ended, holds=holds)
    judged = judge(aim, latest, ended=ended or met is False, met=met, rules=rules)
    # What accumulates is met when it first got there; all else only when the period is over.
    there = next((one for one in known if one.value is not None and _holds(aim, one.value)), latest)
    gets_there = aim.paced and aim.version.operator in (Operator.AT_LEAST, Operator.EQUAL)
    met_on = _paper(there if gets_there else latest) if met and aim.reported else ""
    return Standing(aim, day, latest, judged, ended, met, met_on, run=tuple(readings))


def _reading(aim: Aim, day: date, span: Period, cells: Mapping[Ask, Cell]) -> Reading:
    ask = Ask(aim.target.indicator, span, aim.target.place)
    cell = cells[ask]
    upto = span.end if aim.reported else min(span.end, day)
    value = _value(aim, ask, cells)
    expected = pace(aim.period, aim.version.schedule, upto, by_months=aim.reported) if aim.paced else None
    completion = None
    if value is not None and aim.target.measure == Measure.VALUE and aim.aimed > 0:
        completion = value * 100 / aim.aimed
    return Reading(span, upto, cell, value, completion, expected)


def _value(aim: Aim, ask: Ask, cells: Mapping[Ask, Cell]) -> Decimal | None:
    cell = cells[ask]
    if aim.target.measure == Measure.GROWTH:
        grown = growth_of(ask, cells)
        return grown.value if grown else None
    if aim.target.measure == Measure.RANK:
        said = cell.said("rank")
        own = aim.defined is not None and aim.defined.counting.verb in RANKS
        return said.value if said else cell.value if own else None
    if cell.value is not None:
        return cell.value
    # Of a quarter in the middle of a year only January to its ends was published: the one less the other.
    parts = [cells[one].value for one in years_asks(aim, ask.period)[1:]]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        return None
    return parts[0] - parts[1]


def _holds(aim: Aim, value: Decimal) -> bool:
    low, high = aim.low, aim.high
    if aim.version.operator == Operator.EQUAL and aim.low is not None:
        # What has to be reached exactly is reached; that it is passed shows in its light.
        return value >= aim.low if aim.paced else value == aim.low
    return (low is None or value >= low) and (high is None or value <= high)


def _met(aim: Aim, *, ended: bool, holds: bool) -> bool | None:
    if ended:
        return holds
    if aim.paced and aim.version.operator in (Operator.AT_LEAST, Operator.EQUAL):
        return True if holds else None
    if aim.paced and aim.version.operator == Operator.AT_MOST and not holds:
        return False
    return None


def _paper(reading: Reading) -> str:
    cell = reading.cell
    said = next((one for one in cell.published if one.measure == "rank"), None) if not cell.paper else None
    supplier, paper = (said.supplier, said.paper) if said else (cell.supplier, cell.paper)
    return f"{reading.span.name}（{supplier}{paper}）" if paper else reading.span.name


def _dated(found: Mapping[UUID, Standing], known_at: datetime | None) -> dict[UUID, Standing]:
    """With the day on which counted targets were met; one query for all, none where nothing was."""
    counted = [one for one in found.values() if one.met and _has_days(one.aim)]
    days = reached_days(((one.aim, one.latest.span, one.day) for one in counted if one.latest), known_at)
    return {key: replace(one, met_on=_day(days[key])) if days.get(key) else one for key, one in found.items()}


def _has_days(aim: Aim) -> bool:
    """Whether a running total over one date of one ledger's rows tells when the aim was met."""
    counting = aim.defined.counting if aim.defined and aim.defined.kind == "counted" else None
    return (
        counting is not None and bool(counting.at) and not counting.over and counting.as_at == "end"
        and counting.verb in ("count", "sum", "distinct")
        and aim.version.operator in (Operator.AT_LEAST, Operator.EQUAL)
    )  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def worst(found: Iterable[Standing]) -> list[Standing]:
    """The worst lights first, within one those furthest behind."""

    def order(one: Standing) -> tuple[int, Decimal, str]:
        ahead = one.latest.ahead if one.latest and one.latest.ahead is not None else Decimal(0)
        return WORST_FIRST.index(one.light), ahead, one.aim.name

    return sorted(found, key=order)
