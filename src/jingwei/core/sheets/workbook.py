"""Any workbook an office makes, as sheets of plain rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from jingwei.core.sheets import biff, xlsx
from jingwei.core.sheets.csvs import read_csv
from jingwei.core.sheets.errors import SheetError, cell_name
from jingwei.core.sheets.extent import Extent
from jingwei.core.sheets.limits import LIMITS, MIB, Limits
from jingwei.core.sheets.ole import Ole
from jingwei.core.sheets.sniff import form_of
from jingwei.core.sheets.texts import CELL_TOO_LONG, DAMAGED, ENCRYPTED, SAVE_AS, TOO_BIG_INSIDE
from jingwei.core.sheets.zipped import Zipped

Format = Literal["xlsx", "xls", "csv"]
Rows = list[list[Any]]
# The stream that holds the sheets; its name differs between versions and programs.
STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell that shows a value in the office program but brings none into the file, or nothing that is a value."""

    code: str
    message: str
    severity: Literal["error", "warn"]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 0-based, both ends included; its value stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[i][j]` is the cell in row i + 1 and column j + 1 of the file; an empty cell is "".

    Cells are str, float, int, bool, date, datetime, time or timedelta, formulas as their last result, errors as their
    text (#N/A). All rows are equally long; empty rows at the end are gone.
    """

    name: str
    rows: Rows
    merges: tuple[Merge, ...] = ()
    flaws: dict[tuple[int, int], Flaw] = field(default_factory=dict)
    hidden: bool = False

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """An uploaded file: its sheets in order and what it really was."""

    filename: str
    format: Format
    sheets: tuple[Sheet, ...]
    encoding: str | None = None  # of a text file

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`; raises SheetError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        names = "、".join(f"“{sheet.name}”" for sheet in self.sheets)
        raise SheetError("sheet.unknown", f"文件里没有名为“{name}”的工作表，只有{names}。")


def read_workbook(data: bytes, filename: str, limits: Limits = LIMITS) -> Workbook:
    """Read .xlsx, .xls, .et and .csv by content (the name is only kept). Sheets hidden from the menu are left out.

    Raises:
        SheetError: not a sheet, damaged, encrypted, or beyond the limits; found before memory is spent on it.
    """
    if len(data) > limits.max_bytes:
        size, most = len(data) / MIB, limits.max_bytes / MIB
        raise SheetError("file.too_big", f"文件有{size:.0f}兆，一次最多{most:.0f}兆。请拆成几个文件分次导入。")
    match form_of(data):
        case "zip":
            return _read_xlsx(data, filename, limits)
        case "ole":
            return _read_xls(data, filename, limits)
        case "text":
            rows, encoding = read_csv(data, limits)
            return Workbook(filename, "csv", (Sheet("CSV", list(rows)),), encoding)


def _read_xlsx(data: bytes, filename: str, limits: Limits) -> Workbook:
    surveys = xlsx.survey(Zipped(data, limits), limits)

    def mend(name: str, index: int, rows: Rows) -> dict[tuple[int, int], Flaw]:
        survey = surveys.get(name)
        if survey is None:
            return {}
        _write_errors(rows, survey.errors)
        # A row of nothing but such formulas looks empty and was dropped with the empty ones at the end.
        width = len(rows[0]) if rows else 0
        rows += [[""] * width for _ in range(max((row for row, _ in survey.uncounted), default=-1) + 1 - len(rows))]
        flaws = {cell: _no_result(cell, "error") for cell in survey.uncounted}
        for row, column in survey.pictures:
            message = f"{cell_name(row + 1, column + 1)}单元格里是嵌入的图片，图片不随表格导入，请作为附件另行上传"
            flaws[row, column] = Flaw("cell.picture", message, "warn")
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = ""
        return flaws

    return Workbook(filename, "xlsx", _sheets(data, limits, mend, {n for n, s in surveys.items() if not s.long_text}))


def _read_xls(data: bytes, filename: str, limits: Limits) -> Workbook:
    container = Ole(data)
    if "EncryptedPackage" in container or "EncryptionInfo" in container:
        raise SheetError("file.encrypted", ENCRYPTED)
    stream = next((name for name in STREAMS if name in container), None)
    if stream is None:
        if "WordDocument" in container:
            message = "这是 Word（或 WPS 文字）文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 再上传。"
            raise SheetError("file.document", message)
        raise SheetError("file.not_a_sheet", "这个文件里没有表格。" + SAVE_AS)
    surveys, text = biff.survey(container.stream(stream))
    if text > limits.max_text:
        raise SheetError("file.zip_bomb", TOO_BIG_INSIDE)
    for survey in surveys:
        survey.extent.check(survey.name, limits)
    if sum(survey.extent.cells for survey in surveys) > limits.max_cells:
        raise SheetError("sheet.too_many_cells", TOO_BIG_INSIDE)

    def mend(name: str, index: int, rows: Rows) -> dict[tuple[int, int], Flaw]:
        _write_errors(rows, surveys[index].errors)
        return {cell: _no_result(cell, "warn") for cell in surveys[index].uncounted}

    return Workbook(filename, "xls", _sheets(data, limits, mend))


def _sheets(
    data: bytes,
    limits: Limits,
    mend: Callable[[str, int, Rows], dict[tuple[int, int], Flaw]],
    short: Collection[str] = (),
) -> tuple[Sheet, ...]:
    """The sheets; those named in `short` are known to hold no overlong text."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        wanted = [
            (index, sheet)
            for index, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible != Visible.VeryHidden
        ]
        shown = [(index, sheet) for index, sheet in wanted if sheet.visible == Visible.Visible] or wanted
        if len(shown) > limits.max_sheets:
            raise SheetError("sheet.too_many", f"文件里有{len(shown)}张工作表，一次最多{limits.max_sheets}张。")
        sheets: list[Sheet] = []
        room = limits.max_cells
        for index, about in shown:
            sheet = _read_sheet(book.get_sheet_by_index(index), about.visible != Visible.Visible, limits)
            if about.name not in short:
                _refuse_long_cells(sheet.rows, about.name, limits)
            sheet.flaws.update(mend(about.name, index, sheet.rows))
            room -= len(sheet.rows) * sheet.width
            if room < 0:
                raise SheetError("sheet.too_many_cells", TOO_BIG_INSIDE, sheet=about.name)
            sheets.append(sheet)
    except PasswordError as wrong:
        raise SheetError("file.encrypted", ENCRYPTED) from wrong
    except CalamineError as wrong:
        raise SheetError("file.damaged", DAMAGED) from wrong
    except BaseException as wrong:
        # The reader is compiled; where it stumbles it raises a panic that is no Exception.
        if type(wrong).__name__ == "PanicException":
            raise SheetError("file.damaged", DAMAGED) from wrong
        raise
    return tuple(sheets)


def _read_sheet(source: CalamineSheet, hidden: bool, limits: Limits) -> Sheet:
    if source.end is not None:
        Extent(*source.end).check(source.name, limits)
    rows = source.to_python(skip_empty_area=False)
    last = len(rows)
    while last and rows[last - 1].count("") == len(rows[last - 1]):
        last -= 1
    del rows[last:]
    return Sheet(source.name, rows, _merges(source, rows), hidden=hidden)


def _merges(source: CalamineSheet, rows: Rows) -> tuple[Merge, ...]:
    height, width = len(rows), len(rows[0]) if rows else 0
    merges = (
        Merge(top, left, min(bottom, height - 1), min(right, width - 1))
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
        if top < height and left < width
    )
    # Merges cannot lie over each other, so together they never cover more cells than there are.
    kept = []
    room = height * width
    for merge in merges:
        room -= (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
        if room < 0:
            break
        kept.append(merge)
    return tuple(kept)


def _refuse_long_cells(rows: Rows, name: str, limits: Limits) -> None:
    most = limits.max_cell_chars
    for number, row in enumerate(rows, 1):
        for cell in row:
            if type(cell) is str and len(cell) > most:
                where = cell_name(number, row.index(cell) + 1)
                message = CELL_TOO_LONG.format(sheet=name, cell=where, chars=len(cell), limit=most)
                raise SheetError("cell.too_long", message, sheet=name, row=number, column=row.index(cell) + 1)


def _write_errors(rows: Rows, errors: dict[tuple[int, int], str]) -> None:
    for (row, column), text in errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text


def _no_result(cell: tuple[int, int], severity: Literal["error", "warn"]) -> Flaw:
    where = cell_name(cell[0] + 1, cell[1] + 1)
    if severity == "warn":
        message = f"{where}单元格的公式没有结果或结果为空；如果打开表格能看到数，请用 Excel 或 WPS 打开后重新保存再上传"
    else:
        message = f"{where}单元格是公式，但文件里没有存它的结果；请用 Excel 或 WPS 打开后重新保存再上传，或直接填写数值"
    return Flaw("cell.no_result", message, severity)
