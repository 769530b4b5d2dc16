"""Personal data as it may be shown: enough to recognise one's own, too little to find somebody.

Public lists show a name as 张* and at most the first six and last four characters of an identity number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒"
    "鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门"
)
_COMPOUND_SURNAMES = frozenset(map("".join, zip(_COMPOUND[::2], _COMPOUND[1::2], strict=True)))
_FIRST_DIGIT = re.compile(r"[0-9０-９]")
_AREA_CODE = re.compile(r"^(0\d{2,3})-?(\d{7,8})(-\d+)?$")


def mask(mark: str, text: str) -> str:
    """`text` masked for the personal-data mark `mark`; an unknown mark hides everything."""
    text = text.strip()
    if not text:
        return ""
    return _MASKS.get(mark, _hidden)(text)


def _hidden(text: str) -> str:
    return "***"


def _name(text: str) -> str:
    if len(text) > 2 and text[:2] in _COMPOUND_SURNAMES:
        return text[:2] + "*"
    return text[0] + "*"


def _phone(text: str) -> str:
    landline = _AREA_CODE.match(text)
    if landline:
        return f"{landline[1]}-****{landline[2][-4:]}"
    if len(text) == 11:
        return f"{text[:3]}****{text[-4:]}"
    return "****" + text[-4:] if len(text) > 6 else "****"


def _id_number(text: str) -> str:
    if len(text) not in (15, 18):
        return text[:2] + "****" if len(text) > 6 else "****"
    return text[:6] + "*" * (len(text) - 10) + text[-4:]


def _address(text: str) -> str:
    digit = _FIRST_DIGIT.search(text)
    kept = text[: digit.start()] if digit else text[: min(6, len(text) // 2)]
    return kept + "***"


def _account(text: str) -> str:
    return "****" + text[-4:] if len(text) > 8 else "****"


_MASKS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "phone": _phone,
    "id_number": _id_number,
    "address": _address,
    "account": _account,
    "other": _hidden,
}
MARKS: tuple[str, ...] = tuple(_MASKS)
MARK_LABELS: dict[str, str] = {
    "name": "姓名",
    "phone": "电话",
    "id_number": "身份证号",
    "address": "住址",
    "account": "账号",
    "other": "其他个人信息",
}
