"""Above the data stand titles, lines like 单位：万元, and heads of one to three rows, merged or not."""

from datetime import date

import pytest

from jingwei.core.fields import Field, FieldSet
from jingwei.core.sheets import SheetError, find_table, find_tables, read_workbook
from jingwei.core.tests.sheet_makers import FIRMS, by_openpyxl, keys_of, parsed_of, table_of, xls, xlsx

MAKERS = pytest.mark.parametrize("make", [xlsx, xls, by_openpyxl])

HOUSES = FieldSet(
    "houses",
    1,
    (
        Field("place", "社区", "text"),
        Field("owner", "产权人姓名", "text"),
        Field("owner_phone", "产权人电话", "text"),
        Field("tenant", "承租人姓名", "text"),
        Field("floor_area", "建筑面积", "number", unit="平方米"),
        Field("floors", "层数", "integer"),
        Field("note", "备注", "text"),
    ),
)


@MAKERS
def test_titles_and_lines_above_the_head_are_passed_over(make):
    data = make(
        [
            ["望澜街道企业台账", None, None],
            ["填报单位：经济发展办公室", None, "制表时间：2025年6月30日"],
            [None, None, None],
            ["序号", "企业名称", "从业人数"],
            [1, "望澜餐饮店", 12],
        ],
        merges=["A1:C1"],
    )
    table = table_of(data)
    assert table.title == "望澜街道企业台账"
    assert table.head_rows == (4,)
    assert table.first_row == 5
    assert keys_of(table) == [None, "name", "staff"]
    parsed = parsed_of(data)
    assert parsed.rows == [{"name": "望澜餐饮店", "staff": 12}]
    assert parsed.row_numbers == [5]
    assert parsed.problems == []
    assert parsed.ignored == []


@MAKERS
def test_a_head_of_two_rows_is_joined(make):
    data = make(
        [
            ["房屋台账", None, None, None, None, None, None],
            ["社区", "产权人", None, "承租人", "房屋", None, "备注"],
            [None, "姓名", "电话", "姓名", "建筑面积(㎡)", "层数", None],
            ["第一社区", "甲示例", "0591-87654321", "乙示例", 88.5, 3, "好"],
        ],
        merges=["A1:G1", "A2:A3", "B2:C2", "E2:F2", "G2:G3"],
    )
    table = table_of(data, HOUSES)
    assert table.head_rows == (2, 3)
    assert [column.heading for column in table.columns][:2] == ["社区", "产权人/姓名"]
    assert keys_of(table) == ["place", "owner", "owner_phone", "tenant", "floor_area", "floors", "note"]
    assert parsed_of(data, HOUSES).rows == [
        {
            "place": "第一社区",
            "owner": "甲示例",
            "owner_phone": "0591-87654321",
            "tenant": "乙示例",
            "floor_area": "88.5",
            "floors": 3,
            "note": "好",
        }
    ]


@MAKERS
def test_a_head_of_three_rows_is_joined(make):
    data = make(
        [
            ["社区", "基本情况", None, None],
            [None, "产权人", None, "房屋"],
            [None, "姓名", "电话", "层数"],
            ["第一社区", "甲示例", "13800138000", 2],
        ],
        merges=["A1:A3", "B1:D1", "B2:C2"],
    )
    table = table_of(data, HOUSES)
    assert table.head_rows == (1, 2, 3)
    assert keys_of(table) == ["place", "owner", "owner_phone", "floors"]


def test_a_head_of_two_rows_in_a_text_file_has_lost_its_merges():
    text = "社区,产权人,,承租人,备注\n,姓名,电话,姓名,\n第一社区,甲示例,13800138000,乙示例,好\n"
    table = table_of(text.encode(), HOUSES)
    assert keys_of(table) == ["place", "owner", "owner_phone", "tenant", "note"]
    assert table.head_rows == (1, 2)


def test_a_text_merged_over_columns_of_the_head_is_one_column():
    data = xlsx([["企业名称", None, "从业人数"], ["望澜餐饮店", None, 3]], merges=["A1:B1"])
    table = table_of(data)
    assert keys_of(table) == ["name", None, "staff"]
    assert table.problems == []


@pytest.mark.parametrize(
    ("line", "stored"),
    [("单位：万元", "125000"), ("单位:亿元", "1250000000"), ("金额单位：元", "12.5"), ("单位：望澜街道", "12.5")],
)
def test_a_line_with_the_unit_above_the_head_counts_for_the_amounts(line, stored):
    parsed = parsed_of(xlsx([["表", line], ["企业名称", "投资额"], ["望澜餐饮店", 12.5]]))
    assert parsed.rows[0]["invested"] == {"n": stored, "u": "元"}


def test_the_unit_in_the_head_is_stronger_than_the_line():
    parsed = parsed_of(xlsx([["单位：万元"], ["企业名称", "投资额（元）", "建筑面积"], ["望澜餐饮店", 12.5, 100]]))
    assert parsed.rows[0]["invested"] == {"n": "12.5", "u": "元"}
    assert parsed.rows[0]["area"] == {"n": "100", "u": "平方米"}


def test_the_sheet_with_instructions_has_no_table():
    import io

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    note = book.add_worksheet("填表说明")
    note.write_column(0, 0, ["一、企业名称按营业执照填写。", "二、从业人数填年末数。"])
    data = book.add_worksheet("台账")
    data.write_row(0, 0, ["企业名称", "从业人数"])
    data.write_row(1, 0, ["望澜餐饮店", 3])
    hidden = book.add_worksheet("旧表")
    hidden.write_row(0, 0, ["企业名称", "从业人数"])
    hidden.write_row(1, 0, ["不应读到", 3])
    hidden.hide()
    book.close()
    workbook = read_workbook(stream.getvalue(), "两张表.xlsx")
    assert [sheet.name for sheet in workbook.sheets] == ["填表说明", "台账"]
    assert [table.sheet for table in find_tables(workbook, FIRMS)] == ["台账"]


def test_every_sheet_with_the_same_head_is_a_table():
    import openpyxl

    from jingwei.core.tests.sheet_makers import saved

    book = openpyxl.Workbook()
    book.active.title = "第一社区"
    book.create_sheet("第二社区")
    for sheet in book:
        sheet.append(["企业名称", "从业人数"])
        sheet.append([sheet.title + "商店", 1])
    tables = find_tables(read_workbook(saved(book), "表.xlsx"), FIRMS)
    assert [table.sheet for table in tables] == ["第一社区", "第二社区"]


def test_without_a_head_the_sentence_says_what_was_looked_for():
    data = xlsx([["甲", 1, 2], ["乙", 3, 4]])
    with pytest.raises(SheetError, match=r"没有找到表头.*“企业名称”") as caught:
        table_of(data)
    assert caught.value.error_code == "head.not_found"
    assert caught.value.sheet == "Sheet1"


def test_an_empty_sheet_is_told():
    with pytest.raises(SheetError, match="是空的") as caught:
        table_of(xlsx([]))
    assert caught.value.error_code == "sheet.empty"


def test_a_person_may_show_where_the_head_is():
    data = xlsx([["单位名称", "人数"], ["企业名称", "从业人数"], ["望澜餐饮店", 3]])
    sheet = read_workbook(data, "表.xlsx").sheets[0]
    assert find_table(sheet, FIRMS, head_rows=(1, 1)).first_row == 2
    assert find_table(sheet, FIRMS, head_rows=(2, 2)).first_row == 3
    with pytest.raises(SheetError, match="没有第9行到第9行"):
        find_table(sheet, FIRMS, head_rows=(9, 9))


def test_dates_come_as_dates_from_every_writer():
    rows = [["企业名称", "开业日期"], ["望澜餐饮店", date(2024, 2, 29)]]
    for make in (xlsx, xls, by_openpyxl):
        assert parsed_of(make(rows)).rows == [{"name": "望澜餐饮店", "opened": "2024-02-29"}]
