import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jingwei.reports.writing.conversion import readable_unit, same_kind, to_unit
from jingwei.reports.writing.printing import Approx, is_true, print_approximately, print_value

AMOUNTS = st.decimals(min_value=-(10**10), max_value=10**10, places=4, allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 10**9).map(Decimal)


@pytest.mark.parametrize(
    ("number", "unit", "printed"),
    [
        ("73441", "套", "73441套"),
        ("109863", "人", "109863人"),
        ("1234567.5", "人", "1234568人"),
        ("12.5", "亿元", "12.50亿元"),
        ("12", "亿元", "12亿元"),
        ("1077", "万元", "1077万元"),
        ("0.3", "亿元", "0.30亿元"),
        ("3085", "万美元", "3085万美元"),
        ("26.666", "%", "26.7%"),
        ("5", "%", "5.0%"),
        ("100", "%", "100%"),
        ("0", "%", "0%"),
        ("99.97", "%", "100%"),
        ("-3.25", "%", "-3.3%"),
        ("5.2", "万平方米", "5.20万平方米"),
        ("43.26", "岁", "43.3岁"),
        ("10.986", "万人", "10.99万人"),
        ("-0.001", "亿元", "0.00亿元"),
    ],
)
def test_decimals_follow_the_unit(number: str, unit: str, printed: str) -> None:
    assert print_value(Decimal(number), unit).text == printed


def test_a_template_may_choose_the_decimals_or_leave_the_unit() -> None:
    assert print_value(Decimal("12.345"), "亿元", decimals=1).text == "12.3亿元"
    assert print_value(Decimal("12.345"), "亿元", bare=True).text == "12.35"


@given(AMOUNTS, st.sampled_from(["人", "亿元", "%", "平方米", "岁"]))
def test_print_has_neither_commas_nor_bare_points_and_is_near_the_value(number: Decimal, unit: str) -> None:
    printed = print_value(number, unit).number
    assert re.fullmatch(r"-?\d+(\.\d+)?", printed)
    decimals = len(printed.partition(".")[2])
    assert Decimal(printed) == number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("number", "word", "digits", "printed"),
    [
        ("73441", "over", 2, "73000余套"),
        ("73441", "over", 1, "7万余套"),
        ("73441", "near", 2, "近74000套"),
        ("73441", "near", 1, "73441套"),
        ("73441", "about", 3, "约73400套"),
        ("79000", "near", 1, "近8万套"),
        ("73000", "over", 2, "73000套"),
        ("9", "over", 1, "9套"),
        ("3214", "over", 4, "3214套"),
        ("98", "over", 2, "98套"),
        ("108", "over", 2, "100余套"),
    ],
)
def test_round_figures(number: str, word: Approx, digits: int, printed: str) -> None:
    assert print_approximately(Decimal(number), "套", word, digits).text == printed


def test_money_in_round_figures_keeps_its_unit() -> None:
    assert print_approximately(Decimal("1234.56"), "万元", "over", 2).text == "1200余万元"
    assert print_approximately(Decimal("8.7"), "亿元", "over", 1).text == "8.70亿元"


@given(COUNTS, st.sampled_from(["over", "near", "about"]), st.integers(1, 5))
@example(Decimal(95), "near", 1)
@example(Decimal(99999), "over", 1)
def test_a_printed_approximation_is_true_and_has_no_decimals(number: Decimal, word: Approx, digits: int) -> None:
    printed = print_approximately(number, "户", word, digits)
    assert "." not in printed.number
    if printed.text == f"{number}户":
        return
    stated = Decimal(printed.number) * (10_000 if "万" in printed.after else 1)
    step = Decimal(10) ** (len(f"{stated:f}") - len(f"{stated:f}".rstrip("0")))
    if word == "over":
        assert "余" in printed.after
        assert stated < number < stated + step
        assert stated % 10 == 0
    elif word == "near":
        assert printed.before == "近"
        assert stated * Decimal("0.95") <= number < stated
    else:
        assert printed.before == "约"
        assert abs(stated - number) <= step / 2


@pytest.mark.parametrize(
    ("word", "stated", "number", "true"),
    [
        ("over", "3200", "3200", True),
        ("over", "3200", "3299", True),
        ("over", "3200", "3300", False),
        ("over", "3200", "3199", False),
        ("near", "100", "95", True),
        ("near", "100", "94", False),
        ("near", "100", "100", False),
        ("about", "1600", "1550", True),
        ("about", "1600", "1549", False),
        ("over", "3.5", "3.6", False),
        ("about", "0", "0", False),
    ],
)
def test_what_an_approximation_word_means(word: Approx, stated: str, number: str, true: bool) -> None:
    assert is_true(word, Decimal(stated), Decimal(number)) is true


@pytest.mark.parametrize(
    ("number", "unit"), [("9999", "元"), ("10000", "万元"), ("99999999", "万元"), ("100000000", "亿元")]
)
def test_yuan_are_told_in_a_readable_unit(number: str, unit: str) -> None:
    assert readable_unit(Decimal(number), "元") == unit


def test_other_units_stay_as_their_keepers_chose_them() -> None:
    assert readable_unit(Decimal(25764), "万元") == "万元"


@pytest.mark.parametrize(
    ("unit", "other", "same"),
    [
        ("元", "亿元", True),
        ("元", "万美元", False),
        ("人", "万人", True),
        ("人", "人次", False),
        ("亩", "平方米", True),
    ],
)
def test_which_units_may_be_said_as_another(unit: str, other: str, same: bool) -> None:
    assert same_kind(unit, other) is same
    assert same_kind(other, unit) is same


@given(AMOUNTS)
def test_a_conversion_goes_and_comes_back(number: Decimal) -> None:
    assume(number != 0)
    assert to_unit(to_unit(number, "元", "亿元"), "亿元", "元") == number
    assert to_unit(to_unit(number, "人", "万人"), "万人", "人") == number
