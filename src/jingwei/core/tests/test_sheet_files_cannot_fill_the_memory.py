"""A small file can ask for any amount of memory; it is refused before the memory is spent."""

import io
import struct
import tracemalloc
import zipfile

import pytest
import xlsxwriter
import xlwt

from jingwei.core.sheets import Limits, SheetError, read_workbook
from jingwei.core.sheets.limits import MIB
from jingwei.core.tests.sheet_makers import (
    SPREADSHEET,
    compound,
    parts,
    saved,
    with_sheet_xml,
    workbook_stream,
    xlsx,
    zipped,
)


def refusal(data, limits=None):
    """The refusal, which must not cost more memory than the file may have when inflated, with a little around it."""
    tracemalloc.start()
    try:
        with pytest.raises(SheetError) as caught:
            read_workbook(data, "表.xlsx", limits or Limits())
        assert tracemalloc.get_traced_memory()[1] < 100 * MIB
    finally:
        tracemalloc.stop()
    return caught.value


def test_a_file_that_is_too_big_is_refused():
    wrong = refusal(b"PK\x03\x04" + b"x" * 3 * MIB, Limits(max_bytes=2 * MIB))
    assert wrong.error_code == "file.too_big"
    assert "文件有3兆，一次最多2兆" in wrong.message


def test_a_zip_bomb_is_refused_by_what_it_declares():
    contents = parts(xlsx([["a"]]))
    contents["xl/worksheets/sheet1.xml"] += b" " * 25 * MIB
    assert refusal(zipped(contents), Limits(max_inflated=20 * MIB)).error_code == "file.zip_bomb"


@pytest.mark.parametrize("where", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_a_zip_bomb_that_lies_about_its_size_is_refused(where):
    contents = parts(xlsx([["a"]]))
    contents[where] += b" " * 20 * MIB
    data = bytearray(zipped(contents))
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = data.find(signature)
        while at >= 0:
            if data[at + name_at : at + name_at + len(where)] == where.encode():
                struct.pack_into("<I", data, at + size_at, 900)
            at = data.find(signature, at + 4)
    assert refusal(bytes(data)).error_code == "file.zip_bomb"


def test_thousands_of_parts_are_refused():
    contents = dict(parts(xlsx([["a"]])))
    contents |= {f"xl/media/{number}.txt": b"" for number in range(2100)}
    assert refusal(zipped(contents)).error_code == "file.zip_bomb"


def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(xlsx([["a"]]))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert refusal(out.getvalue()).error_code == "file.damaged"


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c><c r='ZZ90000'><v>1</v></c></row>",
        '<row r="1"><c r="A1" r="XFD999999"><v>1</v></c></row>',
        '<row r="1"><c r="A1"\tr ="XFD999999"><v>1</v></c></row>',
        '<row r="1"><c r="AAAAAAAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="999999"><c><v>1</v></c></row>',
        "<row>" + "<c/>" * 400 + "<c><v>1</v></c></row>",
        f'<x:row xmlns:x="{SPREADSHEET}"><x:c r="XFD9"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_one_cell_far_away_is_refused(cell):
    assert refusal(with_sheet_xml(cell)).error_code in {
        "sheet.too_many_columns",
        "sheet.too_many_rows",
        "sheet.too_many_cells",
        "file.damaged",
    }


def test_formatted_cells_far_away_are_nothing():
    data = with_sheet_xml(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="B1048576"/></row>'
    )
    assert read_workbook(data, "表.xlsx").sheets[0].rows == [[1.0]]


def test_three_hundred_columns_are_refused_by_name():
    wrong = refusal(xlsx([[f"列{number}" for number in range(300)]]))
    assert wrong.error_code == "sheet.too_many_columns"
    assert "第300列（KN列），一张表最多256列" in wrong.message
    assert wrong.column == 300


@pytest.mark.parametrize(
    ("cell", "rows", "columns"), [("Z99999", 99_999, 26), ("AD40000", 40_000, 30), ("B123456", 123_456, 2)]
)
def test_large_sheets_within_the_limits_are_read(cell, rows, columns):
    number = cell.lstrip("ABDZ")
    sheet = read_workbook(with_sheet_xml(f'<row r="{number}"><c r="{cell}"><v>1</v></c></row>'), "表.xlsx").sheets[0]
    assert (len(sheet.rows), sheet.width, sheet.rows[-1][-1]) == (rows, columns, 1.0)


def test_two_hundred_columns_are_read():
    assert read_workbook(xlsx([list(range(200))]), "表.xlsx").sheets[0].width == 200


def test_too_many_rows_are_refused_by_number():
    wrong = refusal(xlsx([["甲"]] * 60), Limits(max_rows=50))
    assert wrong.error_code == "sheet.too_many_rows"
    assert "有60行，一次最多50行" in wrong.message


def test_too_many_cells_in_all_sheets_together_are_refused():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for _ in range(5):
        book.add_worksheet().write_row(0, 0, range(20))
    book.close()
    assert refusal(stream.getvalue(), Limits(max_cells=60)).error_code == "sheet.too_many_cells"
    assert refusal(stream.getvalue(), Limits(max_sheets=3)).error_code == "sheet.too_many"


@pytest.mark.parametrize("kind", ["inline", "shared", "formula"])
def test_a_cell_with_a_megabyte_of_text_is_named(kind):
    text = "长" * 400_000
    cell, shared = {
        "inline": (f'<c r="B2" t="inlineStr"><is><t>{text}</t></is></c>', None),
        "shared": ('<c r="B2" t="s"><v>0</v></c>', f"<si><t>{text}</t></si>"),
        "formula": (f'<c r="B2" t="str"><f>A1</f><v>{text}</v></c>', None),
    }[kind]
    wrong = refusal(with_sheet_xml(f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>', shared))
    assert wrong.error_code == "cell.too_long"
    assert "B2单元格有400000个字，一格最多32767个字" in wrong.message
    assert (wrong.row, wrong.column) == (2, 2)


def test_a_long_text_shared_by_many_cells_is_refused():
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 40_000))
    shared = f"<si><t>{'长' * 30_000}</t></si>"
    assert refusal(with_sheet_xml(cells, shared)).error_code == "file.zip_bomb"


def test_a_long_text_beside_many_short_ones_is_read():
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{int(row > 1)}</v></c></row>' for row in range(1, 20_000))
    data = with_sheet_xml(cells, f"<si><t>{'长' * 30_000}</t></si><si><t>短</t></si>")
    assert len(read_workbook(data, "表.xlsx").sheets[0].rows) == 19_999


def test_a_far_cell_of_an_old_workbook_is_refused():
    book = xlwt.Workbook()
    for name in "甲乙丙丁":
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "a")
        sheet.write(65_535, 255, "b")
    wrong = refusal(saved(book))
    assert wrong.error_code == "sheet.too_many_cells"
    assert "“甲”用到了IV65536" in wrong.message


def test_a_column_beyond_what_old_workbooks_have_is_refused():
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, 1.5)
    stream = workbook_stream(book)
    number = struct.pack("<HHHHHd", 0x203, 14, 0, 0, 0, 0)[:6]
    at = stream.index(number[:2] + b"\x0e\0") if number[:2] + b"\x0e\0" in stream else stream.index(b"\x7e\x02\x0a\0")
    far = stream[: at + 4] + struct.pack("<HH", 60_000, 60_000) + stream[at + 8 :]
    assert refusal(compound(far)).error_code in {"sheet.too_many_columns", "sheet.too_many_rows"}


def test_a_text_shared_by_many_cells_of_an_old_workbook_is_refused():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row in range(2_000):
        sheet.write(row, 0, "长" * 30_000)
    assert refusal(saved(book), Limits(max_text=100 * MIB)).error_code == "file.zip_bomb"


def test_shared_texts_of_an_old_workbook_run_over_records_and_are_read():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    texts = ["短", "abc" * 3000, "长" * 9000, "x" * 8224, "混合abc" * 2000]
    for row, text in enumerate(texts):
        sheet.write(row, 0, text)
    assert [row[0] for row in read_workbook(saved(book), "表.xls").sheets[0].rows] == texts


def test_merges_without_end_cost_nothing():
    contents = parts(with_sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'))
    sheet = contents["xl/worksheets/sheet1.xml"].decode()
    merges = '<mergeCells count="3000">' + '<mergeCell ref="A1:XFD1048576"/>' * 3000 + "</mergeCells>"
    contents["xl/worksheets/sheet1.xml"] = sheet.replace("</worksheet>", merges + "</worksheet>").encode()
    assert len(read_workbook(zipped(contents), "表.xlsx").sheets[0].merges) == 1
