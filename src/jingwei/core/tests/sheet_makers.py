"""Real files of the sorts that offices send, made in memory by three independent writers."""

import io
import struct
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.sheets import Parsed, Table, find_table, parse_table, read_workbook

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"c{number}", label) for number, label in enumerate(labels, 1))


FIRMS = FieldSet(
    "firms",
    3,
    (
        Field("name", "企业名称", "text", required=True, aliases=("单位名称", "公司名称")),
        Field("code", "统一社会信用代码", "credit_code"),
        Field("phone", "联系电话", "phone"),
        Field("area", "建筑面积", "area", unit="平方米"),
        Field("invested", "投资额", "amount", unit="元"),
        Field("staff", "从业人数", "integer", unit="人"),
        Field("opened", "开业日期", "date"),
        Field("trade", "行业", "choice", choices=choices("餐饮", "零售", "制造")),
    ),
)


def xlsx(rows: Sequence[Sequence[Any]], *, merges: Sequence[str] = (), name: str = "Sheet1") -> bytes:
    """A workbook by XlsxWriter; `merges` like A1:C1 take the value of their first cell."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    write(sheet, rows)
    for merge in merges:
        first_row, first_column, last_row, last_column = cells(merge)
        sheet.merge_range(first_row, first_column, last_row, last_column, "")
        sheet.write(first_row, first_column, rows[first_row][first_column])
    book.close()
    return stream.getvalue()


def cells(merge: str) -> tuple[int, int, int, int]:
    first_column, first_row, last_column, last_row = openpyxl.utils.range_boundaries(merge)
    return first_row - 1, first_column - 1, last_row - 1, last_column - 1


def write(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)


def by_openpyxl(rows: Sequence[Sequence[Any]], *, merges: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(rows: Sequence[Sequence[Any]], *, merges: Sequence[str] = (), name: str = "Sheet1") -> bytes:
    """An old workbook (BIFF8 in a compound file), which is also what WPS calls .et."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    taken = set()
    for merge in merges:
        first_row, first_column, last_row, last_column = cells(merge)
        sheet.write_merge(first_row, last_row, first_column, last_column, rows[first_row][first_column])
        taken.update(
            (row, column) for row in range(first_row, last_row + 1) for column in range(first_column, last_column + 1)
        )
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and (number, column) not in taken:
                sheet.write(number, column, value, *([day] if hasattr(value, "year") else []))
    return saved(book)


def workbook_stream(book: xlwt.Workbook) -> bytes:
    """The records of a workbook without the compound file around them."""
    return book.get_biff_data()


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file with one stream called `name`."""
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    data = out.getvalue()
    old = "Workbook".encode("utf-16-le")
    at = data.index(old)
    new = name.encode("utf-16-le")
    entry = bytearray(data[at : at + 128])
    entry[:64] = new.ljust(64, b"\0")
    entry[64:66] = struct.pack("<H", len(new) + 2)
    return data[:at] + bytes(entry) + data[at + 128 :]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(contents: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_sheet_xml(inner: str, shared: str | None = None) -> bytes:
    """A workbook whose sheet data are `inner` as they stand."""
    contents: dict[str, bytes | str] = dict(parts(xlsx([["a"]])))
    space = f'xmlns="{SPREADSHEET}"'
    contents["xl/worksheets/sheet1.xml"] = f"<worksheet {space}><sheetData>{inner}</sheetData></worksheet>"
    if shared is not None:
        contents["xl/sharedStrings.xml"] = f"<sst {space}>{shared}</sst>"
    return zipped(contents)


def table_of(data: bytes, fieldset: FieldSet = FIRMS, filename: str = "表.xlsx", **options: Any) -> Table:
    return find_table(read_workbook(data, filename).sheets[0], fieldset, **options)


def parsed_of(data: bytes, fieldset: FieldSet = FIRMS, filename: str = "表.xlsx", **options: Any) -> Parsed:
    return parse_table(table_of(data, fieldset, filename, **options), fieldset)


def keys_of(table: Table) -> list[str | None]:
    return [column.field.key if column.field else None for column in table.columns]
