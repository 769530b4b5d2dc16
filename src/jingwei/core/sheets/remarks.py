"""The rows that could not be taken, as the same sheet with what is wrong beside them, to be mended and sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from jingwei.core.fields import Problem
from jingwei.core.sheets import layout
from jingwei.core.sheets.file_marks import write_mark
from jingwei.core.sheets.fill import MOST_CHARS, Make, Tail, Texts, cell_tail, fill_rows, tails, write_sample
from jingwei.core.sheets.limits import LIMITS, Limits
from jingwei.core.sheets.matching import REMARKS
from jingwei.core.sheets.table import Table
from jingwei.core.sheets.workbook import Rows, Sheet, read_workbook

# How a value looks; its type is what it was in the file that was sent.
_FORMATS: dict[type, str] = {
    str: layout.TEXT,
    float: "General",
    int: "General",
    bool: "General",
    date: layout.DATE,
    datetime: "yyyy-mm-dd hh:mm:ss",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}
_KINDS = list(_FORMATS)


@dataclass(slots=True)
class _Page:
    """One sheet to write: rows above the data as they were, rows to mend, and the remarks on them."""

    sheet: Sheet
    above: int
    rows: Rows
    remarks: list[str]
    marked: list[set[int]]  # for each row the columns that are wrong
    table: Table | None


def write_remarks(
    data: bytes,
    filename: str,
    problems: Sequence[Problem],
    *,
    tables: Sequence[Table] = (),
    mark: str = "",
    limits: Limits = LIMITS,
) -> bytes:
    """A .xlsx with the rows of `data` that have an error, to be mended and sent again.

    Head and values are as they were, wrong cells are red, and a last column says what to do.

    `tables` are those found in the file; without the table of a sheet its first row is taken for the head and all
    rows are kept. `mark` goes along in the properties of the file (`read_mark`). Raises SheetError as `read_workbook`
    does.
    """
    workbook = read_workbook(data, filename, limits)
    found = {table.sheet: table for table in tables}
    first = workbook.sheets[0].name if workbook.sheets else ""
    by_sheet: dict[str, dict[int, list[Problem]]] = {}
    for problem in problems:
        if problem.row is not None:
            by_sheet.setdefault(problem.sheet or first, {}).setdefault(problem.row, []).append(problem)
    pages = [
        _page(sheet, by_sheet[sheet.name], found.get(sheet.name)) for sheet in workbook.sheets if sheet.name in by_sheet
    ]
    pages = [page for page in pages if page.rows]
    stream, book = layout.new_book()
    worksheets = [_write_frame(book, page) for page in pages]
    if not worksheets:
        book.add_worksheet("没有需要改正的行")
    if mark:
        write_mark(book, mark)
    book.close()
    out = stream.getvalue()
    for number, page in enumerate(pages, 1):
        out = fill_rows(out, page.above, _maker(page), sheet=number)
    return out


def _page(sheet: Sheet, problems: dict[int, list[Problem]], table: Table | None) -> _Page:
    if table is None:
        numbers, rows, above = list(range(2, len(sheet.rows) + 1)), sheet.rows[1:], 1
    else:
        failed = {row for row, found in problems.items() if any(problem.severity == "error" for problem in found)}
        chosen = [index for index, number in enumerate(table.row_numbers) if number in failed]
        # Rows of the table have what was merged over them, which a row by itself would lose.
        numbers, rows = [table.row_numbers[index] for index in chosen], [table.rows[index] for index in chosen]
        above = table.first_row - 1
    places = {column.field.key: column.index for column in table.columns if column.field} if table is not None else {}
    remarks = ["；".join(_remark(problem) for problem in problems.get(number, ())) for number in numbers]
    marked = [
        {places[problem.field] for problem in problems.get(number, ()) if problem.field in places} for number in numbers
    ]
    return _Page(sheet, above, rows, remarks, marked, table)


def _remark(problem: Problem) -> str:
    return f"“{problem.label}”{problem.message.rstrip('。')}" if problem.label else problem.message.rstrip("。")


def _write_frame(book: Any, page: _Page) -> Any:
    worksheet = book.add_worksheet(layout.sheet_name(page.sheet.name))
    plain = {kind: layout.make_format(book, num_format=code) for kind, code in _FORMATS.items()}
    wrong = [layout.make_format(book, num_format=code, bg_color=layout.MARK_COLOUR) for code in _FORMATS.values()]
    red = layout.make_format(book, font_color="#C00000", text_wrap=True, num_format=layout.TEXT)
    head = layout.make_format(book, font_color="#C00000", bold=True, border=1, text_wrap=True, align="center")
    width = page.sheet.width
    for index, row in enumerate(page.sheet.rows[: page.above]):
        for column, value in enumerate(row):
            if value != "":
                _write(worksheet, index, column, value, plain[type(value)])
    centred = layout.make_format(book, align="center", text_wrap=True, num_format=layout.TEXT)
    for merge in page.sheet.merges:
        if merge.bottom < page.above and (merge.bottom, merge.right) != (merge.top, merge.left):
            value = page.sheet.rows[merge.top][merge.left]
            worksheet.merge_range(merge.top, merge.left, merge.bottom, merge.right, "", centred)
            if value != "":
                _write(worksheet, merge.top, merge.left, value, centred)
    worksheet.write_string(page.above - 1, width, REMARKS, head)
    worksheet.freeze_panes(page.above, 0)
    for column in range(width):
        texts = (str(row[column]) for row in page.rows)
        heading = next((str(row[column]) for row in page.sheet.rows[: page.above][::-1] if row[column] != ""), "")
        worksheet.set_column(column, column, layout.column_width(heading[:20], texts))
    worksheet.set_column(width, width, 60)
    _hide_keys(worksheet, page)
    write_sample(worksheet, page.above, [*(plain[kind] for kind in _KINDS), *wrong, red])
    return worksheet


def _write(worksheet: Any, row: int, column: int, value: Any, cell_format: Any) -> None:
    if isinstance(value, str):
        worksheet.write_string(row, column, value, cell_format)
    else:
        worksheet.write(row, column, value, cell_format)


def _hide_keys(worksheet: Any, page: _Page) -> None:
    keys = page.table.key_row if page.table is not None else None
    if keys is None:
        return
    worksheet.set_row(keys.row, None, None, {"hidden": True})
    for column in (keys.ids, *(column for columns in keys.carried.values() for column in columns)):
        worksheet.set_column(column, column, 10, None, {"hidden": True})


def _maker(page: _Page) -> Make:
    def make(styles: list[int], texts: Texts) -> list[list[Tail]]:
        usual = dict(zip(_KINDS, styles, strict=False))
        wrong = dict(zip(_KINDS, styles[len(_KINDS) :], strict=False))
        columns = [
            [
                cell_tail(row[column], (wrong if column in marked else usual)[type(row[column])], texts)
                for row, marked in zip(page.rows, page.marked, strict=True)
            ]
            for column in range(page.sheet.width)
        ]
        return [*columns, tails([remark[:MOST_CHARS] for remark in page.remarks], styles[-1], texts)]

    return make
