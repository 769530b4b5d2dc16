"""Raw values as they come out of cells, forms and JSON, before a kind looks at them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from jingwei.core.fields.problems import Wrong

# What offices write into a cell that has nothing to say.
DASHES = frozenset({"-", "--", "—", "——", "－", "/", "／", "\\", "、", "."})
NOTHING = DASHES | {"无", "暂无", "没有", "空", "N/A", "n/a", "NA", "null", "NULL", "None", "不详", "未知"}
_EXCEL_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_SCIENTIFIC = re.compile(r"\s*\d(\.\d+)?[eE]\+\d{2}\s*")
LOST_DIGITS = "这一长串数字已被表格软件改成科学计数，末尾几位丢失了；请把这一列设为“文本”格式后重新填写原号码"


def is_blank(raw: Any) -> bool:
    """True for None, empty or white text, NaN, and an empty list or dict."""
    if raw is None:
        return True
    if isinstance(raw, float):
        return math.isnan(raw)
    if isinstance(raw, str):
        return not raw or raw.isspace()
    return isinstance(raw, (list, dict, tuple)) and not raw


def refuse_formula_error(text: str) -> None:
    """Raise Wrong when the cell holds the error of a formula instead of a value."""
    if text[:1] == "#" and text.upper() in _EXCEL_ERRORS:
        raise Wrong("cell.formula_error", "这一格的公式出错了，没有算出结果；请改正公式，或直接填写数值")


def refuse_lost_digits(text: str) -> None:
    """Raise Wrong for a number that went through scientific notation, e.g. 3.70283E+17."""
    if "+" in text and _SCIENTIFIC.fullmatch(text):
        raise Wrong("cell.scientific", LOST_DIGITS)


def as_text(raw: Any) -> str:
    """The text a person sees in the cell: 1001.0 is 1001, midnight is dropped. Raises Wrong for lost digits."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        if not abs(raw) < 1e15:
            raise Wrong("cell.scientific", LOST_DIGITS)
        return str(int(raw)) if raw.is_integer() else f"{Decimal(f'{raw:.15g}'):f}"
    if isinstance(raw, Decimal):
        return f"{raw:f}"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(sep=" ", timespec="minutes")
    if isinstance(raw, (date, time)):
        return raw.isoformat()
    raise Wrong("cell.not_text", "这里应是一段文字")
