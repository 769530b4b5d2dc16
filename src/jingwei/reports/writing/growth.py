"""How a value compares with the value of an earlier period, in words chosen by rule.

增长 is a per cent, 增加 a difference in units; two rates differ by 百分点; a whole year is compared 比上年, any other
period 同比 (the same part of the previous year); a fall never carries a minus; a base of zero or below has no growth.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from jingwei.reports.writing.printing import (
    Printed,
    decimals_for,
    is_money,
    is_rate,
    plain,
    print_value,
    round_to,
)

Against = Literal["last", "year_end"]


@dataclass(frozen=True, slots=True)
class Basis:
    """With what a value is compared: the same period of last year, or the end of last year."""

    against: Against = "last"
    whole_year: bool = False

    @property
    def lead(self) -> str:
        """同比, 比上年 or 比上年末: before the direction."""
        if self.against == "year_end":
            return "比上年末"
        return "比上年" if self.whole_year else "同比"

    @property
    def name(self) -> str:
        """上年同期, 上年 or 上年末: what the base is called."""
        if self.against == "year_end":
            return "上年末"
        return "上年" if self.whole_year else "上年同期"


class Said(NamedTuple):
    """A comparison as printed: wording, then the number. `value` is what the number states.

    `number` may be without digits (持平, 扭亏为盈): then it is the statement itself. `value` is in per cent, points or
    units, with its sign.
    """

    before: str
    number: Printed
    value: Decimal
    unit: str

    @property
    def text(self) -> str:
        """All of it, as it stands in the sentence."""
        return self.before + self.number.text


def growth(value: Decimal, base: Decimal, unit: str, basis: Basis, decimals: int | None = None) -> Said:
    """同比增长5.2%, 比上年下降3.1%, 与上年同期持平, 上年同期为0, 同比提高1.2个百分点, 同比扭亏为盈 …"""
    if is_rate(unit):
        return _points(value, base, unit, basis, decimals)
    if value == base:
        return _level(basis, unit)
    if base == 0:
        return Said(f"{basis.name}为", Printed("", "0", ""), value, unit)
    if base < 0 or value < 0:
        return _across_zero(value, base, unit, basis, decimals)
    return stated_growth((value / base - 1) * 100, basis, decimals)


def stated_growth(percent: Decimal, basis: Basis, decimals: int | None = None) -> Said:
    """Growth that came as a per cent, such as one at comparable prices from a bulletin."""
    places = decimals_for(abs(percent), "%") if decimals is None else decimals
    if round_to(percent, places) == 0:
        return _level(basis, "%", percent)
    word = "增长" if percent > 0 else "下降"
    return Said(basis.lead + word, Printed("", plain(abs(percent), places), "%"), percent, "%")


def change(value: Decimal, base: Decimal, unit: str, basis: Basis, decimals: int | None = None) -> Said:
    """同比增加277套, 同比减少12.50万元, 比上年提高1.2个百分点: the difference in units."""
    if is_rate(unit):
        return _points(value, base, unit, basis, decimals)
    difference = value - base
    places = decimals_for(difference, unit) if decimals is None else decimals
    if round_to(difference, places) == 0:
        return _level(basis, unit, difference)
    word = "增加" if difference > 0 else "减少"
    return Said(basis.lead + word, print_value(abs(difference), unit, decimals=places), difference, unit)


def _points(value: Decimal, base: Decimal, unit: str, basis: Basis, decimals: int | None) -> Said:
    """Rates are compared as printed: 65.0% and 82.1% differ by 17.1个百分点, whatever lies behind the decimals."""
    places = 1 if decimals is None else decimals
    difference = round_to(value, places) - round_to(base, places)
    name = "个百分点" if unit == "%" else "个千分点"
    if difference == 0:
        return _level(basis, name, value - base)
    word = "提高" if difference > 0 else "下降"
    return Said(basis.lead + word, Printed("", plain(abs(difference), places), name), difference, name)


def _level(basis: Basis, unit: str, difference: Decimal = Decimal(0)) -> Said:
    word = "持平" if difference == 0 else "基本持平"
    return Said(f"与{basis.name}", Printed("", word, ""), difference, unit)


def _across_zero(value: Decimal, base: Decimal, unit: str, basis: Basis, decimals: int | None) -> Said:
    """A per cent of a negative base says nothing: losses are told in words, other things by their difference."""
    if not is_money(unit):
        return change(value, base, unit, basis, decimals)
    difference = value - base
    if base < 0 <= value:
        return Said(basis.lead, Printed("", "扭亏为盈" if value > 0 else "扭亏", ""), difference, unit)
    if base > 0:
        return Said(basis.lead, Printed("", "由盈转亏", ""), difference, unit)
    word = "减亏" if difference > 0 else "增亏"
    return Said(basis.lead + word, print_value(abs(difference), unit, decimals=decimals), difference, unit)
