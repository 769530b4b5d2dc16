"""Money: an exact amount in a unit of one currency. Currencies are never added, compared or converted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import total_ordering
from typing import Any

from jingwei.core.units import UNITS, UnitError, convert

_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


class CurrencyError(ValueError):
    """Two currencies met in one sum; the message is Chinese."""

    code = "money.currency"

    def __init__(self, first: str, second: str) -> None:
        self.message = f"{first}和{second}是不同币种，不能相加或比较，请分开统计"
        super().__init__(self.message)


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """`amount` in `unit` (元, 万元, 亿元, 万美元 …). 1万元 equals 10000元.

    Raises:
        UnitError: `unit` is no unit of money.
    """

    amount: Decimal
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS or UNITS[self.unit].currency is None:
            raise UnitError("money.unit", f"“{self.unit}”不是金额单位，应为元、万元、亿元、万美元等")

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Money:
        """The money of a stored amount {"n", "u"}."""
        return cls(Decimal(stored["n"]), stored["u"])

    @property
    def currency(self) -> str:
        """Name of the currency: 元, 美元 …"""
        return str(UNITS[self.unit].currency)

    def to(self, unit: str) -> Money:
        """The same money in another unit of its currency. Raises CurrencyError for another currency's unit."""
        target = UNITS.get(unit)
        if target is not None and target.currency and target.currency != self.currency:
            raise CurrencyError(self.currency, target.currency)
        return Money(convert(self.amount, self.unit, unit), unit)

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, other.to(self.unit).amount), self.unit)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(self.amount.copy_negate(), self.unit)

    def __mul__(self, factor: int | Decimal) -> Money:
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.unit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and self.currency == other.currency and self._base() == other._base()

    def __hash__(self) -> int:
        return hash((self.currency, self._base()))

    def __lt__(self, other: Money) -> bool:
        return self.amount < other.to(self.unit).amount

    def __str__(self) -> str:
        return f"{self.amount:f}{self.unit}"

    def _base(self) -> Decimal:
        return convert(self.amount, self.unit, self.currency)


def total(moneys: Iterable[Money], unit: str) -> Money:
    """The sum in `unit`; 0 for nothing. Raises CurrencyError when a summand is of another currency."""
    result = Money(Decimal(0), unit)
    for money in moneys:
        result += money
    return result
