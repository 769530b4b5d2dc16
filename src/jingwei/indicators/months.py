"""What is derived from the monthly values of an indicator: how many months had one, the largest, the smallest."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.core.units import UnitError, convert, dimension_of
from jingwei.indicators.cells import Cell
from jingwei.indicators.formula import Named
from jingwei.indicators.grammar import Counting

_HOLDS = {
    "min": lambda value, bound: value >= bound,
    "max": lambda value, bound: value <= bound,
    "over": lambda value, bound: value > bound,
    "under": lambda value, bound: value < bound,
}


def months_of(key: str, period: Period) -> tuple[Named, ...]:
    """The months of a period that have begun, as values of an indicator that are asked for."""
    today = timezone.localdate()
    months = range(1, period.month_count + 1)
    return tuple(Named(key, month=number) for number in months if month_of(period, number).start <= today)


def month_of(period: Period, number: int) -> Period:
    """A month of a period by its number, the first being 1."""
    month = period.start.year * 12 + period.start.month - 2 + number
    return Period.months(month // 12, month % 12 + 1, month % 12 + 1)


def over_months(counting: Counting, blank: Cell, operands: Mapping[Named, Cell]) -> Cell:
    """The number of months with such a value, or the largest or smallest of them."""
    if not operands:
        return replace(blank, why="一周没有分月的数，请按月、季度或年取数")
    cells = [cell for cell in operands.values() if cell.value is not None]
    if not cells:
        first = next(iter(operands.values()))
        return replace(blank, why=f"“{first.name}”各月都没有数据：{first.why}")
    known = replace(
        blank,
        as_of=max((cell.as_of for cell in cells if cell.as_of), default=None),
        approx="exact" if all(cell.approx == "exact" for cell in cells) else "about",
    )
    if counting.verb == "months_with":
        return replace(known, value=Decimal(sum(_meets(cell.value, counting.meets) for cell in cells)))
    try:
        values = [_in_unit(cell, blank.unit) for cell in cells]
    except UnitError as wrong:
        return replace(known, why=f"{wrong.message}。")
    return replace(known, value=max(values) if counting.verb == "highest_month" else min(values))


def _in_unit(cell: Cell, unit: str) -> Decimal:
    value = cell.value or Decimal(0)
    return convert(value, cell.unit, unit) if dimension_of(cell.unit) and dimension_of(unit) else value


def _meets(value: Decimal | None, bounds: Mapping[str, Any]) -> bool:
    return value is not None and all(_HOLDS[word](value, Decimal(str(bound))) for word, bound in bounds.items())
