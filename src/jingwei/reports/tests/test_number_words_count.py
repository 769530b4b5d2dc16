import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.reports.writing.number_words import heading_number, item_number, number_word

_DIGITS = {word: n for n, word in enumerate("零一二三四五六七八九")}


def _read(word: str) -> int:
    tens, ten, ones = word.rpartition("十")
    return (_DIGITS[tens] if tens else 1 if ten else 0) * 10 + (_DIGITS[ones] if ones else 0)


@given(st.integers(1, 99))
def test_a_number_word_reads_back(n: int) -> None:
    assert _read(number_word(n)) == n


@given(st.integers(1, 99), st.integers(1, 99))
def test_different_numbers_have_different_words(a: int, b: int) -> None:
    assert (number_word(a) == number_word(b)) == (a == b)


@pytest.mark.parametrize(
    ("n", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_words_as_they_are_written(n: int, word: str) -> None:
    assert number_word(n) == word


@pytest.mark.parametrize("n", [0, 100, -1])
def test_beyond_ninety_nine_there_is_none(n: int) -> None:
    with pytest.raises(ValueError, match="一到九十九"):
        number_word(n)


def test_the_four_levels_of_headings() -> None:
    assert [heading_number(level, 3) for level in (1, 2, 3, 4)] == ["三、", "（三）", "3.", "（3）"]
    with pytest.raises(ValueError, match="四级"):
        heading_number(5, 1)


def test_points_inside_a_paragraph() -> None:
    assert [item_number(n) for n in (1, 2, 12)] == ["一是", "二是", "十二是"]
