"""A table as an office keeps it: title, heads, and one or more sheets that were true from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Cell = str | int | float | date | None
Row = tuple[Cell, ...]
# date: a real date cell; dotted 2021.3.5 and words 2021年3月5日: dates as people type them.
CellKind = Literal["text", "integer", "amount", "degrees", "date", "dotted", "words"]

STOCK_DAY = date(2023, 12, 31)
HALF_YEARS = (
    (date(2024, 6, 30), "2024年上半年"),
    (date(2024, 12, 31), "2024年下半年"),
    (date(2025, 6, 30), "2025年上半年"),
    (date(2025, 12, 31), "2025年下半年"),
)
LAST_DAY = HALF_YEARS[-1][0]


@dataclass(frozen=True, slots=True)
class Head:
    """One column: its heading, width in characters, what its cells hold, whether the last row adds it up."""

    label: str
    width: int = 12
    kind: CellKind = "text"
    add_up: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that were true from ``as_of`` on."""

    name: str
    as_of: date
    rows: list[Row]


@dataclass(slots=True)
class Table:
    """A table: ``key`` of the ledger, title over the head, the line with the unit, columns, sheets."""

    key: str
    title: str
    unit_line: str
    heads: tuple[Head, ...]
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Distinct objects: rows with different first cells."""
        return len({row[0] for sheet in self.sheets for row in sheet.rows})


def stock(rows: Sequence[Row]) -> list[Sheet]:
    """All rows as one sheet, true from the end of 2023 on."""
    return [Sheet("存量", STOCK_DAY, list(rows))]


def by_half_year(states: Iterable[tuple[date, Row]]) -> list[Sheet]:
    """States of rows, each with the day it began, as the stock at the end of 2023 and what changed in each half-year.

    A state that began and ended within one half-year is left out: the sheet tells what held at its end.
    """
    return _by_period(states, HALF_YEARS)


def by_year(states: Iterable[tuple[date, Row]]) -> list[Sheet]:
    """The same by years, for ledgers that an office goes through once a year."""
    return _by_period(states, [(end, f"{end.year}年") for end, _ in HALF_YEARS if end.month == 12])


def _by_period(states: Iterable[tuple[date, Row]], periods: Sequence[tuple[date, str]]) -> list[Sheet]:
    stock_rows: dict[Cell, Row] = {}
    changed: dict[date, dict[Cell, Row]] = {end: {} for end, _ in periods}
    for began, row in sorted(states, key=lambda state: state[0]):
        if began <= STOCK_DAY:
            stock_rows[row[0]] = row
            continue
        end = next(end for end, _ in periods if began <= end)
        changed[end][row[0]] = row
    later = [Sheet(name, end, _sorted(changed[end])) for end, name in periods if changed[end]]
    return [Sheet("2023年末存量", STOCK_DAY, _sorted(stock_rows)), *later] if stock_rows else later


def _sorted(rows: dict[Cell, Row]) -> list[Row]:
    return [rows[key] for key in sorted(rows, key=str)]
