from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.fields import KINDS
from jingwei.core.tests.reading import field_of, read, refusal


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("12.5", "12.5"),
        ("１２３．５０", "123.5"),
        ("1,234.5", "1234.5"),
        ("1，234，567", "1234567"),
        (" 12 ", "12"),
        ("-3", "-3"),
        ("−3.5", "-3.5"),
        ("－3", "-3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("'88", "88"),
        ("1.2E+3", "1200"),
        ("3万", "30000"),
        ("1.5亿", "150000000"),
        (0.30000000000000004, "0.3"),
        (12.0, "12"),
        (Decimal("1.50"), "1.5"),
        (7, "7"),
        ("-0", "0"),
        (-0.0, "0"),
    ],
)
def test_a_number_is_stored_in_its_shortest_form(raw, stored):
    assert read("number", raw) == stored


@pytest.mark.parametrize("raw", [None, "", "  ", "　", "-", "/", "—", "无", "暂无", float("nan")])
def test_a_cell_that_says_nothing_is_empty(raw):
    assert read("number", raw) is None
    assert read("integer", raw) is None
    assert read("amount", raw, unit="元") is None


def test_an_empty_required_field_says_so():
    assert refusal("number", "/", required=True).code == "field.required"
    assert "必填" in refusal("text", None, required=True).message


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("十二", "number.not_a_number"),
        ("约300", "number.approximate"),
        ("300余", "number.approximate"),
        ("300多人", "number.approximate"),
        ("＞5", "number.approximate"),
        ("10-20", "number.not_a_number"),
        ("3/4", "number.not_a_number"),
        ("1,5", "number.not_a_number"),
        ("12.5.6", "number.not_a_number"),
        ("1 2", "number.not_a_number"),
        (True, "number.not_a_number"),
        (float("inf"), "number.not_a_number"),
        (Decimal("NaN"), "number.not_a_number"),
        ([1], "number.not_a_number"),
        ("3户", "number.unit"),
        ("85%", "number.unit"),
        ("9" * 16, "number.too_long"),
        ("9" * 5000, "number.too_long"),
        (10**400, "number.too_long"),
        ("#DIV/0!", "cell.formula_error"),
        (" #N/A ", "cell.formula_error"),
    ],
)
def test_what_is_no_exact_number_is_refused(raw, code):
    wrong = refusal("number", raw)
    assert wrong.code == code
    assert wrong.severity == "error"


def test_a_comma_in_the_wrong_place_is_explained():
    assert "1,234.5" in refusal("number", "1,5").message


def test_a_unit_in_the_cell_is_the_fields_own_or_is_converted():
    assert read("number", "300人", unit="人") == "300"
    assert read("number", "1.2万人", unit="人") == "12000"
    assert read("number", "1.2万", unit="人") == "12000"
    assert read("number", "85％", unit="%") == "85"
    assert read("number", "百分之85", unit="%") == "85"
    assert read("number", "3公里", unit="米") == "3000"
    assert read("number", "5万方", unit="立方米") == "50000"
    assert refusal("number", "300人次", unit="人").code == "number.unit"
    assert "人" in refusal("number", "300户", unit="人").message
    assert refusal("number", "3公里", unit="平方米").code == "unit.unlike"


def test_decimals_are_kept_in_full():
    assert read("number", "12.5", decimals=2) == "12.50"
    assert read("number", 12.5, decimals=2) == "12.50"
    assert read("number", -12.25, decimals=2) == "-12.25"
    assert read("number", "12", decimals=0) == 12
    assert refusal("number", "12.345", decimals=2).code == "number.decimals"
    assert refusal("number", "12.5", decimals=0).code == "number.decimals"


def test_decimals_nobody_saw_in_the_cell_are_rounded_with_a_warning():
    warning = refusal("number", 2.675, decimals=2)
    assert (warning.code, warning.severity, warning.kept) == ("number.rounded", "warn", "2.68")
    assert refusal("number", 33.333333333333336, decimals=1).kept == "33.3"
    assert refusal("number", 1e-20).kept == "0"
    assert refusal("amount", 12.3456, unit="万元", decimals=2).kept == {"n": "12.35", "u": "万元"}


def test_bounds_hold_in_the_fields_unit():
    assert read("number", "0", minimum=Decimal(0)) == "0"
    assert "不能小于0" in refusal("number", -0.5, minimum=Decimal(0), decimals=2).message
    assert refusal("number", 100.5, maximum=Decimal(100), decimals=2).code == "number.too_large"
    assert "不能大于100人" in refusal("integer", "1万人", maximum=Decimal(100), unit="人").message


def test_an_integer_is_whole():
    assert read("integer", "１,200") == 1200
    assert read("integer", 3.0) == 3
    assert read("integer", "5人", unit="人") == 5
    assert refusal("integer", 3.5).code == "number.not_whole"
    assert refusal("integer", "3.5").code == "number.not_whole"


@pytest.mark.parametrize(
    ("raw", "unit", "n"),
    [
        ("12.5万元", "元", "125000"),
        ("￥1,234.50", "元", "1234.5"),
        ("¥12万", "元", "120000"),
        ("12.5万", "元", "125000"),
        ("12.5", "万元", "12.5"),
        ("12.5亿", "万元", "125000"),
        ("人民币12.5万元整", "元", "125000"),
        ("12.5亿元人民币", "亿元", "12.5"),
        ("1（万元）", "万元", "1"),
        ("300元", "万元", "0.03"),
        ("$12.5万", "万美元", "12.5"),
        ("50美元", "万美元", "0.005"),
        ("RMB 8000", "元", "8000"),
        (8000, "元", "8000"),
        ({"n": "12.5", "u": "亿元"}, "万元", "125000"),
        ({"n": 3}, "万元", "3"),
    ],
)
def test_an_amount_is_kept_in_the_fields_unit_exactly(raw, unit, n):
    assert read("amount", raw, unit=unit) == {"n": n, "u": unit}


def test_the_unit_of_the_column_head_counts_where_the_cell_names_none():
    assert read("amount", 3, unit="元", head_unit="万元") == {"n": "30000", "u": "元"}
    assert read("amount", "3元", unit="元", head_unit="万元") == {"n": "3", "u": "元"}
    assert read("number", 1.5, unit="米", decimals=1, head_unit="公里") == "1500.0"


@pytest.mark.parametrize("raw", ["12美元", "$12", "港币30万", "12.5万美元", "€3", {"n": "1", "u": "美元"}])
def test_another_currency_is_refused(raw):
    wrong = refusal("amount", raw, unit="万元")
    assert wrong.code == "unit.currency"
    assert "不同币种" in wrong.message


@pytest.mark.parametrize(
    "raw", [{"n": "x", "u": "元"}, {"u": "元"}, {"n": "", "u": "元"}, {"n": "1", "u": "斤"}, {"a": 1}]
)
def test_a_broken_amount_is_refused(raw):
    assert refusal("amount", raw, unit="元").severity == "error"


@pytest.mark.parametrize(
    ("raw", "unit", "n"),
    [
        ("120平", "平方米", "120"),
        ("3.5万方", "平方米", "35000"),
        ("120㎡", "平方米", "120"),
        ("80 m²", "平方米", "80"),
        ("2公顷", "平方米", "20000"),
        ("1.2平方公里", "平方米", "1200000"),
        ("12亩", "亩", "12"),
        ("5000平方米", "万平方米", "0.5"),
    ],
)
def test_an_area_is_kept_in_the_fields_unit_exactly(raw, unit, n):
    assert read("area", raw, unit=unit) == {"n": n, "u": unit}


def test_mu_is_not_converted_for_it_would_not_be_exact():
    wrong = refusal("area", "1.5亩", unit="平方米")
    assert wrong.code == "unit.not_exact"
    assert "666.67" in wrong.message


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**10), max_value=10**10, places=3))
def test_every_way_to_write_a_number_means_the_same(number):
    expected = read("number", number)
    assert Decimal(expected) == number
    full_width = str(number).translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789.-"})
    assert read("number", f"{number:f}") == expected
    assert read("number", f"{number:,f}") == expected
    assert read("number", full_width) == expected
    assert read("amount", f"￥{number:,f}万", unit="元")["n"] == read("number", number * 10000)


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(1, 4))
def test_a_cell_is_never_off_by_more_than_half_a_last_digit(number, decimals):
    values, wrongs = KINDS["number"].parse_column([number], field_of("number", decimals=decimals))
    [stored] = values
    assert all(wrong.severity == "warn" and wrong.kept == stored for wrong in wrongs.values())
    assert abs(Decimal(stored) - Decimal(f"{number:.15g}")) <= Decimal(1).scaleb(-decimals) / 2
