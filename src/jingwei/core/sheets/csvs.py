"""Comma and tab separated text in whatever encoding an office machine wrote it."""

from __future__ import annotations

import csv
import io
import re

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.extent import Extent
from jingwei.core.sheets.limits import Limits
from jingwei.core.sheets.texts import CELL_TOO_LONG, SAVE_AS

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_UNASSIGNED = re.compile(r"[\ue000-\uf8ff]")  # where GB 18030 puts bytes that mean nothing
_DELIMITERS = "\t,;，|"
_GAP = "  "  # what a chat makes of a tab
_GAPS = re.compile(r"[ \u3000\xa0]{2,}")
_RULE = re.compile(r"\s*:?-+:?\s*")
_TEXT_MARK = re.compile(r'="(.*)"', re.S)  # ="0012" keeps the zeros in Excel
_WRONG_ENCODING = "文件的文字编码认不出来，会读成乱码。" + SAVE_AS


def read_csv(data: bytes, limits: Limits) -> tuple[list[list[str]], str]:
    """Rows of cells, all equally long, without empty rows at the end; and the encoding.

    Raises:
        SheetError: not text, an encoding that cannot be told, beyond the limits.
    """
    text, encoding = decode(data)
    delimiter = _delimiter(text)
    if delimiter == _GAP:
        text, delimiter = "\n".join(_GAPS.sub("\t", line.strip()) for line in text.splitlines()), "\t"
    if text.count("\n") + text.count("\r") > 4 * limits.max_rows + 100_000:
        raise SheetError("sheet.too_many_rows", f"文件行数太多，一次最多{limits.max_rows}行。请拆成几个文件分次导入。")
    if text.count(delimiter) > limits.max_cells:
        raise SheetError("sheet.too_many_cells", "文件的列数乘行数太大，请拆成几个文件分次导入，并删去多余的空列。")
    rows = _rows(text, delimiter, limits)
    if delimiter == "|":
        rows = _without_rules(rows)
    extent = Extent(len(rows) - 1, max(map(len, rows), default=0) - 1)
    extent.check("CSV", limits)
    width = extent.column + 1
    for index, row in enumerate(rows):
        if len(row) < width:
            rows[index] = row + [""] * (width - len(row))
    return rows, encoding


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and its encoding: by its mark, else UTF-8, UTF-16 without a mark, GB 18030 (GBK, GB 2312).

    Raises:
        SheetError: it is none of them, or not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding), encoding
    start = data[:2000]
    if start.count(0) > len(start) // 8:
        encoding = "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        return _decoded(data, encoding), encoding
    try:
        return _decoded(data, "utf-8"), "utf-8"
    except SheetError:
        text = _decoded(data, "gb18030")
        if len(_UNASSIGNED.findall(text)) > len(text) // 200:
            raise SheetError("file.encoding", _WRONG_ENCODING) from None
        return text, "gb18030"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise SheetError("file.encoding", _WRONG_ENCODING) from wrong
    if _NOT_TEXT.search(text):
        raise SheetError("file.not_a_sheet", "这不是表格文件。请上传 .xlsx、.xls、.et 或 .csv 表格。")
    return text


def _delimiter(text: str) -> str:
    """The delimiter that most of the first lines have, and have equally often."""
    start = re.sub(r'"[^"]*"', "", text[:20_000])
    lines = [line for line in start.splitlines()[:40] if line.strip()]
    best = ","
    best_score = 0
    for delimiter in (*_DELIMITERS, _GAP):
        counts = [len(_GAPS.findall(line.strip())) if delimiter == _GAP else line.count(delimiter) for line in lines]
        used = [count for count in counts if count]
        score = max((used.count(count) * min(count, 3) for count in set(used)), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str, limits: Limits) -> list[list[str]]:
    rows: list[list[str]] = []
    last = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for read in reader:
            row = read if len(read) <= limits.max_columns else _without_empty_end(read)
            rows.append(row)
            if any(row):
                last = len(rows)
                if max(map(len, row)) > limits.max_cell_chars:
                    _refuse_long_cell(row, last, limits)
    except csv.Error as wrong:
        message = f"第{reader.line_num}行附近的引号不成对，或有一格文字太长，读不下去。请检查这一行；" + SAVE_AS
        raise SheetError("file.csv", message, row=len(rows) + 1) from wrong
    del rows[last:]
    marked = '="' in text
    if marked or "\t" in text:
        rows = [[_bare(cell) for cell in row] for row in rows]
    return rows


def _without_rules(rows: list[list[str]]) -> list[list[str]]:
    """A table drawn with bars: without the bars at its sides and the line of dashes below its head."""
    rows = [[cell.strip() for cell in row] for row in rows if not (any(row) and all(map(_ruled, row)))]
    if all(not row or not row[0] for row in rows):
        rows = [row[1:] for row in rows]
    return [_without_empty_end(row) for row in rows]


def _ruled(cell: str) -> bool:
    return not cell.strip() or _RULE.fullmatch(cell) is not None


def _without_empty_end(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _bare(cell: str) -> str:
    """The cell without what keeps Excel from taking it for a number: a tab at its side, or ="…" around it."""
    cell = cell.strip("\t")
    match = _TEXT_MARK.fullmatch(cell)
    return match[1] if match else cell


def _refuse_long_cell(row: list[str], number: int, limits: Limits) -> None:
    column = next(index for index, cell in enumerate(row) if len(cell) > limits.max_cell_chars)
    message = CELL_TOO_LONG.format(
        sheet="CSV", cell=f"第{number}行第{column + 1}列", chars=len(row[column]), limit=limits.max_cell_chars
    )
    raise SheetError("cell.too_long", message, row=number, column=column + 1)
