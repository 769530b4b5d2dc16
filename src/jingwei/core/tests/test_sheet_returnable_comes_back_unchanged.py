"""可回导表: what goes out comes back equal, kind by kind, also after people had their hands on it."""

import io
import json
import string
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.core.codes import credit_code_check
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.sheets import SheetError, find_table, match_columns, parse_table, read_workbook, write_returnable
from jingwei.core.sheets.errors import letters
from jingwei.core.tests.sheet_makers import FIRMS, choices, keys_of, parsed_of, saved, table_of

MANY = tuple(Choice(f"v{number}", f"第{number}种很长的选项名称") for number in range(40))
ALL = FieldSet(
    "everything",
    7,
    (
        Field("text", "文字", "text"),
        Field("longtext", "长文字", "longtext"),
        Field("integer", "整数", "integer", unit="户"),
        Field("number", "数字", "number", decimals=2),
        Field("whole", "不带小数", "number", decimals=0),
        Field("free", "任意小数", "number"),
        Field("date", "日期", "date"),
        Field("choice", "单选", "choice", choices=choices("是", "1", "=甲", "乙,丙")),
        Field("one_of_many", "很多选项", "choice", choices=MANY),
        Field("choices", "多选", "choices", choices=choices("甲", "乙", "丙")),
        Field("yesno", "是否", "yesno"),
        Field("amount", "金额", "amount", unit="万元"),
        Field("area", "面积", "area", unit="亩", decimals=3),
        Field("phone", "电话", "phone", personal="phone"),
        Field("address", "地址", "address"),
        Field("credit_code", "信用代码", "credit_code"),
        Field("id_number", "身份证号", "id_number"),
        Field("attachment", "附件", "attachment"),
        Field("location", "位置", "location"),
        Field("line", "线", "line"),
        Field("outline", "范围", "outline"),
        Field("link", "关联", "link", link="firms"),
    ),
)
ODD = [
    "=1+1",
    "+86",
    "-5",
    "@甲",
    "00123",
    "1E5",
    "3.7E+17",
    "'引",
    "_x000D_",
    "_x4E2D_",
    "<b>&amp;",
    "#号楼",
    "TRUE",
    "甲#1",
]
OUTLINE = {"type": "Polygon", "coordinates": [[[118.1, 24.5], [118.2, 24.5], [118.2, 24.6], [118.1, 24.5]]]}
CREDIT_CODE = "91350200MA0000001" + credit_code_check("91350200MA0000001")


def clean(values):
    cleaned = ALL.clean(values)
    assert {problem.field for problem in cleaned.problems} <= {"text", "longtext", "address"}  # 3.7E+17 is refused
    return cleaned.values


TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=20), st.text(string.printable, max_size=10))
QUANTITIES = st.decimals(-(10**9), 10**9, places=3).map(str)
POINTS = st.tuples(st.floats(74, 135), st.floats(4, 53))
FILES = st.builds(
    lambda name, size: {"sha256": "ab" * 32, "name": name or "图.jpg", "size": size, "type": "image/jpeg"},
    st.text(string.ascii_letters + "图照片、", max_size=8),
    st.integers(0, 10**9),
)
RAW = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXTS,
        "longtext": st.lists(TEXTS, max_size=3).map("\n".join),
        "integer": st.integers(-(10**14), 10**14),
        "number": st.decimals(-(10**12), 10**12, places=2).map(str),
        "whole": st.integers(0, 10**14),
        "free": st.decimals(-(10**6), 10**6, places=8).map(str),
        "date": st.dates(date(1900, 3, 1), date(2099, 12, 31)).map(str),
        "choice": st.sampled_from(["c1", "c2", "c3", "c4"]),
        "one_of_many": st.sampled_from([choice.value for choice in MANY]),
        "choices": st.lists(st.sampled_from(["c1", "c2", "c3"])),
        "yesno": st.booleans(),
        "amount": QUANTITIES.map(lambda number: {"n": number, "u": "万元"}),
        "area": QUANTITIES.map(lambda number: {"n": number, "u": "亩"}),
        "phone": st.sampled_from(["13800138000", "0591-87654321-801", "4001234567", "110", "+85212345678"]),
        "address": TEXTS,
        "credit_code": st.just(CREDIT_CODE),
        "id_number": st.just("11010519491231002X"),
        "attachment": st.lists(FILES, max_size=2),
        "location": POINTS,
        "line": st.lists(POINTS, min_size=2, max_size=4, unique=True).map(
            lambda points: {"type": "LineString", "coordinates": points}
        ),
        "outline": st.just(OUTLINE),
        "link": st.text(string.ascii_lowercase + "-", max_size=9),
    },
)


def back(data, fieldset=ALL):
    return parsed_of(data, fieldset)


@settings(max_examples=60)
@given(st.lists(RAW, min_size=1, max_size=4))
def test_every_kind_comes_back_equal(raws):
    rows = [clean(raw) for raw in raws]
    ids = [f"{number:032x}" for number in range(len(rows))]
    parsed = back(write_returnable(ALL, rows, "全部类型台账", ids=ids))
    returned = dict(zip(parsed.ids, parsed.rows, strict=True))
    assert {key: row for key, row in zip(ids, rows, strict=True) if row} == returned
    assert json.dumps(list(returned.values())) == json.dumps([row for row in rows if row])  # 1 is not 1.0 nor true
    assert parsed.problems == []
    assert parsed.ignored == []


@pytest.mark.parametrize("text", ODD)
def test_text_that_looks_like_something_else_stays_text(text):
    data = write_returnable(FIRMS, [{"name": text}], "台账")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["B5"].value == text
    assert sheet["B5"].data_type == "s"
    assert sheet["B5"].number_format == "@"
    if not FIRMS.clean({"name": text}).problems:
        assert back(data, FIRMS).rows == [{"name": text}]


def test_a_value_too_long_for_a_cell_comes_along():
    points = [[118 + step / 10_000, 24 + (step % 2) / 10_000] for step in range(4_000)]
    outline = {"type": "LineString", "coordinates": points}
    row = clean({"text": "长河", "line": outline})
    assert len(json.dumps(row["line"])) > 32_767
    data = write_returnable(ALL, [row, clean({"text": "短河"})], "河流台账")
    assert back(data).rows == [row, {"text": "短河"}]


def test_what_was_typed_over_a_carried_value_counts():
    files = [{"sha256": "cd" * 32, "name": "照片.jpg", "size": 5, "type": "image/jpeg"}]
    row = clean({"text": "长河", "outline": OUTLINE, "attachment": files})
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(ALL, [row], "台账")))
    sheet = book.active
    cell = next(cell for cell in sheet[5] if cell.value == "照片.jpg")
    cell.value = "别的.jpg"
    parsed = back(saved(book))
    assert parsed.rows == [{"text": "长河", "outline": OUTLINE}]
    assert [problem.code for problem in parsed.problems] == ["attachment.in_sheet"]


def test_a_carried_value_that_was_tampered_with_is_checked():
    files = [{"sha256": "cd" * 32, "name": "照片.jpg", "size": 5, "type": "image/jpeg"}]
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(ALL, [clean({"attachment": files})], "台账")))
    cell = next(cell for cell in book.active[5] if isinstance(cell.value, str) and cell.value.startswith("["))
    cell.value = cell.value.replace("cd" * 32, "../../x")
    parsed = back(saved(book))
    assert parsed.rows == [{}]
    assert [problem.code for problem in parsed.problems] == ["attachment.shape"]


ROWS = [
    {"name": "望澜餐饮店", "phone": "0591-87654321", "staff": 3, "trade": "c1", "opened": "2024-02-29"},
    {"name": "望澜超市", "area": {"n": "88.5", "u": "平方米"}, "invested": {"n": "120000", "u": "元"}},
]


def opened_sheet(**options):
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(FIRMS, ROWS, "企业台账", **options)))
    return book, book.worksheets[0]


def test_the_keys_are_out_of_sight_and_the_head_stays():
    book, sheet = opened_sheet(ids=["a", "b"])
    assert sheet.title == "企业台账"
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "C5"
    assert [cell.value for cell in sheet[1]][1:4] == ["name", "code", "phone"]
    assert [cell.value for cell in sheet[4]][1:7] == [
        "企业名称*", "统一社会信用代码", "联系电话", "建筑面积（平方米）", "投资额（元）", "从业人数（人）"
    ]  # fmt: skip
    assert sheet.auto_filter.ref == "B4:I6"
    assert [sheet.visibility if hasattr(sheet, "visibility") else sheet.sheet_state for sheet in book] == ["visible"]


def test_codes_and_phones_are_text_and_numbers_numbers():
    _, sheet = opened_sheet()
    assert [sheet[f"{column}5"].data_type for column in "BDG"] == ["s", "s", "n"]
    assert [sheet[f"{column}5"].number_format for column in "BCDG"] == ["@", "@", "@", "0"]
    assert sheet["H5"].is_date
    assert [sheet.column_dimensions[column].number_format for column in "CD"] == ["@", "@"]  # rows to come, too


def test_choices_are_lists_to_pick_from_also_in_rows_to_come():
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(ALL, [], "台账")))
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book.active.data_validations.dataValidation}
    lists = {cell: rule.formula1 for cell, rule in rules.items()}
    column = {item.key: letters(index) for index, item in enumerate(ALL.fields, 2)}
    assert lists[f"{column['yesno']}5"] == '"是,否"'
    assert lists[f"{column['one_of_many']}5"] == "'_选项'!$J$1:$J$40"
    assert "_选项" in lists[f"{column['choice']}5"]  # a label with a comma cannot stand in a list with commas
    assert book["_选项"].sheet_state == "veryHidden"
    assert all(next(iter(rule.sqref.ranges)).max_row > 1_000 for rule in rules.values())


def test_widths_fit_chinese_text():
    long = "望澜街道东望澜路一百二十三号望澜大厦"
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(FIRMS, [{"name": long}], "台账")))
    assert 2 * len(long) <= book.active.column_dimensions["B"].width <= 60


def test_columns_in_another_order_lines_above_and_other_labels_do_not_matter():
    book, sheet = opened_sheet(ids=["a", "b"])
    sheet.move_range("B1:B6", cols=20)
    sheet["V4"] = "店名"
    sheet.insert_rows(1, 2)
    sheet["B1"] = "请各社区核对"
    sheet.delete_rows(4)  # the title
    sheet.append([None] * 21 + ["新来的店"])
    parsed = back(saved(book), FIRMS)
    assert parsed.ids == ["a", "b", None]
    assert parsed.rows == [*ROWS, {"name": "新来的店"}]


def test_a_column_that_somebody_added_is_matched_by_its_words_or_named():
    book, sheet = opened_sheet()
    sheet["J4"], sheet["J5"] = "社区意见", "属实"
    sheet["K4"], sheet["K5"] = "人脸照片", "x"
    parsed = back(saved(book), FIRMS)
    assert parsed.rows == ROWS
    assert parsed.ignored == ["社区意见"]
    assert [dropped.heading for dropped in parsed.dropped] == ["人脸照片"]


def test_a_field_that_is_new_since_is_read_by_its_words_and_one_that_is_gone_is_named():
    later = FieldSet("firms", 4, (*FIRMS.fields[:-1], Field("note", "备注", "text")))
    book, sheet = opened_sheet()
    sheet["J4"], sheet["J5"] = "备注", "新开"
    parsed = back(saved(book), later)
    assert parsed.rows[0]["note"] == "新开"
    assert "trade" not in parsed.rows[0]
    assert parsed.ignored == ["行业"]


def test_a_sheet_of_another_ledger_is_refused():
    other = FieldSet("rivers", 1, (Field("name", "企业名称", "text"), Field("trade", "行业", "text")))
    with pytest.raises(SheetError, match="这张表是从“企业台账”导出的") as caught:
        table_of(write_returnable(FIRMS, ROWS, "企业台账"), other)
    assert caught.value.error_code == "returnable.other"


def test_without_its_keys_it_is_a_sheet_like_any_other():
    book, sheet = opened_sheet()
    sheet.delete_rows(1)
    sheet.delete_cols(1)
    table = table_of(saved(book))
    assert table.key_row is None
    assert keys_of(table) == [field.key for field in FIRMS.fields]
    assert parse_table(table, FIRMS).rows == ROWS


def test_saved_as_text_it_comes_back_too():
    _, sheet = opened_sheet(ids=["a", "b"])
    lines = "\n".join(
        ",".join("" if cell is None else str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)
    )
    parsed = back(lines.encode("gb18030"), FIRMS)
    assert parsed.rows == ROWS
    assert parsed.ids == ["a", "b"]


def test_an_empty_ledger_is_a_form_to_fill():
    book = openpyxl.load_workbook(io.BytesIO(write_returnable(FIRMS, [], "企业台账")))
    sheet = book.worksheets[0]
    sheet["B5"], sheet["H5"], sheet["I5"] = "甲店", "2024年2月29日", "餐饮"
    assert back(saved(book), FIRMS).rows == [{"name": "甲店", "opened": "2024-02-29", "trade": "c1"}]


def test_emptied_cells_come_back_empty():
    book, sheet = opened_sheet()
    sheet["D5"] = None
    sheet["G5"] = None
    assert set(back(saved(book), FIRMS).rows[0]) == {"name", "opened", "trade"}


def test_the_unit_of_a_returned_column_is_not_guessed_again():
    fieldset = FieldSet(
        "t", 1, (Field("money", "投资额", "amount", unit="万元"), Field("n", "面积", "number", unit="亩"))
    )
    rows = [{"money": {"n": "12.5", "u": "万元"}, "n": "3.25"}]
    assert back(write_returnable(fieldset, rows, "单位：元"), fieldset).rows == rows


def test_numbers_beyond_what_a_sheet_keeps_come_back():
    fieldset = FieldSet("t", 1, (Field("n", "数", "number"), Field("m", "额", "amount", unit="元")))
    rows = [
        {"n": "123456789.12345678", "m": {"n": "-0.1", "u": "元"}},
        {"n": str(Decimal("0.1") + Decimal("0.2")), "m": {"n": "99999999999999.5", "u": "元"}},
    ]
    assert back(write_returnable(fieldset, rows, "数"), fieldset).rows == rows


def test_match_columns_is_not_misled_by_the_hidden_row():
    assert [column.field for column in match_columns(["jingwei-sheet-1|firms|3|3", ""], FIRMS)] == [None, None]


def test_ids_and_rows_must_be_as_many():
    with pytest.raises(ValueError, match="differ in number"):
        write_returnable(FIRMS, ROWS, "台账", ids=["a"])


def test_the_table_says_where_it_came_from():
    table = find_table(read_workbook(write_returnable(FIRMS, ROWS, "台账"), "表.xlsx").sheets[0], FIRMS)
    assert table.key_row.version == 3
    assert table.head_rows == (4,)
    assert {column.how for column in table.columns if column.field} == {"key"}
