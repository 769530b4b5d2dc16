"""Targets as readers see them: values with units, pace in words, lights, the days that may be chosen."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period, PeriodError
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.indicators.pages.asked import day_of
from jingwei.indicators.pages.shown import number, value_text
from jingwei.indicators.reported import months_of
from jingwei.indicators.targets.aims import Aim, Measure
from jingwei.indicators.targets.gauges import pace_words, points
from jingwei.indicators.targets.models import TargetValue
from jingwei.indicators.targets.standing import Reading, Standing


def asked_period(request: HttpRequest) -> Period:
    """The year or other period of the address, else the newest year that has targets. Raises JingweiError."""
    given = request.GET.get("period", "").strip()
    if given:
        try:
            return Period.parse(given)
        except PeriodError as error:
            raise JingweiError(error.message + "。", code=error.code) from error
    return Period.months(newest_year())


def newest_year() -> int:
    """The newest year that has targets; without any, the present one."""
    newest = TargetValue.objects.order_by("-period").values_list("period", flat=True).first()
    return int(newest[:4]) if newest else timezone.localdate().year


def asked_day(request: HttpRequest, period: Period) -> date | None:
    """The day of the address as of which targets are seen; None: now, as any day to come. Raises JingweiError."""
    given = request.GET.get("on", "").strip()
    if not given:
        return None
    day = day_of(given)
    if day < period.start:
        raise JingweiError(f"{day}早于{period.name}，请选统计期内的日期。", code="day.outside")
    return None if day >= timezone.localdate() else day


def quarter_ends(period: Period) -> list[date]:
    """The ends of quarters within a period that are over, for the choice of a day."""
    today = timezone.localdate()
    ends = (month.end for month in months_of(period) if month.end.month % 3 == 0)
    return [end for end in ends if end < min(today, period.end)]


def amount(value: Decimal | None, aim: Aim) -> str:
    """A value of the aim's measure with its unit."""
    if value is None:
        return "—"
    if aim.target.measure == Measure.RANK:
        return f"第{points(value)}位"
    if aim.target.measure == Measure.GROWTH:
        return f"{points(value)}{aim.version.unit}"
    decimals = aim.defined.row.decimals if aim.defined else 0
    exponent = value.normalize().as_tuple().exponent
    own = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"{number(value, max(decimals, min(own, 2)))}{aim.unit}"


def value_cell(one: Standing) -> UiCell | None:
    """The value a target stands on, with the span it covers, or why there is none."""
    latest = one.latest
    if latest is None:
        return UiCell("—", note=one.why)
    note = latest.span.name if one.aim.reported else f"截至{latest.upto.month}月{latest.upto.day}日"
    if one.aim.target.measure == Measure.VALUE and latest.cell.value is not None:
        return UiCell(f"{value_text(latest.cell)}{latest.cell.unit}", note=note)
    return UiCell(amount(latest.value, one.aim), note=note)


def percent(value: Decimal | None) -> str | None:
    """A percentage with one decimal."""
    return None if value is None else f"{points(value)}%"


def pace_cell(one: Standing) -> UiCell | None:
    """How far ahead or behind, with the pace itself; None where there is no pace."""
    if one.latest is None or one.latest.pace is None or one.latest.ahead is None:
        return None
    return UiCell(pace_words(one.aim, one.latest), note=f"序时{points(one.latest.pace)}%")


def reading_words(aim: Aim, reading: Reading) -> str:
    """A month of the run in words."""
    return pace_words(aim, reading) if reading.ahead is not None else ""


def left_words(one: Standing) -> str:
    """还差3.2亿元, 超出1.5亿元, 余额12起."""
    left = one.left
    if left is None:
        return ""
    if one.aim.low is None:
        return f"余额{amount(left, one.aim)}" if left >= 0 else f"已超{amount(-left, one.aim)}"
    return f"还差{amount(left, one.aim)}" if left > 0 else f"超出{amount(-left, one.aim)}" if left else "正好完成"


def whose(aim: Aim) -> UiCell | None:
    """The department and the post or person."""
    return UiCell(aim.department or aim.version.person, note=aim.version.person if aim.department else "") or None


def target_of(key: UUID) -> TargetValue | None:
    """A target by its key."""
    return TargetValue.objects.filter(pk=key).first()
