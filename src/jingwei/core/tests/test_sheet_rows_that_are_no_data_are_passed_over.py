"""Totals, notes, signatures, numbered columns, repeated heads and empty rows are no data, and it is said which were."""

import io
from datetime import date

import pytest
import xlsxwriter
import xlwt

from jingwei.core.sheets import read_workbook
from jingwei.core.tests.sheet_makers import by_openpyxl, parsed_of, saved, xls, xlsx

HEAD = ["序号", "企业名称", "从业人数", "投资额"]


def names(parsed):
    return [row.get("name") for row in parsed.rows]


@pytest.mark.parametrize("make", [xlsx, xls, by_openpyxl])
def test_what_stands_below_a_table_is_no_data(make):
    data = make(
        [
            HEAD,
            [1, "望澜餐饮店", 3, 10],
            [2, "望澜超市", 4, 20],
            ["合 计", None, 7, 30],
            ["注：1.本表不含个体工商户。", None, None, None],
            ["制表人：张示例", None, "审核人：", "负责人："],
            ["联系电话：0591-87654321", None, None, None],
            ["2025年6月30日", None, None, None],
        ],
        merges=["A5:D5"],
    )
    parsed = parsed_of(data)
    assert names(parsed) == ["望澜餐饮店", "望澜超市"]
    assert [(skipped.row, skipped.reason) for skipped in parsed.skipped] == [
        (4, "合计行"),
        (5, "表下说明"),
        (6, "签名或页码行"),
        (7, "签名或页码行"),
        (8, "表下说明"),
    ]
    assert parsed.problems == []


def test_subtotals_between_and_totals_above_are_no_data():
    parsed = parsed_of(
        xlsx(
            [
                HEAD,
                ["总计", "", 7, 30],
                [1, "甲店", 3, 10],
                ["第一社区小计", "", 3, 10],
                [2, "乙店", 4, 20],
                ["", "本页合计", 4, 20],
            ]
        )
    )
    assert names(parsed) == ["甲店", "乙店"]
    assert parsed.row_numbers == [3, 5]
    assert {skipped.reason for skipped in parsed.skipped} == {"合计行"}


@pytest.mark.parametrize("name", ["望澜会计事务所", "合计科技公司", "累计里程服务部", "小计量器具店"])
def test_a_name_that_sounds_like_a_total_is_data(name):
    assert names(parsed_of(xlsx([HEAD, [1, name, 3, 10]]))) == [name]


def test_a_row_called_total_with_words_beside_is_data():
    assert names(parsed_of(xlsx([["企业名称", "行业"], ["合计", "餐饮"], ["甲店", "零售"]]))) == ["合计", "甲店"]


def test_numbered_columns_and_an_example_below_the_head_are_no_data():
    parsed = parsed_of(xlsx([HEAD, ["甲", "乙", 1, 2], ["示例", "某某公司", 5, 6], [1, "甲店", 3, 10]]))
    assert names(parsed) == ["甲店"]
    assert [skipped.reason for skipped in parsed.skipped] == ["栏次行", "填写示例"]


def test_a_head_repeated_on_every_page_is_no_data():
    title = ["企业台账", "", "", ""]
    parsed = parsed_of(xlsx([title, HEAD, [1, "甲店", 3, 10], HEAD, [2, "乙店", 3, 10]]))
    assert names(parsed) == ["甲店", "乙店"]
    assert [(skipped.row, skipped.reason) for skipped in parsed.skipped] == [(4, "重复的表头")]


def test_rows_with_nothing_but_a_number_are_empty():
    parsed = parsed_of(xlsx([HEAD, [1, "甲店", 3, 10], *([number, "", "", ""] for number in range(2, 50))]))
    assert names(parsed) == ["甲店"]
    assert parsed.skipped == []
    assert parsed.problems == []


def test_rows_of_blanks_are_empty():
    parsed = parsed_of(xlsx([HEAD, [" ", "　", " ", ""], [1, "甲店", 3, 10], ["", " ", "", "\n"]]))
    assert names(parsed) == ["甲店"]
    assert parsed.row_numbers == [3]


def test_words_beside_the_table_are_told():
    parsed = parsed_of(xlsx([["企业名称", "从业人数", "记事"], ["甲店", 3, ""], ["", "", "以下空白"]]))
    assert names(parsed) == ["甲店"]
    assert parsed.skipped[0].text == "以下空白"


def test_twenty_thousand_formatted_empty_rows_are_dropped():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    border = book.add_format({"border": 1})
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, [1, "甲店", 3, 10])
    for row in range(2, 20_002):
        for column in range(4):
            sheet.write_blank(row, column, None, border)
    book.close()
    data = stream.getvalue()
    assert len(read_workbook(data, "表.xlsx").sheets[0].rows) == 2
    assert parsed_of(data).rows == [{"name": "甲店", "staff": 3, "invested": {"n": "10", "u": "元"}}]


def test_formatted_empty_rows_of_an_old_workbook_are_dropped():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, text in enumerate(HEAD):
        sheet.write(0, column, text)
    sheet.write(1, 1, "甲店")
    style = xlwt.easyxf("borders: left thin")
    for row in range(2, 5_000):
        for column in range(4):
            sheet.write(row, column, None, style)
    assert len(read_workbook(saved(book), "表.et").sheets[0].rows) == 2


@pytest.mark.parametrize("make", [xlsx, xls, by_openpyxl])
def test_a_text_merged_over_rows_stands_in_each_of_them(make):
    data = make(
        [
            ["企业名称", "行业", "从业人数"],
            ["甲店", "餐饮", 3],
            ["乙店", None, 4],
            ["丙店", None, None],
            ["丁店", "零售", 5],
        ],
        merges=["B2:B4", "C3:C4"],
    )
    parsed = parsed_of(data)
    assert [row.get("trade") for row in parsed.rows] == ["c1", "c1", "c1", "c2"]
    assert [row.get("staff") for row in parsed.rows] == [3, 4, None, 5]
    assert [(p.row, p.code, p.severity) for p in parsed.problems] == [(3, "cell.merged_number", "warn")]


def test_values_are_read_as_offices_type_them():
    parsed = parsed_of(
        xlsx(
            [
                ["企业名称", "联系电话", "从业人数", "投资额", "开业日期"],
                ["甲店", 13800138000, "１２", "1,234.50", "2024.2.29"],
                ["乙店", "138 0013 8000", "12人", "5万元", "2024年2月9日"],
                ["丙店", "13800138000 ", 12, "", date(2024, 2, 9)],
                ["丁店", "", "/", "-", 45331],
            ]
        )
    )
    assert parsed.problems == []
    assert [row.get("phone") for row in parsed.rows] == ["13800138000"] * 3 + [None]
    assert [row.get("staff") for row in parsed.rows] == [12, 12, 12, None]
    assert [row.get("opened") for row in parsed.rows] == ["2024-02-29", "2024-02-09", "2024-02-09", "2024-02-09"]
    assert parsed.rows[0]["invested"] == {"n": "1234.5", "u": "元"}


def test_a_bad_value_names_row_field_and_value_and_the_rest_goes_on():
    parsed = parsed_of(xlsx([["说明"], ["企业名称", "从业人数"], ["甲店", "若干"], ["", 3], ["丙店", 4]]))
    first, second = parsed.problems
    assert (first.sheet, first.row, first.label, first.value) == ("Sheet1", 3, "从业人数", "若干")
    assert "第3行“从业人数”填的是“若干”" in first.sentence()
    assert (second.row, second.label, second.code) == (4, "企业名称", "field.required")
    assert parsed.failed == {3, 4}
    assert parsed.good() == [(5, {"name": "丙店", "staff": 4})]
    assert not parsed.ok
