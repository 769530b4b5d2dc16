"""What the year will come to (年度预计), with a band: worked out of past years in a way that a page can say in words.

Of what accumulates, the value to date is divided by the share of the year that the same months had in each past year;
the band runs from the lowest to the highest of these. Of a stock, the changes that past years brought in the months
that are left are added. Rates are never forecast. What an authority has published for the whole year stands first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Way = Literal["published", "over", "shares", "one_year", "linear", "changes", "one_change", "trend", "none"]
# Percentages of the point to either side, where past years are too few to give a band of themselves.
ONE_YEAR, NO_YEAR = Decimal(10), Decimal(20)


@dataclass(frozen=True, slots=True)
class Past:
    """A past year: `same` is its value for the same months, `full` that of the whole year."""

    year: int
    same: Decimal
    full: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """Point and band (equal where nothing is uncertain); `way` is how it was made, `said` the sentence for a page."""

    way: Way
    said: str
    point: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


def forecast_flow(value: Decimal, elapsed: Decimal, past: Sequence[Past]) -> Forecast:
    """The year of what accumulates. `elapsed` is the share of the year that is over, 0 to 1 (both not included)."""
    good = [one for one in past if one.same > 0 and one.full > 0]
    if value < 0:
        return Forecast("none", "本年至今为负数，不作预计。")
    if len(good) >= 2:
        each = [value * one.full / one.same for one in good]
        point = sum(each, Decimal(0)) / len(each)
        said = f"本年至今的数，除以前{len(good)}年（{_years(good)}）同期各占全年的份额，取平均；区间为其中最低到最高。"
        return Forecast("shares", said, _within(point, each), min(each), max(each))
    if good:
        point = value * good[0].full / good[0].same
        said = (
            f"只有{good[0].year}年一年可比：按本年至今比{good[0].year}年同期的增长推算全年，"
            f"区间放宽为上下各{ONE_YEAR}%。"
        )
        return Forecast("one_year", said, point, *_wide(point, value, ONE_YEAR))
    point = value / elapsed
    said = f"没有可比的往年数：按已过时间平均推算全年，区间放宽为上下各{NO_YEAR}%，仅供参考。"
    return Forecast("linear", said, point, *_wide(point, value, NO_YEAR))


def forecast_stock(value: Decimal, begun: Decimal | None, elapsed: Decimal, past: Sequence[Past]) -> Forecast:
    """The end of the year of a stock. `begun` is its value at the end of last year, None where that is not known."""
    if len(past) >= 2:
        each = [value + one.full - one.same for one in past]
        point = sum(each, Decimal(0)) / len(each)
        said = f"现在的数，加上前{len(past)}年（{_years(past)}）同期到年末的增减，取平均；区间为其中最低到最高。"
        return Forecast("changes", said, _within(point, each), min(each), max(each))
    if past:
        point = value + past[0].full - past[0].same
        said = f"只有{past[0].year}年一年可比：加上该年同期到年末的增减，区间放宽为上下各{ONE_YEAR}%。"
        return Forecast("one_change", said, point, *_around(point, ONE_YEAR))
    if begun is None:
        return Forecast("none", "时点数，没有往年同期和上年末的数，不作预计。")
    change = (value - begun) * (1 - elapsed) / elapsed
    point = value + change
    said = "没有可比的往年数：按今年以来的平均增减推算到年末，区间为不再增减到增减加倍，仅供参考。"
    low, high = sorted((value, value + 2 * change))
    return Forecast("trend", said, point, low, high)


def published(value: Decimal, stage: str, supplier: str) -> Forecast:
    """What an authority has said of the whole year."""
    return Forecast("published", f"{supplier}已报全年{stage}，按报来的数，不另推算。", value, value, value)


def over(value: Decimal) -> Forecast:
    """A year that is over."""
    return Forecast("over", "全年数已有，不再预计。", value, value, value)


def _within(point: Decimal, each: Sequence[Decimal]) -> Decimal:
    """A mean that rounding of the last digit has put outside of what it is the mean of."""
    return min(max(point, min(each)), max(each))


def _wide(point: Decimal, value: Decimal, percent: Decimal) -> tuple[Decimal, Decimal]:
    """A band around the point; what is reached already is its floor."""
    low, high = _around(point, percent)
    return min(max(low, value), point), high


def _around(point: Decimal, percent: Decimal) -> tuple[Decimal, Decimal]:
    off = abs(point) * percent / 100
    return point - off, point + off


def _years(past: Sequence[Past]) -> str:
    return "、".join(str(one.year) for one in past)
