import pytest

from jingwei.core.fields import Choice
from jingwei.core.tests.reading import read, refusal

STRUCTURE = (
    Choice("brick", "砖混结构", ("砖混",)),
    Choice("frame", "框架结构", ("框架", "钢混")),
    Choice("wood", "砖木/土木"),
)
USES = (Choice("home", "住宅"), Choice("shop", "商铺"), Choice("store", "仓库和车库"))


@pytest.mark.parametrize("raw", ["frame", "框架结构", "钢混", " 框架 结构 ", "FRAME", "ｆｒａｍｅ"])
def test_value_label_and_alias_mean_the_choice(raw):
    assert read("choice", raw, choices=STRUCTURE) == "frame"


def test_a_number_may_be_a_choice():
    grades = (Choice("1", "一级"), Choice("2", "二级"))
    assert read("choice", 2.0, choices=grades) == "2"


def test_a_dash_is_empty_unless_it_is_a_choice():
    assert read("choice", "/", choices=STRUCTURE) is None
    assert read("choice", "无", choices=(Choice("none", "无"), Choice("some", "有"))) == "none"
    assert refusal("choice", "无", choices=STRUCTURE).code == "choice.unknown"


def test_an_unknown_choice_is_told_the_choices_and_the_nearest():
    wrong = refusal("choice", "框加结构", choices=STRUCTURE)
    assert wrong.code == "choice.unknown"
    assert "框架结构" in wrong.message
    assert "砖木/土木" in wrong.message
    many = tuple(Choice(str(number), f"第{number}类") for number in range(40))
    assert "等40种" in refusal("choice", "别的", choices=many).message


@pytest.mark.parametrize(
    "raw",
    [
        "住宅、商铺",
        "商铺,住宅",
        "住宅；商铺",
        "住宅/商铺",
        "住宅 商铺",
        "住宅和商铺",
        "住宅\n商铺",
        ["shop", "home"],
        "住宅、住宅、商铺",
    ],
)
def test_several_choices_come_in_the_fields_order(raw):
    assert read("choices", raw, choices=USES) == ["home", "shop"]


def test_a_label_that_holds_a_joining_word_is_kept_whole():
    assert read("choices", "仓库和车库、住宅", choices=USES) == ["home", "store"]
    assert read("choices", "仓库和车库", choices=USES) == ["store"]


def test_no_choice_is_empty_and_an_unknown_one_refused():
    assert read("choices", "、", choices=USES) is None
    assert read("choices", [], choices=USES) is None
    assert refusal("choices", "住宅、学校", choices=USES).code == "choice.unknown"
    assert refusal("choices", ",;", choices=USES, required=True).code == "field.required"


@pytest.mark.parametrize("raw", ["是", "有", "√", "Y", "yes", "1", 1, 1.0, True, "TRUE", "对", "☑", "√ "])
def test_yes_in_its_writings(raw):
    assert read("yesno", raw) is True


@pytest.mark.parametrize("raw", ["否", "无", "×", "N", "no", "0", 0, 0.0, False, "没有", "Ｘ"])
def test_no_in_its_writings(raw):
    assert read("yesno", raw) is False


def test_the_two_answers_may_have_names():
    insured = (Choice("true", "已参保", ("参保",)), Choice("false", "未参保"))
    assert read("yesno", "未参保", choices=insured) is False
    assert read("yesno", "参保", choices=insured) is True
    assert read("yesno", "是", choices=insured) is True
    assert "未参保" in refusal("yesno", "不清楚", choices=insured).message


def test_a_doubtful_answer_is_refused():
    assert refusal("yesno", "可能").code == "yesno.unknown"
    assert refusal("yesno", 2).code == "yesno.unknown"
    assert read("yesno", "—") is None
