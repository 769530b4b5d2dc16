"""Growth against the same period of last year, for lists and pages; reports word it by their own rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jingwei.core.periods import PeriodError
from jingwei.core.units import dimension_of
from jingwei.indicators.breaks import base_break, broken
from jingwei.indicators.cells import Ask, Cell


@dataclass(frozen=True, slots=True)
class Grown:
    """Growth in per cent, or in percentage points where rates are compared; `published` as its supplier gave it."""

    value: Decimal
    points: bool = False
    published: bool = False

    @property
    def text(self) -> str:
        """+5.2%, -1.3个百分点, 持平."""
        rounded = round(self.value, 1)
        if rounded == 0:
            return "持平"
        return f"{rounded:+f}{'个百分点' if self.points else '%'}"


def base_of(ask: Ask) -> Ask | None:
    """What the ask is compared with: the same part of last year (a week 53 may have none)."""
    try:
        return Ask(ask.key, ask.period.last_year(), ask.place, ask.by, ask.part)
    except PeriodError:
        return None


def with_bases(asks: Iterable[Ask]) -> list[Ask]:
    """The asks and all they are compared with, for one evaluation."""
    given = list(asks)
    return [*given, *(base for base in map(base_of, given) if base is not None)]


def break_of(ask: Ask, cells: Mapping[Ask, Cell]) -> str:
    """口径不可比 where the same period of last year was counted by another definition; empty where it was not."""
    return base_break(ask, cells, base_of(ask))


def growth_of(ask: Ask, cells: Mapping[Ask, Cell]) -> Grown | None:
    """How the cell of `ask` has grown, None where it cannot be said; as published where it was."""
    now = cells[ask]
    if now.growth is not None:
        return Grown(now.growth, published=True)
    before = base_of(ask)
    base = cells.get(before) if before else None
    return None if base is None else grown(now, base)


def grown(now: Cell, base: Cell) -> Grown | None:
    """How one cell has grown over another, None where it cannot be said: one that is missing, a base of zero, both
    approximate, or another definition or unit."""
    if now.value is None or base.value is None or "exact" not in {now.approx} & {base.approx}:
        return None
    if broken(now, base) or now.unit != base.unit:
        return None
    if dimension_of(now.unit) == "rate":
        return Grown(now.value - base.value, points=True)
    if base.value <= 0 or now.value < 0:
        return None
    return Grown((now.value / base.value - 1) * 100)
