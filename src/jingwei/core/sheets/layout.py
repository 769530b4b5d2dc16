"""What the sheets we write look like: fonts, colours, widths that fit Chinese text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Any

import xlsxwriter

from jingwei.core.fields import Field

FONT = "宋体"
TITLE_FONT = "黑体"
HEAD_COLOUR = "#E8F0F7"
REQUIRED_COLOUR = "#FFF2CC"
MARK_COLOUR = "#F8D7DA"
A4 = 9
TEXT = "@"
DATE = "yyyy-mm-dd"
_MEASURED = 400  # rows looked at for the width of a column
_NARROWEST, _WIDEST = 6.0, 46.0


def new_book() -> tuple[BytesIO, Any]:
    """An empty workbook in memory; nothing that is written as text is taken for a formula, a number or a link."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return stream, xlsxwriter.Workbook(stream, options)


def make_format(book: Any, **properties: Any) -> Any:
    """A cell format in the body font; `properties` as XlsxWriter names them."""
    return book.add_format({"font_name": FONT, "font_size": 11, "valign": "vcenter", **properties})


def display_width(text: str) -> int:
    """How many narrow characters `text` is wide; Chinese ones count two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def column_width(heading: str, texts: Iterable[str], *, widest: float = _WIDEST) -> float:
    """A width, in characters, in which the head and nearly all of the first texts can be read."""
    widths = sorted(
        max(map(display_width, text.split("\n", 3)[:3]), default=0) for text in islice(texts, _MEASURED) if text
    )
    usual = widths[int(len(widths) * 0.97)] if widths else 0
    return float(min(max(usual + 2, display_width(heading) + 3, _NARROWEST), widest))


def sheet_name(title: str) -> str:
    """`title` as the name of a sheet: at most 31 characters, without those that Excel refuses."""
    name = "".join(char for char in title if char not in "[]:*?/\\\n\r\t").strip().strip("'_")
    return name[:31] or "数据"


def head_text(field: Field, *, star: bool = False) -> str:
    """The head of a column: label, unit in brackets, and a star when it must be filled."""
    unit = field.unit or {"amount": "元", "area": "平方米"}.get(field.kind)
    text = (
        field.label
        if unit is None or f"({unit})" in field.label or f"（{unit}）" in field.label
        else f"{field.label}（{unit}）"
    )
    return f"{text}*" if star and field.required else text


def chinese_date(day: date) -> str:
    """2025年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"
