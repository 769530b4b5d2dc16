"""Columns come in another order and under other words; each field is matched once, and a guess is called a guess."""

import pytest

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.sheets import match_columns
from jingwei.core.tests.sheet_makers import FIRMS, keys_of, parsed_of, table_of, xlsx


def matched(*headings, fieldset=FIRMS, **options):
    return [(column.field.key if column.field else None) for column in match_columns(headings, fieldset, **options)]


@pytest.mark.parametrize(
    "heading",
    [
        "建筑面积", " 建筑 面积 ", "建筑\n面积", "建筑面积*", "＊建筑面积", "建筑面积（平方米）", "建筑面积(㎡)",
        "建筑面积【m²】", "建筑面积/平方米", "建筑面积：㎡", "建筑面积平方米", "建筑面积（必填）",
        "建筑面积（单位：㎡）",
    ],
)  # fmt: skip
def test_punctuation_brackets_and_units_do_not_matter(heading):
    assert matched(heading) == ["area"]
    assert match_columns([heading], FIRMS)[0].score >= 0.85


def test_the_order_of_the_columns_does_not_matter():
    assert matched("行业", "联系电话", "企业名称") == ["trade", "phone", "name"]


def test_other_words_are_aliases():
    columns = match_columns(["单位名称", "手机号码", "社会信用代码"], FIRMS)
    assert [column.field.key for column in columns] == ["name", "phone", "code"]
    assert {column.how for column in columns} == {"alias"}


def test_full_width_letters_are_letters():
    fieldset = FieldSet("poi", 1, (Field("poi", "POI编号", "text"),))
    assert matched("ＰＯＩ编号", fieldset=fieldset) == ["poi"]


def test_a_serial_number_is_no_field_and_not_reported():
    columns = match_columns(["序号", "企业名称"], FIRMS)
    assert [column.how for column in columns] == ["serial", "label"]


def test_a_similar_head_is_a_guess():
    column = match_columns(["年末从业人数"], FIRMS)[0]
    assert column.field.key == "staff"
    assert column.how == "similar"
    assert column.score < 0.85
    problem = table_of(xlsx([["企业名称", "年末从业人数"], ["望澜餐饮店", 2]])).problems[0]
    assert problem.code == "head.similar"
    assert problem.severity == "warn"
    assert "第B列“年末从业人数”按“从业人数”读取" in problem.message


@pytest.mark.parametrize("heading", ["企业名称电话", "法人", "面积单价", "人数变化说明", "行业主管部门"])
def test_a_head_that_only_begins_alike_is_no_field(heading):
    assert matched(heading) == [None]


def test_words_in_brackets_that_change_the_meaning_are_not_left_out():
    columns = match_columns(["从业人数（男）", "从业人数（女）"], FIRMS)
    assert [column.field for column in columns] == [None, None]


def test_the_better_column_has_the_field():
    columns = match_columns(["公司名称", "企业名称"], FIRMS)
    assert [column.how for column in columns] == ["duplicate", "label"]
    assert "第A列“公司名称”和第B列“企业名称”都对应“企业名称”" in columns[0].message


def test_two_equal_heads_are_told_and_the_first_is_read():
    parsed = parsed_of(xlsx([["企业名称", "联系电话", "联系电话"], ["望澜餐饮店", "13800138000", "13900139000"]]))
    assert parsed.rows == [{"name": "望澜餐饮店", "phone": "13800138000"}]
    assert [problem.code for problem in parsed.problems] == ["head.duplicate"]
    assert "只能留一列" in parsed.problems[0].message
    assert not parsed.ok


def test_what_a_person_decided_before_is_kept():
    remembered = {"老板": "name", "从业人数": None}
    columns = match_columns(["老板", "从业人数"], FIRMS, remembered)
    assert [(column.field.key if column.field else None, column.how) for column in columns] == [
        ("name", "remembered"),
        (None, "none"),
    ]


def test_a_forbidden_column_cannot_be_asked_for_by_another_name():
    columns = match_columns(["人脸照片", "企业名称"], FIRMS, {"人脸照片": "name"})
    assert [column.how for column in columns] == ["forbidden", "label"]


def test_the_lowest_level_says_enough_when_it_is_alone():
    assert matched(("基本情况", "企业名称"), ("基本情况", "行业")) == ["name", "trade"]
    fieldset = FieldSet("t", 1, (Field("name", "姓名", "text"), Field("phone", "电话号码", "text")))
    assert matched(("户主", "姓名"), ("承租人", "姓名"), fieldset=fieldset) == [None, None]


def test_a_required_field_without_a_column_is_told_once():
    parsed = parsed_of(xlsx([["联系电话", "行业"], ["13800138000", "餐饮"], ["13800138000", "零售"]]))
    assert [problem.code for problem in parsed.problems] == ["head.required_missing"]
    assert "没有必填的“企业名称”" in parsed.problems[0].message


def test_a_forbidden_column_is_dropped_by_name_and_the_rest_goes_in():
    parsed = parsed_of(xlsx([["企业名称", "人脸照片", "是否重点人员"], ["望澜餐饮店", "x", "是"]]))
    assert parsed.rows == [{"name": "望澜餐饮店"}]
    assert [dropped.heading for dropped in parsed.dropped] == ["人脸照片", "是否重点人员"]
    assert "本系统不收" in parsed.dropped[0].message
    assert parsed.ignored == []
    assert parsed.ok


def test_a_column_that_is_no_field_is_named():
    parsed = parsed_of(xlsx([["企业名称", "喜欢的颜色"], ["望澜餐饮店", "蓝"]]))
    assert parsed.ignored == ["喜欢的颜色"]


def test_longitude_and_latitude_make_one_location():
    fieldset = FieldSet("points", 1, (Field("name", "名称", "text"), Field("place", "位置", "location")))
    data = xlsx([["名称", "经度", "纬度"], ["望澜桥", 118.1234567, 24.5], ["无位置", "", ""], ["半个", 118.1, ""]])
    assert keys_of(table_of(data, fieldset)) == ["name", "place", "place"]
    parsed = parsed_of(data, fieldset)
    assert parsed.rows == [
        {"name": "望澜桥", "place": {"lon": 118.1234567, "lat": 24.5}},
        {"name": "无位置"},
        {"name": "半个"},
    ]
    assert [(problem.row, problem.code) for problem in parsed.problems] == [(4, "point.half")]


@pytest.mark.parametrize(
    ("heading", "raw", "stored"),
    [
        ("投资额(万元)", 12.5, "125000"),
        ("投资额（亿元）", "1.2", "120000000"),
        ("投资额（万）", 3, "30000"),
        ("投资额", "3万元", "30000"),
        ("投资额万元", 2, "20000"),
    ],
)
def test_the_unit_of_the_head_is_converted(heading, raw, stored):
    parsed = parsed_of(xlsx([["企业名称", heading], ["望澜餐饮店", raw]]))
    assert parsed.rows[0]["invested"] == {"n": stored, "u": "元"}


def test_a_unit_that_does_not_convert_is_refused_with_row_and_field():
    parsed = parsed_of(xlsx([["企业名称", "投资额（万美元）"], ["望澜餐饮店", 3]]))
    assert [(p.row, p.label, p.code) for p in parsed.problems] == [(2, "投资额", "unit.currency")]
    assert parsed.failed == {2}
    assert parsed.good() == []


def test_matching_does_not_depend_on_the_choices():
    field = Field("trade", "行业类别", "choice", choices=(Choice("a", "行业"),))
    assert matched("行业类别", fieldset=FieldSet("t", 1, (field,))) == ["trade"]


@pytest.mark.parametrize("heading", ["用电容量(千瓦)", "用电容量（千瓦）", "用电容量千瓦", "电容量（千瓦）"])
def test_the_unit_of_the_field_itself_beside_its_name_is_no_other_name(heading):
    field = Field("power", "用电容量", "number", unit="千瓦", aliases=("电容量",))
    (column,) = match_columns([heading], FieldSet("t", 1, (field,)))
    assert (column.field, column.message) == (field, "")
