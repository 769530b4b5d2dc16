"""What is typed or read of a target, checked against the indicators; the sentence of whatever cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.fields import Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.core.units import UnitError, convert, dimension_of
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.grammar import RANKS
from jingwei.indicators.statements import given_unit
from jingwei.indicators.targets.aims import MEASURES, Measure, Operator, from_outside
from jingwei.indicators.targets.models import TargetValue, TargetVersion
from jingwei.indicators.targets.schedule import ScheduleError, read_schedule
from jingwei.people.models import Department
from jingwei.places.models import Place

_LABELS = {
    "indicator": "指标", "period": "统计期", "place": "区划", "operator": "要求", "value": "目标值", "upper": "上限",
    "unit": "单位", "issuer": "下达单位", "paper": "文号", "department": "责任部门", "schedule": "序时安排",
}  # fmt: skip
_ONE_BOUND = {Operator.AT_MOST: "high", Operator.GROWTH_AT_MOST: "high", Operator.RANK_AT_MOST: "high"}


class Wrong(ValueError):
    """One value that cannot be taken."""

    def __init__(self, field: str, value: Any, message: str, code: str) -> None:
        super().__init__(message)
        self.field, self.value, self.code = field, value, code

    def problem(self, row: int | None = None, sheet: str | None = None) -> Problem:
        """The same as a problem of a form or of a sheet's row."""
        shown = "" if self.value is None else str(self.value)
        return Problem(self.field, _LABELS.get(self.field, self.field), shown, str(self), self.code, row, sheet)


@dataclass(slots=True)
class Known:
    """What is looked up once for many targets: indicators, communities and departments."""

    defined: Mapping[str, Defined]
    by_name: Mapping[str, Defined]
    places: Mapping[str, Place]
    departments: Mapping[str, Department]

    @classmethod
    def load(cls) -> "Known":
        """In three queries."""
        defined = load_definitions()
        today = timezone.localdate()
        places = Place.objects.filter(scheme__gives_rights=True, level="community", valid_to__gt=today)
        named: dict[str, Place] = {}
        for place in places.filter(valid_from__lte=today):
            named[place.code] = named[place.name] = named[str(place.pk)] = place
        departments: dict[str, Department] = {}
        for one in Department.objects.order_by("order"):
            departments[str(one.pk)] = departments[one.key] = one
            departments.setdefault(one.name, one)
        by_name = {one.row.name: one for one in defined.values()}
        return cls(defined, by_name, named, departments)

    def indicator(self, said: str) -> Defined:
        """By key or name. Raises Wrong."""
        found = self.defined.get(said) or self.by_name.get(said)
        if found is None:
            raise Wrong("indicator", said, f"没有“{said}”这个指标，请按指标页上的名称或代号填写。", "indicator.unknown")
        return found


def read_identity(values: Mapping[str, Any], known: Known) -> tuple[TargetValue, Defined]:
    """The target that is meant, not stored; of `values` indicator, period, place, issuer, operator. Raises Wrong."""
    found = known.indicator(str(values.get("indicator") or ""))
    try:
        period = Period.parse(str(values.get("period") or ""))
    except PeriodError as error:
        raise Wrong("period", values.get("period"), error.message + "。", error.code) from error
    measure = MEASURES.get(values["operator"], Measure.VALUE)
    place = _place(values.get("place"), known)
    if place is not None and from_outside(found.row.key, known.defined):
        message = f"“{found.row.name}”是外部报来的数，只有全街道的，不能分解到{place.name}；区划请留空。"
        raise Wrong("place", values.get("place"), message, "place.only_whole")
    if measure == Measure.RANK and found.kind != "reported" and found.counting.verb not in RANKS:
        message = f"“{found.row.name}”由系统取数，没有公布的位次，不能设位次目标；请选相应的位次指标。"
        raise Wrong("operator", "", message, "rank.unpublished")
    target = TargetValue(
        indicator=found.row.key, period=str(period), place=place.pk if place else None, issuer=values["issuer"],
        measure=measure,
    )  # fmt: skip
    return target, found


def read_version(values: Mapping[str, Any], target: TargetValue, found: Defined, known: Known) -> TargetVersion:
    """What the target should be, not stored. Raises Wrong."""
    operator = values["operator"]
    low, high = _bounds(values, operator)
    period = Period.parse(target.period)
    unit = _unit(values, target, found, (low, high))
    aimed = low if low is not None else high
    try:
        schedule = read_schedule(str(values.get("schedule") or ""), period, aimed or Decimal(0))
    except ScheduleError as error:
        raise Wrong("schedule", "", str(error), "schedule.wrong") from error
    if schedule and target.measure != Measure.VALUE:
        raise Wrong("schedule", "", "增长和位次目标没有序时进度，序时安排请留空。", "schedule.wrong")
    return TargetVersion(
        operator=operator, low=low, high=high, unit=unit, paper=values["paper"],
        department=_department(values.get("department"), known), person=values.get("person") or "",
        schedule=[list(one) for one in schedule], note=values.get("note") or "", valid_from=period.start,
    )  # fmt: skip


def _bounds(values: Mapping[str, Any], operator: str) -> tuple[Decimal | None, Decimal | None]:
    value, upper = (None if values.get(key) is None else Decimal(str(values[key])) for key in ("value", "upper"))
    if value is None:
        raise Wrong("value", "", "请填目标值。", "required")
    if operator == Operator.BETWEEN:
        if upper is None:
            raise Wrong("upper", "", "要求是“在区间内”的，目标值填下限，另填上限。", "required")
        if value > upper:
            message = f"区间的下限 {value.normalize():f} 大于上限 {upper.normalize():f}，请对调。"
            raise Wrong("value", values["value"], message, "interval.reversed")
        return value, upper
    if upper is not None:
        raise Wrong("upper", values["upper"], "只有“在区间内”才填上限，其他要求请留空。", "upper.needless")
    if operator == Operator.RANK_AT_MOST and (value != int(value) or value < 1):
        raise Wrong("value", values["value"], "位次应是 1 以上的整数，例如进入前3位填 3。", "rank.wrong")
    if operator == Operator.AT_LEAST and value <= 0:
        raise Wrong("value", values["value"], "“不低于”的目标值应大于 0，否则算不出完成率。", "value.wrong")
    return (None, value) if operator in _ONE_BOUND else (value, None)


def _unit(
    values: Mapping[str, Any], target: TargetValue, found: Defined, bounds: tuple[Decimal | None, Decimal | None]
) -> str:
    said, own = str(values.get("unit") or ""), found.row.unit
    if target.measure == Measure.RANK:
        if said not in ("", "位", "名"):
            raise Wrong("unit", said, f"位次目标的单位是“位”，不能填“{said}”。", "unit.unlike")
        return "位"
    if target.measure == Measure.GROWTH:
        points = dimension_of(own) == "rate"
        if said not in ("", "%", "个百分点", "百分点"):
            raise Wrong("unit", said, f"增长目标的单位是“%”（比率为个百分点），不能填“{said}”。", "unit.unlike")
        return "个百分点" if points else "%"
    unit = given_unit(said, own) if said else own
    if not unit:
        message = f"“{found.row.name}”按“{own}”计，不能填“{said}”；请核对单位，不同币种不换算。"
        raise Wrong("unit", said, message, "unit.unlike")
    for one in bounds:
        try:
            convert(one or Decimal(0), unit, own)
        except UnitError as error:
            raise Wrong("unit", said, error.message + "。", error.code) from error
    return unit


def _place(said: Any, known: Known) -> Place | None:
    if not said:
        return None
    found = known.places.get(str(said))
    if found is None:
        raise Wrong(
            "place", said, f"没有“{said}”这个社区；全街道的目标区划留空，分解到社区的写社区名称。", "place.unknown"
        )
    return found


def _department(said: Any, known: Known) -> UUID | None:
    if not said:
        return None
    found = known.departments.get(str(said))
    if found is None:
        raise Wrong("department", said, f"没有“{said}”这个部门，请按机构名称填写。", "department.unknown")
    return found.pk


def same(one: TargetVersion, other: TargetVersion) -> bool:
    """Whether two versions say the same."""
    return all(getattr(one, name) == getattr(other, name) for name in SAID)


SAID = ("operator", "low", "high", "unit", "paper", "department", "person", "schedule", "note")


def day_of(said: Any) -> date | None:
    """A day out of a clean value."""
    return date.fromisoformat(said) if said else None
