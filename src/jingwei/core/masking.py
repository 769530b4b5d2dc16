"""Personal data as it may be shown: enough to recognise one's own, too little to find somebody.

Public lists show a name as 张* and at most the first six and last four characters of an identity number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 "
    "轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门".split()
)
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
