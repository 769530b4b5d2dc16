"""报表: title, unit, date, serial numbers, totals, borders, signatures; A4, fit to width, head on every page."""

import io
from datetime import date

import openpyxl
import pytest

from jingwei.core.fields import Field, FieldSet
from jingwei.core.sheets import write_official
from jingwei.core.tests.sheet_makers import FIRMS, parsed_of

ROWS = [
    {
        "name": "望澜餐饮店",
        "phone": "0591-87654321",
        "staff": 3,
        "trade": "c1",
        "opened": "2024-02-29",
        "area": {"n": "88.5", "u": "平方米"},
        "invested": {"n": "120000.1", "u": "元"},
    },
    {"name": "=望澜超市", "staff": 4, "area": {"n": "0.2", "u": "平方米"}, "invested": {"n": "0.2", "u": "元"}},
]
MADE = date(2025, 6, 30)


def opened(fieldset=FIRMS, rows=ROWS, signers=None, **options):
    data = write_official(fieldset, rows, "望澜街道企业台账", "望澜街道办事处", MADE, signers, **options)
    return openpyxl.load_workbook(io.BytesIO(data)).active


def texts(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_what_stands_where():
    sheet = opened(signers={"制表人": "张示例", "审核人": "", "负责人": "李示例"})
    rows = texts(sheet)
    assert rows[0][0] == "望澜街道企业台账"
    assert "A1:I1" in [str(merge) for merge in sheet.merged_cells.ranges]
    assert [cell for cell in rows[1] if cell] == ["填报单位：望澜街道办事处", "制表时间：2025年6月30日"]
    assert rows[2][:3] == ["序号", "企业名称", "统一社会信用代码"]
    assert [row[0] for row in rows[3:6]] == [1, 2, "合计"]
    assert rows[6][0].startswith("制表人：张示例")
    assert "审核人：" in rows[6][0]
    assert rows[6][0].endswith("负责人：李示例")


def test_the_page_is_a4_fit_to_width_with_the_head_on_every_page():
    sheet = opened()
    assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'望澜街道企业台账'!$A$1:$I$7"
    assert sheet.oddFooter.center.text.endswith("第 &P 页　共 &N 页")
    assert "非涉密" in sheet.oddFooter.left.text
    assert sheet.page_setup.orientation == "landscape"
    assert opened(fields=["name"]).page_setup.orientation in {None, "portrait"}


def test_every_cell_of_the_table_has_borders():
    sheet = opened()
    for row in sheet["A3:I6"]:
        for cell in row:
            assert cell.border.left.style == cell.border.bottom.style == "thin"
    assert sheet["A7"].border.left.style is None


def test_numbers_are_added_exactly_and_the_rest_is_not_added():
    sheet = opened()
    total = dict(zip((cell.value for cell in sheet[3]), (cell.value for cell in sheet[6]), strict=True))
    assert total["建筑面积（平方米）"] == 88.7
    assert total["投资额（元）"] == 120000.3
    assert total["从业人数（人）"] == 7
    assert total["开业日期"] is None
    assert total["联系电话"] is None


@pytest.mark.parametrize(
    "field",
    [
        Field("built", "建成年份", "integer"),
        Field("age", "年龄", "integer", unit="岁"),
        Field("rate", "满意率", "number", unit="%"),
        Field("price", "租金单价", "number", unit="元/平方米"),
        Field("rank", "排名", "integer"),
        Field("floors", "层数", "integer"),
    ],
)
def test_years_rates_and_prices_are_not_added(field):
    fieldset = FieldSet("t", 1, (Field("name", "名称", "text"), Field("n", "户数", "integer"), field))
    rows = [{"name": "甲", "n": 1, field.key: 5}, {"name": "乙", "n": 2, field.key: 6}]
    assert [cell.value for cell in opened(fieldset, rows)[6]] == ["合计", None, 3, None]
    asked = [cell.value for cell in opened(fieldset, rows, totals=[field.key])[6]]
    assert asked == ["合计", None, None, 11]


def test_a_value_in_another_currency_is_not_added():
    fieldset = FieldSet("t", 1, (Field("n", "户数", "integer"), Field("m", "投资额", "amount", unit="万元")))
    rows = [{"n": 1, "m": {"n": "5", "u": "万元"}}, {"n": 2, "m": {"n": "3", "u": "万美元"}}]
    sheet = opened(fieldset, rows)
    assert [cell.value for cell in sheet[5]] == [2, 2, "3万美元"]
    assert [cell.value for cell in sheet[6]] == ["合计", 3, None]


def test_text_never_becomes_a_formula():
    sheet = opened()
    assert sheet["B5"].value == "=望澜超市"
    assert sheet["B5"].data_type == "s"
    assert sheet["D4"].value == "0591-87654321"
    assert sheet["D4"].number_format == "@"


def test_personal_values_are_masked_when_asked():
    fieldset = FieldSet(
        "t",
        1,
        (Field("name", "姓名", "text", personal="name"), Field("phone", "电话", "phone", personal="phone")),
    )
    rows = [{"name": "张示例", "phone": "13800138000"}]
    assert [cell.value for cell in opened(fieldset, rows, masked=True)[4]] == [1, "张*", "138****8000"]
    assert [cell.value for cell in opened(fieldset, rows)[4]] == [1, "张示例", "13800138000"]


def test_the_columns_asked_for_come_in_that_order():
    assert [cell.value for cell in opened(fields=["staff", "name"])[3]] == ["序号", "从业人数（人）", "企业名称"]


def test_lines_and_outlines_are_not_printed():
    fieldset = FieldSet("t", 1, (Field("name", "名称", "text"), Field("line", "走向", "line")))
    assert [cell.value for cell in opened(fieldset, [{"name": "望澜河"}])[3]] == ["序号", "名称"]


def test_a_list_without_rows_prints_its_head_and_signatures():
    rows = texts(opened(rows=[]))
    assert rows[2][0] == "序号"
    assert rows[3][0].startswith("制表人：")


def test_one_column_is_enough():
    fieldset = FieldSet("t", 1, (Field("name", "名称", "text"),))
    assert texts(opened(fieldset, [{"name": "甲"}]))[3] == [1, "甲"]


def test_a_report_can_be_read_again():
    rows = [{**ROWS[0]}, {**ROWS[1], "name": "望澜超市"}]
    parsed = parsed_of(write_official(FIRMS, rows, "望澜街道企业台账", "望澜街道办事处", MADE))
    assert parsed.rows == rows
    assert parsed.problems == []
    assert [skipped.reason for skipped in parsed.skipped] == ["合计行", "签名或页码行"]
