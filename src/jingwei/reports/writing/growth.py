"""How a value compares with the value of an earlier period, in words chosen by rule.

增长 is a per cent, 增加 a difference in units; two rates differ by 百分点; a whole year is compared 比上年, any other period 同比
(the same part of the previous year); a fall never carries a minus; a base of zero or below gives no per cent at all.
"""

from decimal import Decimal
from typing import Literal, NamedTuple

from jingwei.reports.writing.printing import Printed, decimals_for, is_money, is_rate, plain, print_value, round_to

Against = Literal["last", "year_end"]


class Said(NamedTuple):
    """A comparison as printed: wording, then the number. `value` is what the number states.

    `number` may be without digits (持平, 扭亏为盈): then it is the statement itself. `value` is in per cent, points or units.
    """

    before: str
    number: Printed
    value: Decimal
    unit: str

    @property
    def text(self) -> str:
        """All of it, as it stands in the sentence."""
        return self.before + self.number.text


def lead_word(against: Against, *, whole_year: bool) -> str:
    """同比, 比上年 or 比上年末."""
    if against == "year_end":
        return "比上年末"
    return "比上年" if whole_year else "同比"


def base_word(against: Against, *, whole_year: bool) -> str:
    """上年同期, 上年 or 上年末: what the base is called."""
    if against == "year_end":
        return "上年末"
    return "上年" if whole_year else "上年同期"


def growth(
    value: Decimal,
    base: Decimal,
    unit: str,
    *,
    against: Against = "last",
    whole_year: bool = False,
    decimals: int | None = None,
) -> Said:
    """同比增长5.2%, 同比下降3.1%, 与上年同期持平, 上年同期为0, 同比提高1.2个百分点, 同比扭亏为盈 …"""
    if is_rate(unit):
        return _points(value, base, unit, against, whole_year, decimals)
    if value == base:
        return _level(against, whole_year, unit)
    if base == 0:
        return _from_zero(against, whole_year, unit)
    if base < 0 or value < 0:
        return _across_zero(value, base, unit, against, whole_year, decimals)
    return stated_growth((value / base - 1) * 100, against=against, whole_year=whole_year, decimals=decimals)


def stated_growth(
    percent: Decimal, *, against: Against = "last", whole_year: bool = False, decimals: int | None = None
) -> Said:
    """Growth that came as a per cent, such as one at comparable prices from a bulletin."""
    places = 1 if decimals is None else decimals
    if round_to(percent, places) == 0:
        return _level(against, whole_year, "%", nearly=percent != 0, change=percent)
    word = lead_word(against, whole_year=whole_year) + ("增长" if percent > 0 else "下降")
    return Said(word, Printed("", plain(abs(percent), places), "%"), percent, "%")


def change(
    value: Decimal,
    base: Decimal,
    unit: str,
    *,
    against: Against = "last",
    whole_year: bool = False,
    decimals: int | None = None,
) -> Said:
    """同比增加277套, 同比减少12.50万元, 比上年提高1.2个百分点: the difference in units."""
    if is_rate(unit):
        return _points(value, base, unit, against, whole_year, decimals)
    difference = value - base
    places = decimals_for(difference, unit) if decimals is None else decimals
    if round_to(difference, places) == 0:
        return _level(against, whole_year, unit, nearly=difference != 0, change=difference)
    word = lead_word(against, whole_year=whole_year) + ("增加" if difference > 0 else "减少")
    return Said(word, print_value(abs(difference), unit, decimals=places), difference, unit)


def _points(
    value: Decimal, base: Decimal, unit: str, against: Against, whole_year: bool, decimals: int | None
) -> Said:
    """Rates are compared as printed: 65.0% and 82.1% differ by 17.1个百分点, whatever lies behind the decimals."""
    places = 1 if decimals is None else decimals
    difference = round_to(value, places) - round_to(base, places)
    name = "个百分点" if unit == "%" else "个千分点"
    if difference == 0:
        return _level(against, whole_year, unit, nearly=value != base)
    word = lead_word(against, whole_year=whole_year) + ("提高" if difference > 0 else "下降")
    return Said(word, Printed("", plain(abs(difference), places), name), difference, name)


def _level(
    against: Against, whole_year: bool, unit: str, *, nearly: bool = False, change: Decimal = Decimal(0)
) -> Said:
    base = base_word(against, whole_year=whole_year)
    return Said(f"与{base}", Printed("", "基本持平" if nearly else "持平", ""), change, unit)


def _from_zero(against: Against, whole_year: bool, unit: str) -> Said:
    return Said(f"{base_word(against, whole_year=whole_year)}为", Printed("", "0", ""), Decimal(0), unit)


def _across_zero(
    value: Decimal, base: Decimal, unit: str, against: Against, whole_year: bool, decimals: int | None
) -> Said:
    """A per cent of a negative base says nothing: losses are told in words, other things by their difference."""
    if not is_money(unit):
        return change(value, base, unit, against=against, whole_year=whole_year, decimals=decimals)
    lead = lead_word(against, whole_year=whole_year)
    if base < 0 <= value:
        return Said(lead, Printed("", "扭亏为盈" if value > 0 else "扭亏", ""), value - base, unit)
    if base > 0:
        return Said(lead, Printed("", "由盈转亏", ""), value - base, unit)
    less = abs(value - base)
    return Said(lead + ("减亏" if value > base else "增亏"), print_value(less, unit, decimals=decimals), less, unit)
