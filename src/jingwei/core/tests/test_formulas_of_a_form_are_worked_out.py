"""The formulas that forms use give what an office program gives; what is not known here is told, never guessed."""

import io

import pytest
import xlsxwriter

from jingwei.core.sheets.received import fill, read_received
from jingwei.core.sheets.received.book import spot_of
from jingwei.core.tests.received_forms import parts_of, with_part


def made(formula, **cells):
    """A workbook with `formula` in D1 and numbers or words in cells."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    book.add_worksheet("另 表").write("A1", 40)
    for name, value in cells.items():
        sheet.write(name, value)
    sheet.write_formula("D1", formula, None, 999)
    book.close()
    return stream.getvalue()


def result(data, **values):
    """What D1 gives when cells are filled; “?” where it is left to the office program."""
    done = fill(data, {("表", spot_of(name)): value for name, value in values.items()})
    place = ("表", (0, 3))
    if place in done.open_results:
        return "?"
    cell = read_received(done.data).sheet("表").at((0, 3))
    return cell.value


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("=A1+2*3", 11.0), ("=-A1^2", 25.0), ("=A1%", 0.05), ("=(A1+1)/B1", 3.0), ("=A1/C1", "#DIV/0!"),
        ("=IFERROR(A1/C1,0)", 0.0), ("=SUM(A1:B1,10)", 17.0), ("=SUM($A$1:B1)", 7.0), ("=AVERAGE(A1:C1)", 3.5),
        ("=MAX(A1:B1)-MIN(A1:B1)", 3.0), ("=COUNT(A1:C1)", 2.0), ("=COUNTA(A1:C1)", 2.0),
        ("=ROUND(A1/3,2)", 1.67), ("=ROUNDDOWN(A1/3,0)", 1.0), ("=IF(A1>B1,\"多\",\"少\")", "多"),
        ("=A1&\"户\"", "5户"), ("='另 表'!A1+A1", 45.0), ("=IF(C1=\"\",A1,0)", 5.0), ("=ABS(B1-A1)", 3.0),
        ("=A1>=5", True), ("=D1+A1", "?"), ("=VLOOKUP(A1,A1:B1,2)", "?"), ("=SUM(总数)+A1", "?"), ("=总数", "?"),
        ("=A1:B1", "?"), ("=NOW()+A1", "?"), ("=SUM(A:A)-A9", "?"), ("=VLOOKUP(B1,'另 表'!A:B,2,0)+SUM(A:A)", "?"),
    ],
)  # fmt: skip
def test_a_formula(formula, wanted):
    found = result(made(formula, A1=1, B1=2), A1=5)
    assert found == (pytest.approx(wanted) if isinstance(wanted, float) else wanted)


def test_a_formula_that_follows_another_follows_too():
    data = made("=B2*10", B2=0)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write("A1", 1)
    sheet.write_formula("B2", "=A1+1", None, 2)
    sheet.write_formula("D1", "=B2*10", None, 20)
    book.close()
    assert result(stream.getvalue(), A1=4) == 50
    assert result(data, A1=4) == 999


def test_a_long_running_total_is_worked_out_to_its_end():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("表")
    sheet.write_number(0, 0, 1)
    sheet.write_formula(0, 3, "=A1", None, 1)
    for row in range(1, 300):
        sheet.write_number(row, 0, 1)
        sheet.write_formula(row, 3, f"=D{row}+A{row + 1}", None, row + 1)
    book.close()
    done = fill(stream.getvalue(), {("表", (0, 0)): 11})
    assert not done.open_results
    assert read_received(done.data).sheet("表").at((299, 3)).value == 310


def test_a_shared_formula_goes_along_with_its_cells():
    data = made("=A1*2", A1=1, A2=2)
    part = "xl/worksheets/sheet1.xml"
    xml = parts_of(data)[part]
    first = b'<c r="D1"><f t="shared" ref="D1:D2" si="0">A1*2+$B$1</f><v>2</v></c>'
    xml = xml.replace(xml[xml.index(b'<c r="D1">') : xml.index(b"</c>", xml.index(b'<c r="D1">')) + 4], first)
    second = b'<c r="D2"><f t="shared" si="0"/><v>4</v></c></row></sheetData>'
    xml = xml.replace(b"</row></sheetData>", second)
    done = fill(with_part(data, part, xml), {("表", (1, 0)): 7, ("表", (0, 1)): 100})
    sheet = read_received(done.data).sheet("表")
    assert [sheet.at((0, 3)).value, sheet.at((1, 3)).value] == [102, 114]
    assert b'<f t="shared" si="0"/>' in parts_of(done.data)[part]
