"""The rows that could not be taken come back as the same sheet, with what is wrong, and can be sent again."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from jingwei.core.fields import Problem
from jingwei.core.sheets import find_tables, parse_table, read_workbook, write_remarks, write_returnable
from jingwei.core.sheets.matching import REMARKS
from jingwei.core.tests.sheet_makers import FIRMS, by_openpyxl, parsed_of, saved, table_of, xls, xlsx

SHEET = [
    ["望澜街道企业台账", None, None, None, None],
    ["序号", "企业名称", "联系电话", "从业人数", "备注栏"],
    [1, "甲店", "13800138000", 3, "好"],
    [2, "乙店", "138001380", "若干", date(2024, 2, 29)],
    [3, "丙店", "0591-87654321", 5, "好"],
    [4, None, "13900139000", 6.25, "=1+1"],
    ["合计", None, None, 14, None],
]


def remarks_of(data, filename="表.xlsx"):
    tables = find_tables(read_workbook(data, filename), FIRMS)
    problems = [problem for table in tables for problem in parse_table(table, FIRMS).problems]
    return write_remarks(data, filename, problems, tables=tables)


@pytest.mark.parametrize("make", [xlsx, xls, by_openpyxl])
def test_failed_rows_come_back_with_head_and_remarks(make):
    rows = [[None if make is by_openpyxl and cell == "=1+1" else cell for cell in row] for row in SHEET]
    sheet = openpyxl.load_workbook(io.BytesIO(remarks_of(make(rows, merges=["A1:E1"])))).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[0][0] == "望澜街道企业台账"
    assert "A1:E1" in [str(merge) for merge in sheet.merged_cells.ranges]
    assert table[1] == ["序号", "企业名称", "联系电话", "从业人数", "备注栏", REMARKS]
    assert table[2][:4] == [2, "乙店", "138001380", "若干"]
    assert table[2][4] == datetime(2024, 2, 29)
    assert table[3][:4] == [4, None, "13900139000", 6.25]
    assert len(table) == 4
    assert "“联系电话”" in table[2][5]
    assert "“从业人数”不是数字" in table[2][5]
    assert "“企业名称”这一项必填" in table[3][5]


def test_wrong_cells_are_red_and_the_others_not():
    sheet = openpyxl.load_workbook(io.BytesIO(remarks_of(xlsx(SHEET)))).active
    red = sheet["C3"].fill.fgColor.rgb
    assert sheet["D3"].fill.fgColor.rgb == red
    assert sheet["B4"].fill.fgColor.rgb == red
    assert sheet["B3"].fill.fgColor.rgb != red
    assert sheet["C4"].fill.fgColor.rgb != red


def test_values_keep_their_type_and_text_stays_text():
    row = [
        "乙店",
        "若干",
        "=1+1",
        "00123",
        12.5,
        True,
        date(2024, 2, 29),
        datetime(2024, 2, 29, 8, 30),
        time(8, 30),
        "1E5",
    ]
    head = ["企业名称", "从业人数", *(f"列{number}" for number in range(8))]
    data = by_openpyxl([head, [None if cell == "=1+1" else cell for cell in row]])
    data = remarks_of(data)
    before = [cell if cell != "=1+1" else "" for cell in row]
    assert read_workbook(data, "表.xlsx").sheets[0].rows[1][:-1] == before
    text = xlsx([head, row])
    assert read_workbook(remarks_of(text), "表.xlsx").sheets[0].rows[1][2] == "=1+1"


def test_after_mending_it_is_sent_again():
    book = openpyxl.load_workbook(io.BytesIO(remarks_of(xlsx(SHEET))))
    sheet = book.active
    sheet["C3"], sheet["D3"], sheet["B4"], sheet["D4"] = "13800138001", 8, "丁店", 6
    parsed = parsed_of(saved(book))
    assert parsed.problems == []
    assert parsed.ignored == ["备注栏"]
    assert parsed.rows == [
        {"name": "乙店", "phone": "13800138001", "staff": 8},
        {"name": "丁店", "phone": "13900139000", "staff": 6},
    ]


def test_a_returnable_sheet_keeps_its_keys():
    rows = [{"name": "甲店", "staff": 1}, {"name": "乙店", "staff": 2}]
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(FIRMS, rows, "台账", ids=["a", "b"])))
    book.active["G6"] = "若干"
    again = openpyxl.load_workbook(io.BytesIO(remarks_of(saved(book))))
    assert again.active.row_dimensions[1].hidden
    assert again.active.column_dimensions["A"].hidden
    again.active["G5"] = 9
    parsed = parsed_of(saved(again))
    assert parsed.ids == ["b"]
    assert parsed.rows == [{"name": "乙店", "staff": 9}]


def test_a_text_merged_over_rows_is_not_lost_with_the_row_it_stood_in():
    data = xlsx(
        [["行业", "企业名称", "从业人数"], ["餐饮", "甲店", 1], [None, "乙店", "若干"], ["零售", "丙店", 2]],
        merges=["A2:A3"],
    )
    assert read_workbook(remarks_of(data), "表.xlsx").sheets[0].rows[1][:3] == ["餐饮", "乙店", "若干"]


def test_every_sheet_with_failed_rows_comes_back():
    book = openpyxl.Workbook()
    book.active.title = "第一社区"
    for name in ("第二社区", "第三社区"):
        book.create_sheet(name)
    for sheet in book:
        sheet.append(["企业名称", "从业人数"])
        sheet.append([sheet.title, "若干" if sheet.title != "第二社区" else 2])
    again = read_workbook(remarks_of(saved(book)), "表.xlsx")
    assert [(sheet.name, sheet.rows[1][0]) for sheet in again.sheets] == [
        ("第一社区", "第一社区"),
        ("第三社区", "第三社区"),
    ]


def test_a_text_file_comes_back_as_a_workbook():
    data = remarks_of("企业名称,从业人数,编号\n甲店,3,001\n乙店,若干,002\n".encode("gb18030"), "表.csv")
    assert read_workbook(data, "表.xlsx").sheets[0].rows[1][:3] == ["乙店", "若干", "002"]


def test_without_the_table_all_rows_are_kept():
    data = xlsx([["企业名称", "从业人数"], ["甲店", 3], ["乙店", "若干"]])
    problems = parse_table(table_of(data), FIRMS).problems
    rows = read_workbook(write_remarks(data, "表.xlsx", problems), "表.xlsx").sheets[0].rows
    assert [row[0] for row in rows] == ["企业名称", "甲店", "乙店"]
    assert rows[1][2] == ""
    assert "不是数字" in rows[2][2]


def test_remarks_of_later_checks_are_taken_too():
    data = xlsx([["企业名称", "从业人数"], ["甲店", 3], ["乙店", 4]])
    table = table_of(data)
    problem = Problem("name", "企业名称", "乙店", "台账里已有同名企业，请核对", "entry.twice", row=3, sheet="Sheet1")
    rows = read_workbook(write_remarks(data, "表.xlsx", [problem], tables=[table]), "表.xlsx").sheets[0].rows
    assert [row[0] for row in rows] == ["企业名称", "乙店"]
    assert rows[1][2] == "“企业名称”台账里已有同名企业，请核对"


def test_warnings_alone_bring_nothing_back():
    data = xlsx([["企业名称", "从业人数"], ["甲店", 3]])
    warning = Problem("name", "企业名称", "", "请核对", "x", row=2, sheet="Sheet1", severity="warn")
    assert (
        read_workbook(write_remarks(data, "表.xlsx", [warning], tables=[table_of(data)]), "表.xlsx").sheets[0].rows
        == []
    )
