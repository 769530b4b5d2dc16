import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.reports.writing.growth import Basis, change, growth, stated_growth

SAME_PART = Basis()
WHOLE_YEAR = Basis(whole_year=True)
YEAR_END = Basis("year_end")
AMOUNTS = st.decimals(min_value=-(10**8), max_value=10**8, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("now", "base", "unit", "said"),
    [
        ("105.2", "100", "亿元", "同比增长5.2%"),
        ("94.8", "100", "亿元", "同比下降5.2%"),
        ("100", "100", "件", "与上年同期持平"),
        ("100001", "100000", "件", "与上年同期基本持平"),
        ("12", "0", "家", "上年同期为0"),
        ("0", "0", "家", "与上年同期持平"),
        ("0", "8", "家", "同比下降100%"),
        ("82.1", "65", "%", "同比提高17.1个百分点"),
        ("65", "82.1", "%", "同比下降17.1个百分点"),
        ("65.04", "65", "%", "与上年同期基本持平"),
        ("3", "2.5", "‰", "同比提高0.5个千分点"),
        ("120", "-30", "万元", "同比扭亏为盈"),
        ("0", "-30", "万元", "同比扭亏"),
        ("-10", "-30", "万元", "同比减亏20万元"),
        ("-50", "-30", "万元", "同比增亏20万元"),
        ("-5", "30", "万元", "同比由盈转亏"),
        ("-20", "-50", "人", "同比增加30人"),
    ],
)
def test_growth(now: str, base: str, unit: str, said: str) -> None:
    assert growth(Decimal(now), Decimal(base), unit, SAME_PART).text == said


@pytest.mark.parametrize(
    ("basis", "rise", "level", "from_zero"),
    [
        (SAME_PART, "同比增长10.0%", "与上年同期持平", "上年同期为0"),
        (WHOLE_YEAR, "比上年增长10.0%", "与上年持平", "上年为0"),
        (YEAR_END, "比上年末增长10.0%", "与上年末持平", "上年末为0"),
    ],
)
def test_what_the_base_is_called(basis: Basis, rise: str, level: str, from_zero: str) -> None:
    assert growth(Decimal(11), Decimal(10), "家", basis).text == rise
    assert growth(Decimal(10), Decimal(10), "家", basis).text == level
    assert growth(Decimal(10), Decimal(0), "家", basis).text == from_zero


@pytest.mark.parametrize(
    ("now", "base", "unit", "said"),
    [
        ("377", "100", "套", "同比增加277套"),
        ("87.5", "100", "万元", "同比减少12.50万元"),
        ("100", "100", "户", "与上年同期持平"),
        ("7", "0", "家", "同比增加7家"),
        ("82", "65", "%", "同比提高17.0个百分点"),
    ],
)
def test_change_is_in_units(now: str, base: str, unit: str, said: str) -> None:
    assert change(Decimal(now), Decimal(base), unit, SAME_PART).text == said


@pytest.mark.parametrize(
    ("percent", "said"), [("7.35", "同比增长7.4%"), ("-0.2", "同比下降0.2%"), ("0", "与上年同期持平")]
)
def test_growth_from_outside_is_worded_alike(percent: str, said: str) -> None:
    assert stated_growth(Decimal(percent), SAME_PART).text == said


@given(AMOUNTS, AMOUNTS, st.sampled_from(["万元", "家", "%"]))
def test_no_comparison_prints_a_minus_or_contradicts_its_sign(now: Decimal, base: Decimal, unit: str) -> None:
    for compare in (growth, change):
        said = compare(now, base, unit, SAME_PART)
        assert "-" not in said.text
        if re.search(r"下降|减少|由盈转亏|增亏", said.before + said.number.text):
            assert now < base
        if re.search(r"增长|增加|提高|扭亏|减亏", said.text):
            assert now > base


@given(AMOUNTS, AMOUNTS)
def test_a_rate_is_never_compared_in_per_cent(now: Decimal, base: Decimal) -> None:
    assert "%" not in growth(now, base, "%", SAME_PART).text
    assert "%" not in change(now, base, "%", SAME_PART).text


@given(AMOUNTS.filter(lambda base: base > 0), AMOUNTS.filter(lambda now: now >= 0))
def test_the_printed_growth_agrees_with_value_and_base(base: Decimal, now: Decimal) -> None:
    said = growth(now, base, "万元", SAME_PART)
    found = re.fullmatch(r"同比(增长|下降)(\d+(?:\.\d)?)%", said.text)
    if found:
        percent = Decimal(found[2]) * (1 if found[1] == "增长" else -1)
        assert abs((now / base - 1) * 100 - percent) <= Decimal("0.0500001")
    else:
        assert abs(now / base - 1) * 100 < Decimal("0.051")
