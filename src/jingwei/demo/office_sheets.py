"""Writing a table as offices write theirs: title, unit line, head, rows, 合计, a line for signatures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import xlsxwriter

from jingwei.demo.profiles import FICTION
from jingwei.demo.tables import Cell, Head, Row, Table

_MADE = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001 as Excel keeps it; fixed, so that the bytes are the same every time
_NUMBER_FORMATS = {"integer": "0", "amount": "0.00", "degrees": "0.000000", "date": "yyyy-mm-dd"}


def write_workbook(path: Path, table: Table, office: str) -> None:
    """One .xlsx with a sheet per part of the table; its document properties say that everything is invented."""
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"title": table.title, "author": office, "comments": FICTION, "created": _MADE})
        for part in table.sheets:
            page = book.add_worksheet(part.name)
            title = f"{office}{table.title}" + ("" if len(table.sheets) == 1 else f"({part.name})")
            _write_sheet(book, page, title, table, part.rows)


def write_csv(path: Path, table: Table) -> None:
    """One .csv in GB 18030, as another system exports it: the head first, then the rows of all parts."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([head.label for head in table.heads])
    for part in table.sheets:
        writer.writerows(
            [[_plain(cell, head) for cell, head in zip(row, table.heads, strict=True)] for row in part.rows]
        )
    path.write_bytes(out.getvalue().encode("gb18030"))


def _plain(cell: Cell, head: Head) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return _typed_date(cell, head.kind) if head.kind in ("dotted", "words") else cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.6f}" if head.kind == "degrees" else f"{cell:.2f}"
    return str(cell)


def _typed_date(day: date, kind: str) -> str:
    return f"{day.year}.{day.month}.{day.day}" if kind == "dotted" else f"{day.year}年{day.month}月{day.day}日"


def _write_sheet(book: Any, page: Any, title: str, table: Table, rows: Sequence[Row]) -> None:
    last = len(table.heads) - 1
    big = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    small = book.add_format({"font_size": 10, "align": "right"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    page.merge_range(0, 0, 0, last, title, big)
    page.set_row(0, 28)
    page.merge_range(1, 0, 1, last, f"{table.unit_line}    演示数据，全部虚构", small)
    page.write_row(2, 0, [column.label for column in table.heads], head)
    page.freeze_panes(3, 0)
    writers = []
    for index, column in enumerate(table.heads):
        page.set_column(index, index, column.width)
        writers.append(_writer(book, page, column))
    for number, row in enumerate(rows, start=3):
        for index, cell in enumerate(row):
            if cell is not None and cell != "":
                writers[index](number, index, cell)
    end = len(rows) + 3
    if any(column.add_up for column in table.heads):
        _write_totals(book, page, table.heads, rows, end)
        end += 1
    page.write_string(end, 0, "制表人：          审核人：          负责人：")
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer("&C第&P页 共&N页")


def _write_totals(book: Any, page: Any, heads: Sequence[Head], rows: Sequence[Row], at: int) -> None:
    bold = {kind: book.add_format({"bold": True, "num_format": form}) for kind, form in _NUMBER_FORMATS.items()}
    page.write_string(at, 0, "合计", book.add_format({"bold": True}))
    for index, column in enumerate(heads):
        if column.add_up:
            numbers = [cell for row in rows if isinstance(cell := row[index], (int, float))]
            total = sum(numbers) if column.kind == "integer" else round(sum(numbers), 2)
            page.write_number(at, index, total, bold[column.kind])


def _writer(book: Any, page: Any, column: Head) -> Callable[[int, int, Any], object]:
    kind = column.kind
    if kind == "text":
        return cast("Callable[[int, int, Any], object]", page.write_string)
    if kind in ("dotted", "words"):
        return lambda row, index, cell: page.write_string(row, index, _typed_date(cell, kind))
    style = book.add_format({"num_format": _NUMBER_FORMATS[kind]})
    if kind == "date":
        return lambda row, index, cell: page.write_datetime(row, index, cell, style)
    return lambda row, index, cell: page.write_number(row, index, cell, style)
