from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.reports.reading import figures_of
from jingwei.reports.reading.numerals import arabic, chinese
from jingwei.reports.reading.unit_words import UNITS, measures

PLAIN_UNITS = [
    "个",
    "家",
    "户",
    "人",
    "名",
    "件",
    "处",
    "项",
    "次",
    "人次",
    "亩",
    "平方米",
    "万元",
    "亿元",
    "公里",
    "吨",
    "条",
    "%",
]
NUMBERS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(999_999), places=2) | st.integers(1, 9_999_999).map(
    Decimal
)
WORDS = {
    "": "exact",
    "约": "about",
    "近": "near",
    "超": "over",
    "不少于": "at_least",
    "至少": "at_least",
    "突破": "over",
}
SIGNS = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """A number below ten thousand in Chinese numerals, written in another way than it is read."""
    text, places, gap = "", ["", "十", "百", "千"], False
    digits = str(number)
    for at, digit in enumerate(digits):
        place = places[len(digits) - 1 - at]
        if digit == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + SIGNS[int(digit)] + place
        gap = False
    return text.removeprefix("一") if text.startswith("一十") else text


@given(st.integers(1, 9999))
def test_chinese_numerals_say_their_number(number: int) -> None:
    assert chinese(spelled(number)) == number


@given(st.text("零一二两三四五六七八九十百千万亿", max_size=8))
def test_any_heap_of_numerals_is_a_number_or_nothing(text: str) -> None:
    number = chinese(text)
    assert number is None or number >= 0


@given(st.integers(0, 10**12))
def test_commas_in_numbers_are_passed_over(number: int) -> None:
    assert arabic(f"{number:,}") == number


@pytest.mark.parametrize("number", [110, 119, 120, 122, 12345, 12315, 96110])
@pytest.mark.parametrize("unit", PLAIN_UNITS)
def test_numbers_of_hotlines_are_figures_where_they_measure(number: int, unit: str) -> None:
    (figure,) = figures_of(f"全年累计落实有关任务{number}{unit}。")
    assert (figure.value, figure.unit) == (number, unit)


@settings(max_examples=200, deadline=None)
@given(NUMBERS, st.sampled_from(PLAIN_UNITS), st.sampled_from(sorted(WORDS)))
def test_a_printed_number_comes_back_as_it_was_printed(number: Decimal, unit: str, word: str) -> None:
    (figure,) = figures_of(f"全年累计落实有关任务{word}{number}{unit}。")
    assert (figure.value, figure.unit, figure.approx) == (number, unit, WORDS[word])
    assert str(figure.value) == str(number)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9999), st.sampled_from(["余", "多"]), st.sampled_from(["个", "户", "人次", "亩", "万元"]))
def test_more_than_a_number_is_over(number: int, word: str, unit: str) -> None:
    (figure,) = figures_of(f"全年累计落实{number}{word}{unit}。")
    assert (figure.value, figure.unit, figure.approx) == (number, unit, "over")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 99999), st.sampled_from(["个", "户", "件", "吨"])), min_size=1, max_size=8))
def test_a_list_of_counts_is_read_in_order(counts: list[tuple[int, str]]) -> None:
    text = "全年" + "、".join(f"处置事项{number}{unit}" for number, unit in counts) + "。"
    assert [(int(one.value), one.unit) for one in figures_of(text)] == counts


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        "一二三十百千万亿零两第约近余多以上0123456789.,、。;()“”%-个家户元亩年月日中其同比增长完成计划\n ", max_size=60
    )
)
def test_any_text_is_read_without_fault(text: str) -> None:
    for one in figures_of(text):
        assert text[one.start : one.end] == one.quote
        assert len(one.quote) <= 60
        assert one.start <= one.number_start < one.number_end
        assert one.approx in {"exact", "about", "over", "near", "at_least"}


def test_there_are_enough_units_and_each_measures_something() -> None:
    assert len(UNITS) >= 55
    assert measures("万平方米") == measures("亩") == "area"
    assert measures("万美元") == measures("亿元") == measures("万") == "money"
    assert measures("人(户)") == "person"
