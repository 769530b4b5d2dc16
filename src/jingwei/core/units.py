"""The one table of units: what may be converted into what, and exactly how.

A unit belongs to one dimension; each currency is a dimension of its own, so currencies are never converted or added.
Units that are not in the table (人, 户, 家, 件 …) count things and equal only themselves: 人 is not 人次.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from functools import lru_cache

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


class UnitError(ValueError):
    """Two units that do not convert; `code` is stable, the message Chinese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` × its value is the value in the base unit of `dimension`."""

    name: str
    dimension: str
    factor: Fraction

    @property
    def currency(self) -> str | None:
        """Name of the currency (元, 美元 …) when this is money."""
        return self.dimension.removeprefix("money:") if self.dimension.startswith("money:") else None


SCALES = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
CURRENCIES = ("元", "美元", "欧元", "港元", "日元", "英镑")
_MEASURES: dict[str, dict[str, str]] = {
    # 1亩 is 10000/15 平方米 (1984 order on legal units): no finite decimal, so it is never converted silently.
    "area": {
        "平方米": "1",
        "万平方米": "10000",
        "亩": "2000/3",
        "万亩": "20000000/3",
        "公顷": "10000",
        "平方公里": "1000000",
    },
    "length": {"厘米": "1/100", "米": "1", "万米": "10000", "里": "500", "公里": "1000", "海里": "1852"},
    "volume": {"升": "1/1000", "立方米": "1", "万立方米": "10000"},
    "mass": {"克": "1/1000", "斤": "1/2", "公斤": "1", "吨": "1000", "万吨": "10000000"},
    "energy": {"千瓦时": "1", "万千瓦时": "10000"},
    "rate": {"%": "1/100", "‰": "1/1000"},
}
# Other ways to write a unit. A word may mean two things (方 is volume, 万方 of floor is area): the field decides.
_ALIASES: dict[str, dict[str, str]] = {
    "area": {
        "平": "平方米", "平方": "平方米", "平米": "平方米", "m2": "平方米", "m^2": "平方米", "㎡": "平方米",
        "方": "平方米", "万平": "万平方米", "万平方": "万平方米", "万平米": "万平方米", "万方": "万平方米",
        "万m2": "万平方米", "平方千米": "平方公里", "km2": "平方公里", "km^2": "平方公里",
        "ha": "公顷", "市亩": "亩", "hm2": "公顷",
    },
    "length": {"m": "米", "km": "公里", "千米": "公里", "cm": "厘米", "华里": "里"},
    "volume": {
        "m3": "立方米", "m^3": "立方米", "立方": "立方米", "方": "立方米", "立米": "立方米",
        "万方": "万立方米", "万立方": "万立方米", "l": "升",
    },
    "mass": {"kg": "公斤", "千克": "公斤", "t": "吨", "g": "克", "市斤": "斤"},
    "energy": {"度": "千瓦时", "kwh": "千瓦时", "万度": "万千瓦时"},
    "rate": {"百分之": "%"},
    "money:元": {"圆": "元", "块": "元", "元整": "元", "¥": "元", "cny": "元", "rmb": "元", "人民币": "元"},
    "money:美元": {"美金": "美元", "$": "美元", "us$": "美元", "usd": "美元"},
    "money:欧元": {"€": "欧元", "eur": "欧元"},
    "money:港元": {"港币": "港元", "hk$": "港元", "hkd": "港元"},
    "money:日元": {"日圆": "日元", "jpy": "日元"},
    "money:英镑": {"£": "英镑", "gbp": "英镑"},
}  # fmt: skip


def _table() -> dict[str, Unit]:
    units = {
        name: Unit(name, dimension, Fraction(factor))
        for dimension, names in _MEASURES.items()
        for name, factor in names.items()
    }
    for currency in CURRENCIES:
        for scale, factor in {"": 1, **SCALES}.items():
            units[scale + currency] = Unit(scale + currency, f"money:{currency}", Fraction(factor))
    return units


UNITS: dict[str, Unit] = _table()
DIMENSIONS: tuple[str, ...] = tuple(_ALIASES)
_MONEY_WORDS = re.compile(r"人民币|rmb|cny|整$")


def tidy_unit(text: str) -> str:
    """`text` as units are looked up: half-width, without blanks and brackets, lower case."""
    text = unicodedata.normalize("NFKC", text).replace("￥", "¥").lower()
    return re.sub(r"[\s()\[\]]", "", text)


@lru_cache(maxsize=4096)
def find_unit(text: str, dimension: str | None = None) -> Unit | None:
    """The unit written as `text`, or None. With `dimension` its way of writing wins (方 as area or as volume).

    For money, 万 and 亿 without a currency mean that of `dimension`: 12.5万 in a field in 元 is 12.5万元.
    """
    name = tidy_unit(text)
    if not name:
        return None
    if dimension is not None:
        found = _in_dimension(name, dimension)
        if found is not None:
            return found
    if name in UNITS:
        return UNITS[name]
    for other in DIMENSIONS:
        found = _in_dimension(name, other, bare_scale=False)
        if found is not None:
            return found
    return None


def _in_dimension(name: str, dimension: str, *, bare_scale: bool = True) -> Unit | None:
    aliases = _ALIASES.get(dimension, {})
    unit = UNITS.get(aliases.get(name, name))
    if unit is not None and unit.dimension == dimension:
        return unit
    if not dimension.startswith("money:"):
        return None
    currency = dimension.removeprefix("money:")
    if currency == "元":
        name = _MONEY_WORDS.sub("", name)
    if name in SCALES and bare_scale:
        return UNITS[name + currency]
    for scale in sorted(SCALES, key=len, reverse=True):
        rest = name.removeprefix(scale)
        if rest != name and aliases.get(rest, rest) == currency:
            return UNITS[scale + currency]
    for sign in sorted(aliases, key=len, reverse=True):
        # A sign before the number leaves sign and scale together: $12.5万.
        rest = name.removeprefix(sign)
        if rest != name and (rest in SCALES or UNITS.get(rest, _NO_UNIT).dimension == dimension):
            return UNITS[rest + currency] if rest in SCALES else UNITS[rest]
    return UNITS[name] if UNITS.get(name, _NO_UNIT).dimension == dimension else None


_NO_UNIT = Unit("", "", Fraction(1))


def dimension_of(unit: str) -> str | None:
    """Dimension of a unit by its name, or None for a unit that only counts things."""
    found = UNITS.get(unit)
    return found.dimension if found else None


@lru_cache(maxsize=1024)
def exact_factor(source: str, target: str) -> Decimal:
    """The number by which a value in `source` is multiplied to be one in `target`.

    Raises:
        UnitError: `unit.unlike` for different dimensions, `unit.currency` for two currencies, `unit.not_exact` where
            the factor is no finite decimal (亩 and 平方米).
    """
    if source == target:
        return Decimal(1)
    ratio = _ratio(source, target)
    try:
        return _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    except Inexact:
        one = approximate(Decimal(1), source, target, decimals=2)
        raise UnitError(
            "unit.not_exact", f"“{source}”不能精确换算成“{target}”（1{source}约合{one}{target}），请按{target}填写"
        ) from None


def _ratio(source: str, target: str) -> Fraction:
    first, second = UNITS.get(source), UNITS.get(target)
    if first is None or second is None or first.dimension != second.dimension:
        if first and second and first.currency and second.currency:
            raise UnitError(
                "unit.currency",
                f"这里按{second.currency}计，不能填{first.currency}；不同币种不换算、不相加，请另列填写",
            )
        raise UnitError("unit.unlike", f"这里的单位是“{target}”，不能填“{source}”")
    return first.factor / second.factor


def convert(value: Decimal, source: str, target: str) -> Decimal:
    """`value` in `source` as exactly the same amount in `target`. Raises UnitError as `exact_factor` does."""
    factor = exact_factor(source, target)
    return value if factor == 1 else _EXACT.multiply(value, factor)


def approximate(value: Decimal, source: str, target: str, *, decimals: int) -> Decimal:
    """`value` in `source` rounded to `decimals` places of `target`, for display (1亩 is 666.67平方米)."""
    exact = Fraction(value) * _ratio(source, target)
    wide = Context(prec=60).divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return wide.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def same_kind(unit: str, other: str) -> bool:
    """Whether a value in one unit can be said in the other: one dimension, or 万 of the same things (人, 万人)."""
    if things_of(unit) == things_of(other):
        return True
    dimension = dimension_of(unit)
    return dimension is not None and dimension == dimension_of(other)


def things_of(unit: str) -> str:
    """The things a unit counts, without 万 or 亿."""
    return unit[1:] if unit[:1] in ("万", "亿") and len(unit) > 1 else unit
