import pytest

from jingwei.core.codes import citizen_number_check, credit_code_check
from jingwei.core.fields import Problem
from jingwei.core.tests.reading import field_of, read, refusal


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        (13800138000.0, "13800138000"),
        (13800138000, "13800138000"),
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("+86-13800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0591-87654321", "0591-87654321"),
        ("059187654321", "0591-87654321"),
        ("(0591)8765432", "0591-8765432"),
        ("0591 87654321", "0591-87654321"),
        ("010-87654321", "010-87654321"),
        ("0591-87654321转801", "0591-87654321-801"),
        ("0591-87654321-801", "0591-87654321-801"),
        ("87654321", "87654321"),
        ("400-123-4567", "4001234567"),
        ("12345", "12345"),
        (110.0, "110"),
        ("96711-3", "96711-3"),
        ("+852 2345 6789", "+85223456789"),
        ("无", None),
    ],
)
def test_a_phone_is_read(raw, stored):
    assert read("phone", raw) == stored


@pytest.mark.parametrize(
    ("raw", "code", "says"),
    [
        ("1380013800", "phone.shape", "11位"),
        ("13800138000/13900139000", "phone.several", "一个"),
        ("13800138000、13900139000", "phone.several", "一个"),
        ("13800138000 13900139000", "phone.several", "一个"),
        (59187654321.0, "phone.shape", "文本"),
        ("张某", "phone.shape", "手机号"),
        (1.38e25, "cell.scientific", "文本"),
        ("1.38E+10", "cell.scientific", "文本"),
        ("12345678", "phone.shape", "11位"),
    ],
)
def test_what_is_no_phone_is_refused(raw, code, says):
    wrong = refusal("phone", raw)
    assert wrong.code == code
    assert says in wrong.message


def test_a_credit_code_is_read_in_any_writing():
    code = "91990101MA0000TEST".replace("S", "5")[:17]
    code += credit_code_check(code)
    assert read("credit_code", code.lower()) == code
    assert read("credit_code", f" {code[:8]} {code[8:]} ") == code
    assert read("credit_code", "无") is None


def test_a_wrong_credit_code_says_which_character_is_expected():
    wrong = refusal("credit_code", "91350100M000100Y4X"[:17] + "4")
    assert wrong.code == "credit_code.check_digit"
    assert "“3”" in wrong.message
    assert refusal("credit_code", "350100123456789").message.startswith("15位")
    assert refusal("credit_code", 9.135010012345678e17).code == "cell.scientific"


BODY = "99010119900307" + "123"
NUMBER = BODY + citizen_number_check(BODY)


def test_an_identity_number_is_read():
    assert read("id_number", NUMBER.lower()) == NUMBER
    assert read("id_number", f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}") == NUMBER
    assert read("id_number", "990101900307123") == NUMBER


@pytest.mark.parametrize("raw", [3.7e17, 9.90101199003071e17, "3.70283E+17"])
def test_an_identity_number_turned_into_scientific_notation_is_refused(raw):
    wrong = refusal("id_number", raw)
    assert wrong.code == "cell.scientific"
    assert "“文本”格式" in wrong.message


@pytest.mark.parametrize(
    "raw", [BODY + ("0" if NUMBER[-1] != "0" else "1"), BODY, "99010119901307" + "1234", "x" * 18, 990101199003071]
)
def test_no_message_shows_a_whole_identity_number(raw):
    wrong = refusal("id_number", raw)
    problem = Problem.of(field_of("id_number"), raw, wrong, row=3)
    for text in (wrong.message, problem.value, problem.sentence(), str(wrong)):
        assert str(raw) not in text
        assert str(raw)[6:14] not in text
    assert "第3行" in problem.sentence()


def test_a_wrong_identity_number_says_which_character_is_expected():
    wrong = refusal("id_number", BODY + ("0" if NUMBER[-1] != "0" else "1"))
    assert wrong.code == "id_number.check_digit"
    assert f"“{NUMBER[-1]}”" in wrong.message


def test_an_identity_number_is_personal_whoever_designs_the_form():
    assert field_of("id_number").personal == "id_number"
