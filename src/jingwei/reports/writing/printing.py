"""A value as an official text prints it (GB/T 15835-2011).

No thousands commas; 万 and 亿 never split (3.45亿, not 3亿4500万); a zero before the decimal point; two decimals for
money and measures that have any, one for rates, none for persons and things. Approximation words only where they are
true and the printed number has no decimals.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from jingwei.core.units import dimension_of

Approx = Literal["over", "near", "about"]

AVERAGES = frozenset({"岁", "分", "小时", "倍"})
SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_NEAR_FROM = Decimal("0.95")
_TEN_THOUSAND = Decimal(10_000)


class Printed(NamedTuple):
    """A value in print: `before` + `number` + `after`, such as 近 / 74000 / 套; `number` is what a reader counts."""

    before: str
    number: str
    after: str

    @property
    def text(self) -> str:
        """All of it, as it stands in the sentence."""
        return self.before + self.number + self.after


def decimals_for(value: Decimal, unit: str) -> int:
    """How many decimals a value of this unit is printed with, unless the template says otherwise.

    A whole amount of money or area has none, so that 1077万元 does not become 1077.00万元; a rate has one, but for 0
    and 100.
    """
    if is_rate(unit):
        return 0 if round_to(value, 1) in (0, 100) else 1
    if unit in AVERAGES or "/" in unit:
        return 1
    measured = dimension_of(unit) is not None or unit[:1] in SCALES
    return 2 if measured and value != value.to_integral_value() else 0


def is_money(unit: str) -> bool:
    """Whether the unit is of some currency."""
    return (dimension_of(unit) or "").startswith("money:")


def is_rate(unit: str) -> bool:
    """Whether the unit is % or ‰."""
    return dimension_of(unit) == "rate"


def round_to(value: Decimal, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` places: the rounding people check by hand."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: Decimal, decimals: int) -> str:
    """Digits only: 73441, 12.50, 0.30, -3.2; never -0."""
    rounded = round_to(value, decimals)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def print_value(value: Decimal, unit: str, *, decimals: int | None = None, bare: bool = False) -> Printed:
    """The exact value with its unit (`bare`: without)."""
    places = decimals_for(value, unit) if decimals is None else decimals
    return Printed("", plain(value, places), "" if bare else unit)


def step_of(value: Decimal, digits: int) -> Decimal:
    """The step of a number kept to `digits` significant digits: 73441 kept to 2 → 1000. Never below 1."""
    return Decimal(1).scaleb(max(abs(value).adjusted() - digits + 1, 0))


def print_approximately(value: Decimal, unit: str, word: Approx, digits: int) -> Printed:
    """The value in round figures, kept to `digits` significant digits: 73000余套, 近74000套, 约73000套.

    The rule of each word is that of `is_true`. Where it does not hold, or where the exact value is as short (9家,
    3200户), the exact value is printed.
    """
    exact = print_value(value, unit)
    if value < 10 or digits < 1:
        return exact
    step = step_of(value, digits)
    rounding = {"over": ROUND_FLOOR, "near": ROUND_CEILING, "about": ROUND_HALF_UP}[word]
    stated = (value / step).to_integral_value(rounding=rounding) * step
    if stated == value or not is_true(word, stated, value):
        return exact
    if word == "over" and stated % 10 != 0:
        return exact
    number, scale = _scaled(stated, unit)
    match word:
        case "over":
            return Printed("", number, f"{scale}余{unit}")
        case "near":
            return Printed("近", number, scale + unit)
        case _:
            return Printed("约", number, scale + unit)


def is_true(word: Approx, stated: Decimal, value: Decimal) -> bool:
    """Whether "`stated`余", "近`stated`" or "约`stated`" may be said of `value`.

    余: stated ≤ value < stated + the step of its last non-zero digit. 近: 0.95·stated ≤ value < stated. 约: value
    rounds to stated at its last non-zero digit. None of them with decimals.
    """
    if stated <= 0 or stated != stated.to_integral_value():
        return False
    step = _last_step(stated)
    match word:
        case "over":
            return stated <= value < stated + step
        case "near":
            return _NEAR_FROM * stated <= value < stated
        case "about":
            return (value / step).to_integral_value(rounding=ROUND_HALF_UP) * step == stated
    return False


def _last_step(stated: Decimal) -> Decimal:
    digits = f"{stated:f}"
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def _scaled(stated: Decimal, unit: str) -> tuple[str, str]:
    """Whole ten thousands are written with 万 (7万余套), unless the unit has a 万 or 亿 of its own."""
    if stated % _TEN_THOUSAND == 0 and unit[:1] not in SCALES:
        return f"{stated / _TEN_THOUSAND:f}", "万"
    return f"{stated:f}", ""
