from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.codes import (
    CodeError,
    birth_date,
    check_citizen_number,
    check_credit_code,
    check_division_code,
    check_grid_code,
    check_organisation_code,
    citizen_number_check,
    credit_code_check,
    organisation_code_check,
    parent_code,
    sex,
    upgrade_citizen_number,
)

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
TODAY = date(2026, 11, 22)


@st.composite
def credit_codes(draw):
    body = (
        draw(st.sampled_from("159Y"))
        + draw(st.sampled_from(CREDIT))
        + f"{draw(st.integers(110000, 659999))}"
        + draw(st.text(CREDIT, min_size=9, max_size=9))
    )
    return body + credit_code_check(body)


@st.composite
def citizen_numbers(draw):
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    body = f"990101{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + citizen_number_check(body)


def test_the_published_vectors_hold():
    assert credit_code_check("91350100M000100Y4") == "3"
    assert organisation_code_check("M000100Y") == "4"
    assert citizen_number_check("11010519491231002") == "X"
    assert citizen_number_check("44052418800101001") == "4"
    assert check_organisation_code("m000100y-4") == "M000100Y4"


@given(credit_codes(), st.integers(0, 17), st.sampled_from(CREDIT))
def test_one_wrong_character_is_always_found_in_a_credit_code(code, place, other):
    assert check_credit_code(code.lower()) == code
    if code[place] != other:
        with pytest.raises(CodeError):
            check_credit_code(code[:place] + other + code[place + 1 :])


@given(citizen_numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found_in_a_citizen_number(number, place, other):
    assert check_citizen_number(number, today=TODAY) == number
    if number[place] != other:
        with pytest.raises(CodeError) as found:
            check_citizen_number(number[:place] + other + number[place + 1 :], today=TODAY)
        assert number[6:14] not in found.value.message


@given(citizen_numbers(), st.integers(0, 16))
def test_two_neighbours_changing_places_are_found_in_a_citizen_number(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(CodeError):
            check_citizen_number(swapped, today=TODAY)


def test_a_credit_code_is_told_what_is_wrong():
    with pytest.raises(CodeError, match="末位应为“3”，填的是“4”"):
        check_credit_code("91350100M000100Y44")
    with pytest.raises(CodeError, match="I 应为 1"):
        check_credit_code("9135010OM000100Y43")
    with pytest.raises(CodeError, match="17位"):
        check_credit_code("91350100M000100Y4")
    with pytest.raises(CodeError, match="15位的是旧工商注册号"):
        check_credit_code("350100123456789")
    with pytest.raises(CodeError, match="9位的是旧组织机构代码"):
        check_credit_code("M000100Y-4")
    with pytest.raises(CodeError) as found:
        check_credit_code("0" * 18)
    assert found.value.code == "credit_code.shape"
    with pytest.raises(CodeError, match="末位应为“4”"):
        check_organisation_code("M000100Y-5")


def test_a_citizen_number_is_told_what_is_wrong():
    with pytest.raises(CodeError, match="末位应为“X”，填的是“1”"):
        check_citizen_number("110105194912310021")
    with pytest.raises(CodeError, match="出生日期"):
        check_citizen_number("110105194913310021")
    with pytest.raises(CodeError, match="出生日期"):
        check_citizen_number("990101202701010010", today=TODAY)
    with pytest.raises(CodeError, match="省级代码"):
        check_citizen_number("000105194912310021")
    with pytest.raises(CodeError, match="17位"):
        check_citizen_number("11010519491231002")
    with pytest.raises(CodeError, match="数字或 X"):
        check_citizen_number("11010519491231002A")


def test_residence_permits_and_old_numbers_pass():
    body = "81000019900307" + "123"
    assert check_citizen_number(body + citizen_number_check(body))
    old = "990101900307123"
    number = check_citizen_number(old)
    assert number == upgrade_citizen_number(old)
    assert (birth_date(number), sex(number)) == (date(1990, 3, 7), "男")


@pytest.mark.parametrize(
    "code", ["99", "9901", "990101", "441900003", "990101001", "990101001003", "990100000000", "９９０１０１"]
)
def test_division_codes_of_every_level_pass(code):
    assert check_division_code(code).isdigit()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("990101000003", "division_code.gap"),
        ("990001", "division_code.gap"),
        ("010101", "division_code.province"),
        ("9901010", "division_code.length"),
        ("99O101", "division_code.character"),
    ],
)
def test_a_division_code_must_be_whole(code, error):
    with pytest.raises(CodeError) as found:
        check_division_code(code)
    assert found.value.code == error


def test_a_wanted_level_is_demanded():
    assert check_division_code("990101001", digits=9) == "990101001"
    with pytest.raises(CodeError, match="应为9位"):
        check_division_code("990101001003", digits=9)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("99010100100", "grid_code.length"),
        ("990101001000001", "grid_code.community"),
        ("990101001003000", "grid_code.serial"),
        ("990101000003001", "division_code.gap"),
    ],
)
def test_a_grid_code_belongs_to_a_community(code, error):
    with pytest.raises(CodeError) as found:
        check_grid_code(code)
    assert found.value.code == error


def test_a_grid_code_climbs_to_the_province():
    code = check_grid_code("990101001003012")
    climbed = []
    while code:
        climbed.append(code)
        code = parent_code(code)
    assert [len(code) for code in climbed] == [15, 12, 9, 6, 4, 2]
