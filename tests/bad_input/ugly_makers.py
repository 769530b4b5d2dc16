"""How the ugly sheets are made: seven objects, written and dressed in many ways."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.styles import Border, Protection, Side

from jingwei.core.tests.sheet_makers import by_openpyxl, parts, saved, xlsx, zipped

HEADS = ["编号", "名称", "网格编码", "人数", "面积", "成立日期", "性质"]
ROWS = 7
GRID = "«grid»"  # put in when the street is there
Cells = list[list[Any]]


def objects() -> Cells:
    """The seven objects."""
    kinds = ("商铺", "住宅")
    rows: Cells = [["U1", "听涛一号店", GRID, 3, 120.5, "2021-03-05", "商铺"]]
    rows += [[f"U{n}", f"听涛{n}号店", GRID, n, 30 + n + 0.5, f"2021-04-{n:02d}", kinds[n % 2]] for n in range(2, 8)]
    return rows


@dataclass(frozen=True)
class Ugly:
    """One file. `rows` go in (7 unless said), `less` are heads that it lacks, `refused` words of its refusal.

    `into` tells what is otherwise when it goes into a ledger that is there: rows, or words of a refusal. `also` are
    other columns of the first row and how a new ledger shows them. `why` are words of the reason that rows of the
    ledger that is there stay out for.
    """

    make: Callable[[str], bytes]
    name: str = "表.xlsx"
    rows: int = ROWS
    less: frozenset[str] = frozenset()
    refused: str = ""
    into: int | str | None = None
    also: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


def put(cells: Sequence[Sequence[Any]], grid: str) -> Cells:
    """The cells with the code of a grid that there is."""
    return [[grid if cell == GRID else cell for cell in row] for row in cells]


def table(
    rows: Callable[[Cells], Cells] = lambda rows: rows,
    heads: Sequence[Any] = HEADS,
    *,
    above: Sequence[Sequence[Any]] = (),
    below: Sequence[Sequence[Any]] = (),
    merges: Sequence[str] = (),
    write: Callable[..., bytes] = by_openpyxl,
    more: dict[str, Any] | None = None,
) -> Callable[[str], bytes]:
    """A file of the objects, changed by `rows`, with lines above and below."""

    def make(grid: str) -> bytes:
        cells = [*above, list(heads), *rows(objects()), *below]
        given: dict[str, Any] = dict(more or {})
        if merges:
            given["merges"] = merges
        return write(put(cells, grid), **given)

    return make


def column(index: int, change: Callable[[Any], Any]) -> Callable[[Cells], Cells]:
    """The objects with one column written otherwise."""
    return lambda rows: [[change(cell) if at == index else cell for at, cell in enumerate(row)] for row in rows]


def days(change: Callable[[date], Any]) -> Callable[[Cells], Cells]:
    """The objects with their dates written otherwise."""
    return column(5, lambda text: change(date.fromisoformat(text)))


def text(sign: str, encoding: str, *, end: str = "\r\n", quote: bool = False) -> Callable[..., bytes]:
    """A text file with that separator and encoding."""

    def write(cells: Cells) -> bytes:
        lines = [
            sign.join(f'="{cell}"' if quote else str("" if cell is None else cell) for cell in row) for row in cells
        ]
        return end.join(lines).encode(encoding)

    return write


def book(
    change: Callable[[Any, Any], None], cells: Callable[[], Cells] = lambda: [list(HEADS), *objects()]
) -> Callable[[str], bytes]:
    """A workbook of openpyxl with something done to it: `change(book, sheet)`."""

    def make(grid: str) -> bytes:
        made = openpyxl.Workbook()
        for row in put(cells(), grid):
            made.active.append(row)
        change(made, made.active)
        return saved(made)

    return make


def hidden_first(made: Any, sheet: Any) -> None:
    other = made.create_sheet("旧表", 0)
    other.append(["编号", "名称"])
    other.append(["X1", "不该读到"])
    other.sheet_state = "hidden"
    made.active = 1


def formatted(made: Any, sheet: Any) -> None:
    for row in range(20, 20_020):
        sheet.cell(row, 1).border = Border(bottom=Side(style="thin"))


def filtered(made: Any, sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:G8"
    for row in (3, 4):
        sheet.row_dimensions[row].hidden = True


def protected(made: Any, sheet: Any) -> None:
    sheet.protection.sheet = True
    sheet.protection.password = "123"
    sheet["A1"].protection = Protection(locked=True)


def locked(made: Any, sheet: Any) -> None:
    """The workbook itself protected: no sheet can be added or renamed."""
    protected(made, sheet)
    made.security.lockStructure = True
    made.security.workbookPassword = "1234"


def old_book(change: Callable[[Any, Any], None]) -> Callable[[str], bytes]:
    """An old workbook as WPS saves .xls and .et, with something done to it: `change(book, sheet)`."""

    def make(grid: str) -> bytes:
        made = xlwt.Workbook(encoding="utf-8")
        sheet = made.add_sheet("商铺")
        day = xlwt.easyxf(num_format_str="yyyy/m/d;@")
        for number, row in enumerate(put([list(HEADS), *objects()], grid)):
            for at, cell in enumerate(row):
                if number and at == 5:
                    sheet.write(number, at, date.fromisoformat(cell), day)
                else:
                    sheet.write(number, at, cell)
        change(made, sheet)
        return saved(made)

    return make


def old_hidden(made: Any, sheet: Any) -> None:
    other = made.add_sheet("旧表")
    other.write(0, 0, "编号")
    other.write(1, 0, "不该读到")
    other.visibility = 1


def old_protected(made: Any, sheet: Any) -> None:
    sheet.protect = True
    sheet.password = "123"
    made.protect = True
    sheet.panes_frozen, sheet.horz_split_pos = True, 1


def computed(*, cached: bool) -> Callable[[str], bytes]:
    def make(grid: str) -> bytes:
        stream = io.BytesIO()
        made = xlsxwriter.Workbook(stream, {"in_memory": True})
        sheet = made.add_worksheet()
        for number, row in enumerate(put([list(HEADS), *objects()], grid)):
            sheet.write_row(number, 0, row)
        if cached:
            sheet.write_formula(1, 3, "=1+2", value=3)
        else:
            sheet.write_formula(7, 3, "=3+4", value="")
        made.close()
        return stream.getvalue()

    return make


def sides(gap: bool) -> Callable[[str], bytes]:
    heads = ["编号", "名称", "网格编码", *([None] if gap else [])]
    rows = [[*row[:3], *([None] if gap else []), f"V{n}", f"望潮{n}号店", GRID] for n, row in enumerate(objects())]
    return lambda grid: by_openpyxl(put([[*heads, *heads[:3]], *rows], grid))


def turned(grid: str) -> bytes:
    return by_openpyxl([list(row) for row in zip(*put([HEADS, *objects()], grid), strict=True)])


def long_cell(grid: str) -> bytes:
    contents = parts(xlsx(put([list(HEADS), *objects()], grid)))
    return zipped(
        {name: part.replace("听涛一号店".encode(), "长".encode() * 350_000) for name, part in contents.items()}
    )


def bomb(grid: str) -> bytes:
    contents = parts(xlsx([["编号", "名称"]]))
    contents["xl/worksheets/sheet1.xml"] += b" " * 420 * 1024 * 1024
    return zipped(contents)


def beside(head: str, value: Any, at: int = 7) -> Callable[[str], bytes]:
    return table(lambda rows: [[*row[:at], value, *row[at:]] for row in rows], [*HEADS[:at], head, *HEADS[at:]])


def after(number: int, line: Sequence[Any]) -> Callable[[Cells], Cells]:
    return lambda rows: [*rows[:number], list(line), *rows[number:]]


def since_1904(made: Any, sheet: Any) -> None:
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row, one in enumerate(objects(), 2):
        sheet.cell(row, 6).value = date.fromisoformat(one[5])


def very_hidden(made: Any, sheet: Any) -> None:
    hidden_first(made, sheet)
    made["旧表"].sheet_state = "veryHidden"


def struck(made: Any, sheet: Any) -> None:
    for row in (2, 5):
        for cell in sheet[row]:
            cell.font = openpyxl.styles.Font(strike=True)


def chat(grid: str) -> bytes:
    """A table as it is copied out of a chat: a line of who said it, tabs, a line of thanks."""
    rows = ["\t".join(map(str, row)) for row in put([HEADS, *objects()], grid)]
    return "\n".join(["听涛社区 测某 6月30日 09:12:", *rows, "", "收到请回复，谢谢！"]).encode()


def chat_with_blanks(grid: str) -> bytes:
    """The same where the chat made runs of blanks of the tabs."""
    return "\n".join("    ".join(map(str, row)) for row in put([HEADS, *objects()], grid)).encode()


def chat_as_bars(grid: str) -> bytes:
    """The same as assistants write tables: bars, with a line of dashes under the head."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in put([HEADS, *objects()], grid)]
    return "\n".join([lines[0], "|" + " --- |" * len(HEADS), *lines[1:]]).encode()
