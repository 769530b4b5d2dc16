"""A sheet of a received workbook as a table on screen: its own cells, merged as they are, each with its state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.received import Book, Sheet
from jingwei.core.sheets.received.book import Spot, name_of

MOST_ROWS, MOST_COLUMNS = 160, 40
_SPARE_ROWS, _SPARE_COLUMNS = 30, 2
State = Literal["", "bound", "filled", "gap", "formula", "changed"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a cell beside its text: `note` below it, `text` in place of its own, the page it opens."""

    state: State
    note: str = ""
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of the table. `spans` are columns and rows of a merged range; `number`: figures stand right."""

    name: str
    text: str
    columns: int = 1
    rows: int = 1
    state: State = ""
    note: str = ""
    url: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row with its number as in the file."""

    number: int
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """The table; `cut` says what is not shown."""

    name: str
    letters: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    cut: str = ""
    notes: tuple[str, ...] = ()


def show_sheet(book: Book, at: int, marks: Mapping[Spot, Mark], link: Callable[[str], str] | None = None) -> ShownSheet:
    """The sheet number `at` with its marks; `link` gives the page of a cell that has none of its own."""
    sheet = book.sheets[at]
    height, width = _extent(sheet, marks)
    rows = min(height, MOST_ROWS)
    columns = min(width, MOST_COLUMNS)
    merged = {(one.top, one.left): one for one in sheet.merges}
    under = {
        (row, column)
        for one in sheet.merges
        for row in range(one.top, min(one.bottom + 1, rows))
        for column in range(one.left, min(one.right + 1, columns))
        if (row, column) != (one.top, one.left)
    }
    shown = []
    for row in range(rows):
        cells = []
        for column in range(columns):
            spot = row, column
            if spot in under:
                continue
            merge = merged.get(spot)
            across = min(merge.right, columns - 1) - column + 1 if merge else 1
            down = min(merge.bottom, rows - 1) - row + 1 if merge else 1
            cells.append(_cell(sheet, spot, marks.get(spot), (across, down), book, link))
        shown.append(ShownRow(row + 1, tuple(cells)))
    cut = f"只显示前{rows}行、{columns}列；没有显示的照样会填" if (height, width) != (rows, columns) else ""
    return ShownSheet(sheet.name, tuple(letters(one + 1) for one in range(columns)), tuple(shown), cut, _notes(sheet))


def _extent(sheet: Sheet, marks: Mapping[Spot, Mark]) -> tuple[int, int]:
    """What is worth showing: all that is said or marked, and some of the blank cells after it."""
    spots = list(sheet.cells)
    rows = max((row for row, _ in spots), default=-1) + 1
    columns = max((column for _, column in spots), default=-1) + 1
    marked_rows = max((row for row, _ in marks), default=-1) + 1
    marked_columns = max((column for _, column in marks), default=-1) + 1
    height = max(min(rows, sheet.height + _SPARE_ROWS), marked_rows, 1)
    width = max(min(columns, sheet.width + _SPARE_COLUMNS), marked_columns, 1)
    bottom = max((one.bottom + 1 for one in sheet.merges if one.top < height), default=0)
    right = max((one.right + 1 for one in sheet.merges if one.left < width), default=0)
    return max(height, bottom), max(width, right)


def _cell(
    sheet: Sheet, spot: Spot, mark: Mark | None, spans: tuple[int, int], book: Book, link: Callable[[str], str] | None
) -> ShownCell:
    cell, name = sheet.at(spot), name_of(spot)
    text = sheet.text(spot, book.date1904)
    number = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    if mark is not None:
        return ShownCell(
            name, mark.text or text, *spans, mark.state, mark.note, mark.url or (link(name) if link else ""), number
        )
    if cell.formula is not None:
        return ShownCell(name, text, *spans, "formula", number=number)
    # A blank cell, or one that waits for a word behind its own (填报人：), may be bound.
    open_ = link is not None and (not text or text.rstrip().endswith(("：", ":")))
    return ShownCell(name, text, *spans, url=link(name) if link and open_ else "", number=number)


def _notes(sheet: Sheet) -> tuple[str, ...]:
    out = []
    if sheet.hidden:
        out.append("这张工作表在原文件里是隐藏的，填好后仍然隐藏")
    if sheet.protected:
        out.append("这张工作表有保护，填好后保护不变；原表锁住的格子上级可能不收，请只填没有锁的")
    return tuple(out)
