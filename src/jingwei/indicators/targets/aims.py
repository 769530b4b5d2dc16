"""Targets as they are asked of: what should be reached, in the unit of the indicator, and in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from jingwei.core.facts.point import Point
from jingwei.core.periods import Period
from jingwei.core.units import UnitError, convert, dimension_of
from jingwei.indicators.cells import Ask
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.formula import Joined, Named, Term
from jingwei.indicators.grammar import RANKS
from jingwei.indicators.targets.models import TargetValue, TargetVersion
from jingwei.people.models import Department
from jingwei.places.models import Place

Operator = TargetVersion.Operator
Measure = TargetValue.Measure
MEASURES: Mapping[str, str] = {
    Operator.GROWTH_AT_LEAST: Measure.GROWTH, Operator.GROWTH_AT_MOST: Measure.GROWTH,
    Operator.RANK_AT_MOST: Measure.RANK,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with the version that holds. `low` and `high` are in `unit`, that of the indicator (of growth per cent
    or percentage points, of a rank 位); `kind` names its rules (targets/rules.py). `accumulating`: values grow from
    nothing over the period; `paced`: there is a pace, also where a schedule gives a stock one. `reported`: known by the
    months that papers came for. `why` says why nothing can be compared."""

    target: TargetValue
    version: TargetVersion
    defined: Defined | None
    period: Period
    low: Decimal | None
    high: Decimal | None
    unit: str
    kind: str
    paced: bool
    accumulating: bool
    reported: bool
    place_name: str = ""
    department: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        """The indicator's name."""
        return self.defined.row.name if self.defined else self.target.indicator

    @property
    def ask(self) -> Ask:
        """The cell of the whole period."""
        return Ask(self.target.indicator, self.period, self.target.place)

    @property
    def aimed(self) -> Decimal:
        """The one value that is aimed at; of an interval its lower bound."""
        return (self.low if self.low is not None else self.high) or Decimal(0)

    @property
    def text(self) -> str:
        """不低于40亿元, 进入前3位, as the paper prints it."""
        return printed(self.version)


def printed(row: TargetVersion) -> str:
    """A version in words, in the unit of its paper."""
    low, high = (f"{one.normalize():f}" if one is not None else "" for one in (row.low, row.high))
    match row.operator:
        case Operator.BETWEEN:
            return f"{low}—{high}{row.unit}"
        case Operator.RANK_AT_MOST:
            return f"进入前{high}位"
        case Operator.GROWTH_AT_LEAST:
            return f"同比增长不低于{low}{row.unit}"
        case Operator.GROWTH_AT_MOST:
            down = row.high is not None and row.high < 0
            return f"同比下降不少于{high.removeprefix('-')}{row.unit}" if down else f"同比增长不高于{high}{row.unit}"
    return f"{Operator(row.operator).label}{low or high}{row.unit}"


def load_aims(
    *, point: Point | None = None, keys: Collection[UUID] | None = None, defined: Mapping[str, Defined] | None = None
) -> list[Aim]:
    """The targets in force at a point in time (now), or those named, in four queries; withdrawn ones are left out."""
    found = TargetVersion.objects.filter((point or Point()).condition()).select_related("target")
    if keys is not None:
        found = found.filter(target__in=keys)
    rows = list(found.order_by("target__period", "target__indicator", "target_id"))
    if not rows:
        return []
    defined = load_definitions() if defined is None else defined
    places = place_names({row.target.place for row in rows})
    departments = _names(Department, {row.department for row in rows})
    return [aim_of(row, defined, places.get(row.target.place, ""), departments.get(row.department, "")) for row in rows]


def place_names(keys: set[UUID | None]) -> dict[UUID | None, str]:
    """The names of places by key; one query at most."""
    return _names(Place, keys)


def _names(model: type[Place] | type[Department], keys: set[UUID | None]) -> dict[UUID | None, str]:
    wanted = [key for key in keys if key]
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def aim_of(row: TargetVersion, defined: Mapping[str, Defined], place: str = "", department: str = "") -> Aim:
    """A version with its target as an aim. What cannot be compared any more says `why`."""
    target = row.target
    found = defined.get(target.indicator)
    low, high, unit, why = row.low, row.high, row.unit, ""
    if found is None:
        why = f"没有代号为“{target.indicator}”的指标，可能已停用"
    elif target.measure == Measure.VALUE:
        unit = found.row.unit
        try:
            low, high = (None if one is None else convert(one, row.unit, unit) for one in (row.low, row.high))
        except UnitError as error:
            why = error.message
    accumulating = target.measure == Measure.VALUE and accumulates(target.indicator, defined)
    paced = bool(row.schedule) or accumulating
    return Aim(
        target, row, found, Period.parse(target.period), low, high, unit, kind_of(row.operator, paced=paced), paced,
        accumulating, from_outside(target.indicator, defined), place, department, why,
    )  # fmt: skip


def kind_of(operator: str, *, paced: bool) -> str:
    """Under which rules an aim falls."""
    match operator:
        case Operator.GROWTH_AT_LEAST | Operator.GROWTH_AT_MOST:
            return "growth"
        case Operator.RANK_AT_MOST:
            return "rank"
        case Operator.EQUAL if not paced:
            return "band"
        case Operator.BETWEEN:
            return "band"
        case Operator.AT_MOST:
            return "limit_flow" if paced else "limit_level"
    return "reach_flow" if paced else "reach_level"


def accumulates(key: str, defined: Mapping[str, Defined], above: tuple[str, ...] = ()) -> bool:
    """Whether values of an indicator grow from nothing over a period, so that half the time means half the value."""
    found = defined.get(key)
    if found is None or key in above or dimension_of(found.row.unit) == "rate":
        return False
    counting = found.counting
    if counting.verb == "reported":
        return (counting.flow or "cumulative") != "stock"
    if found.kind == "counted":
        dated = all(one.at for one in counting.over) if counting.over else bool(counting.at)
        return counting.verb in ("count", "sum", "distinct") and dated
    if counting.verb != "formula" or counting.formula is None:
        return False
    return _sums(counting.formula) and all(
        not one.last_year and not one.whole_year and accumulates(one.key, defined, (*above, key))
        for one in counting.operands
    )


def _sums(term: Term) -> bool:
    match term:
        case Named():
            return True
        case Joined(sign, left, right):
            return sign in "+-" and _sums(left) and _sums(right)
    return False


def from_outside(key: str, defined: Mapping[str, Defined], above: tuple[str, ...] = ()) -> bool:
    """Whether an indicator is known by months that papers came for, rather than counted up to any day."""
    found = defined.get(key)
    if found is None or key in above:
        return False
    if found.kind == "reported" or found.counting.verb in RANKS:
        return True
    return any(from_outside(one.key, defined, (*above, key)) for one in found.counting.operands)


def parts_notes(aims: Iterable[Aim]) -> dict[UUID, str]:
    """By target of the whole subdistrict: what is to be said where the parts given to communities do not add up."""
    wholes: dict[tuple[str, Period, str], list[Aim]] = {}
    parts: dict[tuple[str, Period, str], list[Aim]] = {}
    for aim in aims:
        if aim.paced and aim.target.measure == Measure.VALUE and aim.version.operator != Operator.BETWEEN:
            key = (aim.target.indicator, aim.period, aim.version.operator)
            (wholes if aim.target.place is None else parts).setdefault(key, []).append(aim)
    out = {}
    for key, own in wholes.items():
        given = parts.get(key)
        total = sum((aim.aimed for aim in given or ()), Decimal(0))
        if not given or any(aim.aimed == total for aim in own):
            continue
        for aim in own:
            less = aim.aimed - total
            word = f"少{_plain(less)}" if less > 0 else f"多{_plain(-less)}"
            out[aim.target.pk] = (
                f"分解到{len(given)}个社区合计{_plain(total)}{aim.unit}，比全街道目标{_plain(aim.aimed)}{aim.unit}"
                f"{word}{aim.unit}，请核对分解方案"
            )
    return out


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
