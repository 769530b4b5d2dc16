from decimal import Decimal

from jingwei.core.fields import KINDS, Choice, Field, FieldSet, Problem, Wrong

SHOPS = FieldSet(
    "shops",
    1,
    (
        Field("name", "店名", "text", required=True),
        Field("keeper", "经营者", "text", personal="name"),
        Field("phone", "电话", "phone", personal="phone"),
        Field("rent", "年租金", "amount", unit="万元", decimals=2, minimum=Decimal(0)),
        Field("open", "营业", "yesno", choices=(Choice("true", "营业中"), Choice("false", "已停业"))),
        Field("kinds", "业态", "choices", choices=(Choice("food", "餐饮"), Choice("cloth", "服装"))),
        Field("since", "开业日期", "date"),
    ),
)
ROW = {
    "name": " 望澜小吃 ",
    "keeper": "张某某",
    "phone": 13800138000.0,
    "rent": "36000元",
    "open": "√",
    "kinds": "服装、餐饮",
    "since": "2021.3.5",
}
STORED = {
    "name": "望澜小吃",
    "keeper": "张某某",
    "phone": "13800138000",
    "rent": {"n": "3.60", "u": "万元"},
    "open": True,
    "kinds": ["food", "cloth"],
    "since": "2021-03-05",
}


def test_raw_values_become_stored_ones():
    cleaned = SHOPS.clean(ROW)
    assert cleaned.ok
    assert cleaned.values == STORED
    assert SHOPS.clean(STORED) == cleaned


def test_an_empty_value_is_absent():
    assert SHOPS.clean({"name": "甲", "keeper": "", "rent": None, "since": "/"}).values == {"name": "甲"}


def test_every_wrong_value_is_named_and_the_right_ones_are_kept():
    cleaned = SHOPS.clean({**ROW, "rent": "很多", "since": "2021年", "shape": "圆"})
    assert not cleaned.ok
    assert {(problem.field, problem.code) for problem in cleaned.problems} == {
        ("rent", "number.not_a_number"),
        ("since", "date.only_year"),
        (None, "field.unknown"),
    }
    assert set(cleaned.values) == set(STORED) - {"rent", "since"}


def test_a_required_field_must_be_there_unless_only_some_fields_change():
    assert [problem.code for problem in SHOPS.clean({"since": "2021.3.5"}).problems] == ["field.required"]
    assert SHOPS.clean({"since": "2021.3.5"}, partial=True).values == {"since": "2021-03-05"}
    assert [problem.code for problem in SHOPS.clean({"name": ""}, partial=True).problems] == ["field.required"]


def test_a_warning_does_not_hinder():
    cleaned = SHOPS.clean({"name": "甲", "rent": 3.14159})
    assert cleaned.ok
    assert cleaned.values["rent"] == {"n": "3.14", "u": "万元"}
    assert [problem.severity for problem in cleaned.problems] == ["warn"]


def test_a_problem_is_one_sentence_with_row_field_and_value():
    wrong = Wrong("number.not_a_number", "不是数字，请只填数字，例如 12.5")
    problem = Problem.of(SHOPS.field("rent"), "很多", wrong, row=12, sheet="店铺")
    assert problem.sentence() == "工作表“店铺”第12行“年租金”填的是“很多”：不是数字，请只填数字，例如 12.5"
    assert len(Problem.of(SHOPS.field("name"), "字" * 1000, wrong).value) < 100


def test_personal_values_are_masked_in_problems():
    problem = SHOPS.clean({"name": "甲", "phone": "1380013800012"}).problems[0]
    assert "0013800" not in problem.value
    assert "1380013800012" not in problem.sentence()


def test_values_are_described_in_the_order_of_the_form():
    described = {field.label: shown for field, shown in SHOPS.describe(STORED)}
    assert list(described.values()) == [
        "望澜小吃", "张某某", "13800138000", "3.60万元", "营业中", "餐饮、服装", "2021-03-05",
    ]  # fmt: skip
    assert SHOPS.describe({})[0][1] == ""


def test_personal_values_are_masked_when_asked():
    masked = {field.key: shown for field, shown in SHOPS.describe(STORED, masked=True)}
    assert masked["keeper"] == "张*"
    assert masked["phone"] == "138****8000"
    assert masked["name"] == "望澜小吃"


def test_personal_values_are_not_searchable_text():
    texts = {field.key: KINDS[field.kind].search_text(STORED[field.key], field) for field in SHOPS.fields}
    assert texts["name"] == "望澜小吃"
    assert texts["keeper"] == texts["phone"] == ""
