"""Identifiers with their checks: credit codes, organisation codes, citizen numbers, division and grid codes.

Messages never repeat a citizen number; they say what is wrong and what would be right.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from operator import getitem
from typing import Literal
from zoneinfo import ZoneInfo

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
_CREDIT_VALUES = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# For each place what a character adds to the sum: a table of products is quicker than multiplying.
_CREDIT_PRODUCTS = [
    {character: value * weight for character, value in _CREDIT_VALUES.items()} for weight in _CREDIT_WEIGHTS
]
_CREDIT_DEPARTMENTS = "123456789ANY"  # who registered: 1 organisation office … 9 market regulation, Y others
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_PRODUCTS = [{str(digit): digit * weight for digit in range(10)} for weight in _CITIZEN_WEIGHTS]
_CITIZEN_CHECKS = "10X98765432"
# First two digits: provinces, 71 and 81 to 83 (residence permits of 2018), 9x (permanent residents' cards of 2023).
_CITIZEN_REGIONS = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71))
) | frozenset(map(str, (81, 82, 83, *range(90, 100))))
_CREDIT_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_SHANGHAI = ZoneInfo("Asia/Shanghai")

Level = Literal["province", "city", "county", "street", "community"]
LEVELS: dict[int, Level] = {2: "province", 4: "city", 6: "county", 9: "street", 12: "community"}
_LEVEL_NAMES = {"province": "省级", "city": "市级", "county": "县级", "street": "街道", "community": "社区"}


class CodeError(ValueError):
    """A code that fails its check; `code` is stable, the message Chinese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def credit_code_check(body: str) -> str:
    """The 18th character of the credit code that begins with the 17 characters `body` (GB 32100-2015)."""
    if len(body) != 17:
        raise ValueError("the body of a credit code has 17 characters")
    total = sum(map(getitem, _CREDIT_PRODUCTS, body))
    return _CREDIT_ALPHABET[-total % 31]


def organisation_code_check(body: str) -> str:
    """The 9th character of the organisation code that begins with the 8 characters `body` (GB 11714-1997)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    check = 11 - total % 11
    return "X" if check == 10 else str(check % 11)


def citizen_number_check(body: str) -> str:
    """The 18th character of the citizen number that begins with the 17 digits `body` (GB 11643-1999)."""
    if len(body) != 17:
        raise ValueError("the body of a citizen number has 17 digits")
    total = sum(map(getitem, _CITIZEN_PRODUCTS, body))
    return _CITIZEN_CHECKS[total % 11]


def check_credit_code(text: str) -> str:
    """`text` as a unified social credit code in capitals. Raises CodeError."""
    code = _compact(text)
    if len(code) != 18:
        raise CodeError("credit_code.length", _credit_length(code))
    if not _CREDIT_SHAPE.fullmatch(code):
        wrong = sorted({character for character in code if character not in _CREDIT_VALUES})
        hint = "（I 应为 1，O 应为 0，Z 应为 2，S 应为 5 之类，请对照证照）" if set(wrong) & set("IOSVZ") else ""
        raise CodeError("credit_code.character", f"统一社会信用代码里不会有“{''.join(wrong)}”{hint}")
    if code[0] not in _CREDIT_DEPARTMENTS or not code[2:8].isdigit():
        raise CodeError(
            "credit_code.shape", "统一社会信用代码第1位是登记部门代号，第3至8位是六位行政区划码，请对照证照"
        )
    check = credit_code_check(code[:17])
    if code[17] != check:
        raise CodeError(
            "credit_code.check_digit",
            f"统一社会信用代码校验不通过：按前17位推算，末位应为“{check}”，填的是“{code[17]}”；请对照证照，可能有一位抄错",
        )
    return code


def _credit_length(code: str) -> str:
    old = {
        15: "15位的是旧工商注册号，请改填18位统一社会信用代码",
        9: "9位的是旧组织机构代码，请改填18位统一社会信用代码",
    }
    return old.get(len(code), f"统一社会信用代码应为18位，填的是{len(code)}位")


def check_organisation_code(text: str) -> str:
    """`text` as an organisation code of nine characters without a dash. Raises CodeError."""
    code = _compact(text)
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        raise CodeError("organisation_code.shape", "组织机构代码应为8位数字或大写字母加1位校验码，例如 M000100Y-4")
    check = organisation_code_check(code[:8])
    if code[8] != check:
        raise CodeError(
            "organisation_code.check_digit", f"组织机构代码校验不通过：末位应为“{check}”，填的是“{code[8]}”"
        )
    return code


def check_citizen_number(text: str, *, today: date | None = None) -> str:
    """`text` as a citizen number of 18 characters; one of 15 digits is brought to 18. Raises CodeError.

    Residence permits for Hong Kong, Macao and Taiwan residents and permanent residents' cards of 2023 have the same
    form and pass. `today` (Shanghai) bounds the date of birth.
    """
    number = _compact(text)
    if len(number) == 15 and number.isdigit():
        number = upgrade_citizen_number(number)
    if len(number) != 18:
        raise CodeError("id_number.length", f"身份证号应为18位，填的是{len(number)}位")
    if not (number[:17].isascii() and number[:17].isdigit()) or number[17] not in "0123456789X":
        raise CodeError("id_number.character", "身份证号前17位应全是数字，末位是数字或 X")
    if number[:2] not in _CITIZEN_REGIONS:
        raise CodeError("id_number.region", "身份证号开头两位不是省级代码，请对照证件")
    born = _birth(number)
    if born is None or not date(1880, 1, 1) <= born <= (today or datetime.now(_SHANGHAI).date()):
        raise CodeError("id_number.birth_date", "身份证号第7至14位不是有效的出生日期，请对照证件")
    check = citizen_number_check(number[:17])
    if number[17] != check:
        raise CodeError(
            "id_number.check_digit",
            f"身份证号校验不通过：按前17位推算，末位应为“{check}”，填的是“{number[17]}”；请对照证件，可能有一位抄错",
        )
    return number


def is_citizen_number(text: str) -> bool:
    """Whether `text` is a citizen number of 18 characters with its check character."""
    try:
        return len(text) == 18 and bool(check_citizen_number(text))
    except CodeError:
        return False


def looks_like_citizen_number(text: str) -> bool:
    """Whether somebody typed a citizen number, however spaced, also one with a slip in it."""
    number = _compact(text)
    shaped = re.fullmatch(r"[1-9][0-9]{16}[0-9X]|[1-9][0-9]{14}", number)
    if shaped is None or number[:2] not in _CITIZEN_REGIONS:
        return False
    return _birth(number if len(number) == 18 else number[:6] + "19" + number[6:]) is not None


def upgrade_citizen_number(number: str) -> str:
    """The 18 characters of an old number of 15 digits (born in the 1900s)."""
    body = number[:6] + "19" + number[6:]
    return body + citizen_number_check(body)


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def birth_date(number: str) -> date:
    """Date of birth in a checked citizen number of 18 characters."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> Literal["男", "女"]:
    """Sex in a checked citizen number: the 17th digit is odd for men."""
    return "男" if int(number[16]) % 2 else "女"


def check_division_code(text: str, *, digits: int | None = None) -> str:
    """`text` as a division code of 2, 4, 6, 9 or 12 digits (2+2+2+3+3); `digits` demands one length. Raises CodeError.

    Only the form is checked, not whether the division is assigned: the list of divisions is data.
    """
    code = _compact(text)
    if not (code.isascii() and code.isdigit()):
        raise CodeError("division_code.character", "区划代码应全是数字")
    allowed = (digits,) if digits else tuple(LEVELS)
    if len(code) not in allowed:
        wanted = "、".join(map(str, allowed))
        raise CodeError("division_code.length", f"区划代码应为{wanted}位，填的是{len(code)}位")
    return _check_parts(code, code)


def _check_parts(code: str, shown: str) -> str:
    if code[:2] < "10":
        raise CodeError("division_code.province", f"区划代码“{shown}”开头两位应是省级代码（11到99）")
    ended = False
    for end, level in LEVELS.items():
        if end > len(code):
            break
        part = code[(end - 2 if end <= 6 else end - 3) : end]
        if not int(part):
            # Cities without counties (东莞, 中山, 儋州, 嘉峪关) write 00 there and go on with their towns.
            ended = level != "county" or ended
        elif ended:
            raise CodeError(
                "division_code.gap", f"区划代码“{shown}”的{_LEVEL_NAMES[level]}部分有值，上一级却是0，请核对"
            )
    return code


def check_grid_code(text: str) -> str:
    """`text` as a grid code of 15 digits: 12 of the community and a serial from 001. Raises CodeError."""
    code = _compact(text)
    if not (code.isascii() and code.isdigit()) or len(code) != 15:
        raise CodeError("grid_code.length", "网格编码应为15位数字：12位社区（村）代码加3位顺序号")
    _check_parts(code[:12], code)
    if not int(code[9:12]):
        raise CodeError("grid_code.community", f"网格编码“{code}”没有社区（村）部分；网格应属于一个社区（村）")
    if not int(code[12:]):
        raise CodeError("grid_code.serial", f"网格编码“{code}”末三位是顺序号，应从001起")
    return code


def parent_code(code: str) -> str | None:
    """The code one level up: grid → community → street → county → city → province → None."""
    lengths = [*LEVELS, 15]
    place = lengths.index(len(code))
    return code[: lengths[place - 1]] if place else None


def _compact(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text.upper()
    text = text.translate(_HALF_WIDTH)
    return re.sub(r"[\s\-—–'‘’`\u200b-\u200f\ufeff]", "", text).upper()


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
