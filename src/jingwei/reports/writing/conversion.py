"""A value in the unit the sentence wants."""

from decimal import Decimal

from jingwei.core.units import UnitError, approximate, convert, same_kind, things_of
from jingwei.reports.writing.printing import SCALES

__all__ = ["readable_unit", "same_kind", "to_unit"]
_YUAN_STEPS = (("亿元", Decimal(10**8)), ("万元", Decimal(10**4)))
_DECIMALS_BEHIND = 9


def to_unit(value: Decimal, unit: str, target: str) -> Decimal:
    """`value` in `target`, a unit of the same kind (else UnitError); 亩 to 平方米 is rounded far behind print."""
    if unit == target:
        return value
    if things_of(unit) == things_of(target):
        return value * _scale(unit) / _scale(target)
    try:
        return convert(value, unit, target)
    except UnitError as wrong:
        if wrong.code != "unit.not_exact":
            raise
        return approximate(value, unit, target, decimals=_DECIMALS_BEHIND)


def readable_unit(value: Decimal, unit: str) -> str:
    """元 becomes 万元 or 亿元 by size; every other unit was chosen by those who keep the figure and stays."""
    if unit == "元":
        for name, size in _YUAN_STEPS:
            if abs(value) >= size:
                return name
    return unit


def _scale(unit: str) -> Decimal:
    return SCALES.get(unit[:1], Decimal(1)) if len(unit) > 1 else Decimal(1)
