from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.money import CurrencyError, Money, total
from jingwei.core.units import UNITS, UnitError, approximate, convert, find_unit

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
MONEY = [unit for unit in UNITS.values() if unit.currency]
RENMINBI = sorted(unit.name for unit in MONEY if unit.currency == "元")


@given(DECIMALS, st.sampled_from(RENMINBI), st.sampled_from(RENMINBI))
def test_there_and_back_is_the_same(number, first, second):
    assert convert(convert(number, first, second), second, first) == number


@given(DECIMALS)
def test_the_table_is_what_everybody_knows(number):
    assert convert(number, "亿元", "万元") == number * 10000
    assert convert(number, "万美元", "美元") == number * 10000
    assert convert(number, "平方公里", "公顷") == number * 100
    assert convert(number, "公里", "米") == number * 1000
    assert convert(number, "吨", "斤") == number * 2000


def test_mu_is_only_shown_in_square_metres():
    with pytest.raises(UnitError, match="不能精确换算"):
        convert(Decimal(1), "亩", "平方米")
    assert approximate(Decimal(1), "亩", "平方米", decimals=2) == Decimal("666.67")
    assert approximate(Decimal("1078"), "亩", "公顷", decimals=2) == Decimal("71.87")
    assert convert(Decimal("1.5"), "万亩", "亩") == 15000


@pytest.mark.parametrize(("first", "second"), list(permutations(["元", "万美元", "亿欧元", "港元"], 2)))
def test_currencies_are_never_converted(first, second):
    with pytest.raises(UnitError) as found:
        convert(Decimal(1), first, second)
    assert found.value.code == "unit.currency"


def test_unlike_units_are_not_converted():
    for first, second in (("元", "平方米"), ("人", "户"), ("米", "平方米")):
        with pytest.raises(UnitError) as found:
            convert(Decimal(1), first, second)
        assert found.value.code == "unit.unlike"


@pytest.mark.parametrize(
    ("text", "dimension", "name"),
    [
        ("方", "area", "平方米"),
        ("方", "volume", "立方米"),
        ("万方", "area", "万平方米"),
        ("㎡", None, "平方米"),
        ("ｋｍ", None, "公里"),
        ("￥", None, "元"),
        ("万", "money:元", "万元"),
        ("万", "money:美元", "万美元"),
        ("（万元）", None, "万元"),
        ("亿美金", None, "亿美元"),
        ("人民币万元", "money:元", "万元"),
        ("万", None, None),
        ("户", None, None),
        ("", None, None),
        ("$万", "money:美元", "万美元"),
    ],
)
def test_a_unit_is_found_under_its_other_names(text, dimension, name):
    found = find_unit(text, dimension)
    assert (found.name if found else None) == name


@given(st.lists(st.tuples(DECIMALS, st.sampled_from(RENMINBI)), max_size=8))
def test_a_sum_is_exact_whatever_the_units(parts):
    moneys = [Money(number, unit) for number, unit in parts]
    assert total(moneys, "元").amount == sum(Fraction(convert(number, unit, "元")) for number, unit in parts)
    assert total(moneys, "亿元") == total(reversed(moneys), "万元")


def test_money_of_two_currencies_is_never_added_or_compared():
    with pytest.raises(CurrencyError, match="不同币种"):
        Money(Decimal(1), "亿元") + Money(Decimal(1), "万美元")
    with pytest.raises(CurrencyError):
        total([Money(Decimal(1), "元"), Money(Decimal(0), "美元")], "元")
    with pytest.raises(CurrencyError):
        assert Money(Decimal(1), "元") < Money(Decimal(2), "美元")
    assert Money(Decimal(1), "元") != Money(Decimal(1), "美元")


def test_equal_money_is_equal_in_any_unit():
    assert Money(Decimal(1), "万元") == Money(Decimal(10000), "元")
    assert len({Money(Decimal(1), "万元"), Money(Decimal("10000.00"), "元")}) == 1
    assert Money(Decimal("0.9"), "万元") < Money(Decimal(9001), "元")
    assert str(Money.from_stored({"n": "12.5", "u": "万元"}) * 2 - Money(Decimal(5), "万元")) == "20.0万元"


def test_only_units_of_money_make_money():
    with pytest.raises(UnitError, match="金额单位"):
        Money(Decimal(1), "平方米")
