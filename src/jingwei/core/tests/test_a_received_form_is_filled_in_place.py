"""A received workbook is filled by changing cell values: nothing else in the file is another byte than it was."""

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from jingwei.core.sheets import SheetError, read_workbook
from jingwei.core.sheets.received import fill, read_received
from jingwei.core.sheets.received.book import spot_of
from jingwei.core.tests.received_forms import month_form, parts_of, with_part

MAIN = "月报表"
SHEET1 = "xl/worksheets/sheet1.xml"


def filled(data, **values):
    """Filled by cell names of the first sheet, with what openpyxl reads of it."""
    done = fill(data, {(MAIN, spot_of(name)): value for name, value in values.items()})
    return done, openpyxl.load_workbook(io.BytesIO(done.data))[MAIN]


def cached(data, name, sheet=MAIN):
    """The result that stands in the file for a formula."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)[sheet][name].value


def test_only_the_sheet_that_is_filled_changes():
    before = month_form()
    done, sheet = filled(before, C5=120, D5=Decimal("301"), B2="望澜街道办事处", F2=date(2026, 12, 3))
    was, now = parts_of(before), parts_of(done.data)
    assert list(was) == list(now)
    # The hidden sheet holds a formula that follows; everything else is the same to the byte.
    assert {name for name in was if was[name] != now[name]} == {SHEET1, "xl/worksheets/sheet2.xml"}
    assert [sheet["C5"].value, sheet["D5"].value, sheet["B2"].value] == [120, 301, "望澜街道办事处"]
    assert sheet["F2"].value.date() == date(2026, 12, 3)


def test_in_the_sheet_only_the_cells_differ():
    before = month_form()
    done, _ = filled(before, C5=120, B2='办事处 <&> "甲"')
    was, now = parts_of(before)[SHEET1], parts_of(done.data)[SHEET1]
    cell = re.compile(rb'<c r="(?:C5|B2|C7|C8|D7|F7)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    assert cell.sub(b"", was) == cell.sub(b"", now)
    formulas = re.compile(rb"<f>.*?</f>")
    assert formulas.findall(was) == formulas.findall(now)
    styles = re.compile(rb'<c r="([A-Z]+\d+)" s="(\d+)"')
    assert styles.findall(was) == styles.findall(now)


def test_totals_follow_and_what_cannot_be_worked_out_is_left_to_excel():
    done, _ = filled(month_form(), C5=120, C6=80, D5=300, D6=100, E5=Decimal("1.25"))
    assert [cached(done.data, name) for name in ("C7", "D7", "E7", "F7")] == [200, 400, 1.25, 2]
    assert cached(done.data, "B2", "附表") == 200
    # VLOOKUP is not worked out here; the 7 that stood there would be false beside the new numbers.
    assert cached(done.data, "C8") is None
    assert (MAIN, spot_of("C8")) in done.open_results
    assert openpyxl.load_workbook(io.BytesIO(done.data))[MAIN]["C8"].value == "=VLOOKUP(C7,C5:D6,2)"


def test_a_formula_that_looks_elsewhere_keeps_its_result():
    done, _ = filled(month_form(), F2=date(2026, 12, 3))
    assert cached(done.data, "C8") == 7
    assert not done.open_results


def test_a_value_of_a_merged_range_stands_in_its_first_cell():
    done, sheet = filled(month_form(), C2="综合办")
    assert sheet["B2"].value == "综合办"
    assert done.data.count(b"PK\x03\x04") == month_form().count(b"PK\x03\x04")


def test_a_hidden_and_protected_sheet_is_filled_and_stays_so():
    done = fill(month_form(), {("附表", spot_of("B1")): 33})
    book = openpyxl.load_workbook(io.BytesIO(done.data))
    assert (book["附表"]["B1"].value, book["附表"].sheet_state, book["附表"].protection.sheet) == (33, "hidden", True)
    assert cached(done.data, "B2", "附表") == 33
    read = read_received(month_form()).sheet("附表")
    assert (read.hidden, read.protected, read.at((0, 1)).locked, read.at((0, 0)).locked) == (True, True, False, True)


def test_cells_and_rows_that_are_not_there_are_made():
    done, sheet = filled(month_form(), H30="补充", H5=1, A20=2)
    assert [sheet["H30"].value, sheet["H5"].value, sheet["A20"].value] == ["补充", 1, 2]
    # The cell takes the look of its column, as if somebody had typed it.
    assert sheet["H5"].border.left.style == "thin"
    assert sheet.dimensions == "A1:H30"
    again = read_workbook(done.data, "表.xlsx").sheet(MAIN)
    assert again.rows[29][7] == "补充"


def test_a_cell_with_a_formula_is_never_written():
    with pytest.raises(ValueError, match="formula"):
        filled(month_form(), C7=1)


def test_an_empty_sheet_takes_values():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet(MAIN)
    book.close()
    _, sheet = filled(stream.getvalue(), B3="乙", A1=1)
    assert (sheet["A1"].value, sheet["B3"].value) == (1, "乙")


def test_prefixed_xml_of_other_programs_is_patched():
    before = month_form()
    xml = parts_of(before)[SHEET1]
    start, end = xml.index(b"<worksheet"), xml.index(b"</worksheet>") + len(b"</worksheet>")
    body = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml[start:end]).replace(b" xmlns=", b" xmlns:x=")
    prefixed = with_part(before, SHEET1, xml[:start] + body)
    done, sheet = filled(prefixed, C5=120, H9="新", B2="街道")
    assert (sheet["C5"].value, sheet["H9"].value, sheet["B2"].value) == (120, "新", "街道")
    etree.fromstring(parts_of(done.data)[SHEET1])


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1,
        max_size=30,
    ),
    number=st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=4),
    row=st.integers(1, 60),
    column=st.sampled_from("ABCDEFGHIJ"),
)  # fmt: skip
def test_what_is_written_is_read_back(text, number, row, column):
    name = f"{column}{row}"
    data = month_form()
    book = read_received(data)
    at = book.sheet(MAIN).anchor(spot_of(name))
    if book.sheet(MAIN).at(at).formula is not None:
        return
    for value in (text, number):
        again = read_received(fill(data, {(MAIN, at): value}).data).sheet(MAIN).at(at).value
        if isinstance(value, str):
            clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", value)
            assert again.replace("_x005F_", "_").replace("_x000D_", "\r") == clean.replace("\r\n", "\r\n")
        else:
            assert Decimal(repr(again)) == Decimal(f"{Decimal(number):.15g}")


def test_a_file_that_a_changed_copy_would_break_is_refused():
    for name, words in (("xl/vbaProject.bin", "带有宏"), ("_xmlsignatures/sig1.xml", "数字签名")):
        with pytest.raises(SheetError, match=words):
            read_received(with_part(month_form(), name, b"x"))
    with pytest.raises(SheetError, match="另存为"):
        read_received("甲,乙\n1,2".encode())
    with pytest.raises(SheetError):
        read_received(month_form()[:900])


def test_what_the_office_program_shows_is_shown():
    sheet = read_received(month_form()).sheet(MAIN)
    assert sheet.text((0, 0)) == "2026年11月房屋人口情况月报表"
    data, _ = filled(month_form(), F2=date(2026, 12, 3), F5=Decimal("0.2561"), E5=Decimal("12.3"))
    sheet = read_received(data.data).sheet(MAIN)
    assert [sheet.text(spot_of(name)) for name in ("F2", "F5", "E5")] == ["2026-12-03", "25.6%", "12.30"]
