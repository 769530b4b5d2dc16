from datetime import date

import pytest

from jingwei.core.fields import KINDS, FieldSet
from jingwei.core.sheets import write_official
from jingwei.core.tests.reading import field_of, read, refusal
from jingwei.core.tests.sheet_makers import parsed_of, parts


@pytest.mark.parametrize(
    ("written", "number", "how"),
    [
        ("约3000人", "3000", "about"),
        ("3000人左右", "3000", "about"),
        ("近3000", "3000", "near"),
        ("3000余人", "3000", "over"),
        ("3千多人", "3000", "over"),
        ("超过3000", "3000", "over"),
        ("突破1.2万", "12000", "over"),
        ("1.2余万人", "12000", "over"),
        ("40以上", "40", "at_least"),
        ("不低于40人", "40", "at_least"),
        ("近600余", "600", "about"),
        ("约149余", "149", "about"),
        ("　约 ３０００ 人", "3000", "about"),
    ],
)
def test_words_and_number_are_kept(written, number, how):
    stored = read("approximate", written, unit="人")
    assert (stored["n"], stored["a"]) == (number, how)
    assert KINDS["approximate"].display(stored, field_of("approximate", unit="人")) == stored["w"]


def test_a_number_without_words_is_exact_and_a_number_in_a_cell():
    assert read("approximate", "3,000人", unit="人") == {"n": "3000"}
    assert KINDS["approximate"].excel({"n": "3000"}, field_of("approximate")).value == 3000
    assert KINDS["approximate"].display({"n": "3000"}, field_of("approximate", unit="人")) == "3000人"


def test_the_unit_of_the_head_goes_along_with_the_words():
    assert read("approximate", "约1.2", unit="元", head_unit="万元") == {"n": "12000", "a": "about", "w": "约1.2万元"}


@pytest.mark.parametrize(
    ("written", "says"), [("约十人", "不是数字"), ("不足3000", "不能带"), ("约3000户", "按“人”计"), ("约", "不是数字")]
)
def test_what_is_no_number_is_refused(written, says):
    assert says in refusal("approximate", written, unit="人").message


def test_a_sum_of_approximate_numbers_says_so():
    fields = FieldSet("s", 1, (field_of("approximate", unit="人"),))
    stored = [{"f": read("approximate", text, unit="人")} for text in ("约3000", "200")]
    sheet = write_official(fields, stored, "人数", "望澜街道", date(2025, 1, 1))
    assert parsed_of(sheet, fields).rows == stored
    assert "约3200" in parts(sheet)["xl/sharedStrings.xml"].decode()
