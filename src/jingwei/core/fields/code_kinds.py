"""Phones, credit codes and identity numbers: always text, never numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from jingwei.core.codes import CodeError, check_citizen_number, check_credit_code, check_division_code
from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.problems import Wrong
from jingwei.core.fields.raw import as_text, refuse_lost_digits
from jingwei.core.industries import check_industry, section_name

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")
_LOCAL = re.compile(r"[2-9]\d{6,7}")
_SERVICE = re.compile(r"(?:400|800)\d{7}|1\d{2,4}|9[56]\d{3,6}")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#|-)(\d{1,6})$", re.IGNORECASE)
_MANY = re.compile(r"\d{7}.*?[/、,;|或\s].*?\d{7}")
_ABROAD = re.compile(r"\+(?!86)\d{7,15}")


class Phone(Kind):
    """A telephone number, stored as 13800138000, 0591-87654321, 0591-87654321-801, 4001234567 or +85212345678."""

    key = "phone"
    label = "电话"
    widget = "phone"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        text = as_text(raw)
        if _MOBILE.fullmatch(text):
            return text
        refuse_lost_digits(text)
        return _phone(unicodedata.normalize("NFKC", text).strip())


def _phone(text: str) -> str:
    if _MANY.search(text):
        raise Wrong("phone.several", "一格只填一个电话，其余的请另列填写")
    digits = re.sub(r"[\s()—–\u2010-\u2015\u200b-\u200f]|(?<=\d)-(?=\d{7,8}(?!\d))", "", text)
    digits = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))-?", "", digits)
    if re.fullmatch(r"1[\d-]{11,14}|[48]00[\d-]{7,9}", digits):
        digits = digits.replace("-", "")
    if _ABROAD.fullmatch(digits):
        return digits
    if _MOBILE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return digits
    extension = _EXTENSION.search(digits)
    number = digits[: extension.start()] if extension else digits
    number = number.replace("-", "")
    tail = f"-{extension[1]}" if extension else ""
    landline = _LANDLINE.fullmatch(number)
    if landline:
        return f"{landline[1]}-{landline[2]}{tail}"
    if _LOCAL.fullmatch(number) or (tail and _SERVICE.fullmatch(number)):
        return number + tail
    raise Wrong("phone.shape", _advice(digits.replace("-", "")))


def _advice(digits: str) -> str:
    if not digits.isdigit():
        return "不是电话号码，应填11位手机号，或带区号的座机号如 0591-87654321"
    if digits[0] == "1":
        return f"手机号应为11位数字，填的是{len(digits)}位，请核对"
    if len(digits) in (9, 10, 11) and digits[0] in "23456789":
        return "座机号的区号少了开头的 0（表格把它当数字去掉了）；请把这一列设为“文本”格式，写成 0591-87654321 这样"
    return f"不是电话号码（{len(digits)}位数字），应填11位手机号，或带区号的座机号如 0591-87654321"


class CreditCode(Kind):
    """A unified social credit code of 18 characters (GB 32100-2015), its check character verified."""

    key = "credit_code"
    label = "统一社会信用代码"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        text = as_text(raw)
        refuse_lost_digits(text)
        try:
            return check_credit_code(text)
        except CodeError as error:
            raise Wrong(error.code, error.message) from None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[1-9ANY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"}


class IdNumber(Kind):
    """A citizen number (GB 11643-1999), stored with 18 characters; always personal."""

    key = "id_number"
    label = "身份证号"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        text = as_text(raw)
        refuse_lost_digits(text)
        try:
            return check_citizen_number(text)
        except CodeError as error:
            raise Wrong(error.code, error.message) from None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"}


class DivisionCode(Kind):
    """A division code (GB/T 2260, GB/T 10114) of 2, 4, 6, 9 (street) or 12 (community) digits."""

    key = "division_code"
    label = "区划代码"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        text = as_text(raw)
        refuse_lost_digits(text)
        try:
            return check_division_code(text)
        except CodeError as error:
            raise Wrong(error.code, error.message) from None

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"}


class Industry(Kind):
    """An industry code (GB/T 4754-2017), stored with its section: C1311, C13 or C; shown with the section's name."""

    key = "industry"
    label = "行业代码"

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        text = as_text(raw)
        # A cell of numbers loses the nought of 01 to 09.
        text = (
            f"0{text}" if isinstance(raw, (int, float)) and len(text) in (1, 3) and not isinstance(raw, bool) else text
        )
        try:
            return check_industry(_NAME.sub("", text))
        except CodeError as error:
            raise Wrong(error.code, error.message) from None

    def show(self, stored: Any, field: Field) -> str:
        return f"{stored}（{section_name(stored)}）"

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-T]([0-9]{2,4})?$"}


# The name of the section, as it is shown behind the code.
_NAME = re.compile(r"\s*[（(][^（()）]*[)）]\s*$")
