"""The number a light is judged by, the light it gives, and both in words."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from jingwei.core.lights import Light, Rules
from jingwei.core.units import dimension_of
from jingwei.indicators.targets.aims import Aim, Operator
from jingwei.indicators.targets.rules import band_text, gauge_text

if TYPE_CHECKING:
    from jingwei.indicators.targets.standing import Reading

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Judged:
    """A light, the numbers it rests on in words, and the rule that gave it with its version."""

    light: Light
    said: str
    rule: str = ""
    version: int = 0


def judge(aim: Aim, reading: "Reading", *, ended: bool, met: bool | None, rules: Rules) -> Judged:
    """The light of a reading. What is met for good is 已完成 whatever the rules; without a rule it is 未评."""
    said = in_words(aim, reading)
    if met:
        return Judged(Light.MET, said, "已经完成的亮蓝灯", rules.version)
    band = rules.band(aim.kind, "ended" if ended else "running")
    value = gauge(aim, reading, band.gauge, ended=ended) if band else None
    if band is None or value is None:
        return Judged(Light.UNRATED, said, "没有适用的规则", rules.version)
    return Judged(band.light(value), said, f"{band_text(band)}；现为{gauge_text(band.gauge, value)}", rules.version)


def gauge(aim: Aim, reading: "Reading", name: str, *, ended: bool) -> Decimal | None:
    """The value of a gauge, of which more is better; None where it means nothing for this aim."""
    value, completion, pace = reading.value, reading.completion, reading.pace
    if value is None:
        return None
    match name:
        case "ahead":
            return None if completion is None or pace is None else completion - pace
        case "room":
            return None if completion is None or pace is None else pace - completion
        case "completion":
            exact = aim.version.operator == Operator.EQUAL
            return None if completion is None else min(completion, 200 - completion) if exact else completion
        case "margin":
            return _margin(aim, value)
        case "inside":
            return _inside(aim, reading, value, ended=ended)
        case "growth":
            return value - aim.low if aim.low is not None else aim.aimed - value
        case "places":
            return aim.aimed - value
    return None


def _margin(aim: Aim, value: Decimal) -> Decimal:
    """By how much the value is better than the target: of rates in percentage points, else in per cent of it."""
    better = value - aim.aimed if aim.low is not None else aim.aimed - value
    if dimension_of(aim.unit) == "rate":
        return better * (1 if aim.unit == "%" else Decimal("0.1"))
    if not aim.aimed:
        return Decimal(0) if better >= 0 else -_HUNDRED
    return better * 100 / abs(aim.aimed)


def _inside(aim: Aim, reading: "Reading", value: Decimal, *, ended: bool) -> Decimal:
    low, high = aim.low, aim.high if aim.high is not None else aim.low
    assert low is not None
    assert high is not None
    if value > high:
        return -_share(value - high, high)
    if aim.paced and not ended and reading.ahead is not None:
        return min(reading.ahead, Decimal(0))
    return -_share(low - value, low) if value < low else Decimal(0)


def _share(part: Decimal, of: Decimal) -> Decimal:
    return part * 100 / abs(of) if of else _HUNDRED


def in_words(aim: Aim, reading: "Reading") -> str:
    """How the value stands to the aim: what completion means differs by operator."""
    value, operator = reading.value, aim.version.operator
    assert value is not None
    if aim.kind == "growth":
        better = value - aim.low if aim.low is not None else aim.aimed - value
        word = "好于" if better >= 0 else "差于"
        return f"同比{_signed(value)}，{word}要求{points(abs(better))}个百分点"
    if aim.kind == "rank":
        ahead = aim.aimed - value
        where = "在要求之内" if ahead >= 0 else f"比要求靠后{points(-ahead)}位"
        return f"第{points(value)}位，{where}"
    if aim.kind == "band":
        low, high = aim.low, aim.high if aim.high is not None else aim.low
        assert low is not None
        assert high is not None
        if low <= value <= high:
            return "在要求的区间内" if operator == Operator.BETWEEN else "正好等于目标"
        return (
            f"低于要求{plain(low - value)}{_apart(aim)}"
            if value < low
            else f"高于要求{plain(value - high)}{_apart(aim)}"
        )
    if reading.completion is None:
        better = value - aim.aimed if aim.low is not None else aim.aimed - value
        return f"{'好于' if better >= 0 else '差于'}目标{plain(abs(better))}{_apart(aim)}"
    word = "完成率" if aim.low is not None else "已用额度"
    said = f"{word}{points(reading.completion)}%"
    if reading.pace is None:
        return said
    return f"{said}，序时进度{points(reading.pace)}%，{pace_words(aim, reading)}"


def pace_words(aim: Aim, reading: "Reading") -> str:
    """快于序时4.2个百分点, 与序时持平; of a limit less is better, so that is said."""
    if reading.ahead is None:
        return ""
    ahead = points(abs(reading.ahead))
    if Decimal(ahead) == 0:
        return "与序时持平"
    if aim.low is None:
        return f"比序时{'多用' if reading.ahead > 0 else '少用'}{ahead}个百分点"
    return f"{'快于' if reading.ahead > 0 else '慢于'}序时{ahead}个百分点"


def points(value: Decimal) -> str:
    """A number with one decimal, without one where it is whole."""
    rounded = value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return plain(rounded if rounded else Decimal(0))


def plain(value: Decimal) -> str:
    """A number as it is, without zeros at its end."""
    return f"{value.normalize():f}" if value else "0"


def _apart(aim: Aim) -> str:
    """The unit of a difference: two rates in per cent are percentage points apart."""
    return "个百分点" if aim.unit == "%" else aim.unit


def _signed(value: Decimal) -> str:
    return f"增长{points(value)}%" if value >= 0 else f"下降{points(-value)}%"
