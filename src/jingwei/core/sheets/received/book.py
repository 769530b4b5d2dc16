"""What a received workbook holds: sheets, cells, and how each is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from jingwei.core.sheets.errors import cell_name
from jingwei.core.sheets.workbook import Merge

Spot = tuple[int, int]
Value = str | float | bool | None
_DAY_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DECIMALS = re.compile(r"[0#?]\.([0#?]+)")
_NAME = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written at its first cell; `down` and `right` say how far this cell lies from that one.

    An `array` covers several cells at once, and is not worked out here.
    """

    text: str
    down: int = 0
    right: int = 0
    array: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its value (of a formula its last result), its number format, and whether protection locks it."""

    value: Value = None
    formula: Formula | None = None
    format: str = "General"
    locked: bool = True
    error: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet; rows and columns are 0-based. `part` is its name in the archive."""

    name: str
    part: str
    state: str = "visible"
    protected: bool = False
    merges: tuple[Merge, ...] = ()
    cells: Mapping[Spot, Cell] = field(default_factory=dict)

    @property
    def hidden(self) -> bool:
        """Whether the office program does not show it."""
        return self.state != "visible"

    @property
    def height(self) -> int:
        """How many rows the cells with a value span."""
        return max((row for (row, _), cell in self.cells.items() if cell.value not in (None, "")), default=-1) + 1

    @property
    def width(self) -> int:
        """How many columns the cells with a value span."""
        return max((column for (_, column), cell in self.cells.items() if cell.value not in (None, "")), default=-1) + 1

    def at(self, spot: Spot) -> Cell:
        """The cell there; an empty one where the file has none."""
        return self.cells.get(spot, Cell())

    def anchor(self, spot: Spot) -> Spot:
        """The cell that holds the value of a merged range; the cell itself where nothing is merged."""
        row, column = spot
        for merge in self.merges:
            if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
                return merge.top, merge.left
        return spot

    def text(self, spot: Spot, date1904: bool = False) -> str:
        """What the office program shows there."""
        return shown(self.at(spot), date1904)

    def texts(self) -> Iterator[tuple[Spot, str]]:
        """The cells that hold words, in reading order."""
        for spot, cell in sorted(self.cells.items()):
            if isinstance(cell.value, str) and cell.value.strip() and cell.formula is None and not cell.error:
                yield spot, cell.value.strip()


@dataclass(frozen=True)
class Book:
    """The workbook: sheets in order; `date1904` when its days are counted from 1904."""

    sheets: tuple[Sheet, ...]
    date1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def spot_of(name: str) -> Spot | None:
    """The 0-based row and column of B12; None for what is no cell of a sheet."""
    found = _NAME.fullmatch(name.strip())
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row - 1, column - 1) if column <= 16_384 and row <= 1_048_576 else None


def name_of(spot: Spot) -> str:
    """B12 of 0-based row and column."""
    return cell_name(spot[0] + 1, spot[1] + 1)


def is_day(code: str) -> bool:
    """Whether a number format shows days or times."""
    return code != "General" and _DAY_LETTERS.search(_NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])) is not None


def is_percent(code: str) -> bool:
    """Whether a number format shows hundredths."""
    return "%" in _NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])


def decimals_of(code: str) -> int | None:
    """How many decimals a number format shows; None where it leaves that open."""
    bare = _NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])
    if not re.search(r"[0#?]", bare) or "E" in bare or "/" in bare:
        return None
    found = _DECIMALS.search(bare)
    return len(found[1]) if found else 0


def day_number(day: date, date1904: bool) -> int:
    """The number that stands for a day in a cell."""
    return (day - (date(1904, 1, 1) if date1904 else date(1899, 12, 30))).days


def shown(cell: Cell, date1904: bool = False) -> str:
    """The value as the office program shows it, near enough to know it again."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if is_day(cell.format):
        return _day_shown(value, date1904)
    places = decimals_of(cell.format)
    number = Decimal(repr(value))
    if is_percent(cell.format):
        return f"{_rounded(number * 100, places or 0)}%"
    return _rounded(number, places) if places is not None else f"{number.normalize():f}"


def _rounded(number: Decimal, places: int) -> str:
    return f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"


def _day_shown(value: float, date1904: bool) -> str:
    start = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no time zones
    try:
        moment = start + timedelta(days=value)
    except OverflowError:
        return f"{value:g}"
    if value < 1:
        return f"{moment:%H:%M}"
    return f"{moment:%Y-%m-%d}" if value == int(value) else f"{moment:%Y-%m-%d %H:%M}"
