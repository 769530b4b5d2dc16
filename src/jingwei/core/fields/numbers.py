"""Numbers as offices write them: full-width, with commas and currency signs, with the unit in the cell."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from typing import Any

from jingwei.core.fields.field import Field
from jingwei.core.fields.problems import Wrong
from jingwei.core.units import SCALES, UnitError, convert, dimension_of, find_unit, tidy_unit

MAX_DIGITS = 15  # what a spreadsheet keeps of a number; longer ones are codes
_MINUS = str.maketrans({"−": "-", "－": "-", "﹣": "-", "–": "-", "，": ",", "￥": "¥", "。": ".", "＋": "+"})
_QUANTITY = re.compile(
    r"([^\d+\-.,]*)([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)(?:[eE]([+-]?\d{1,2}))?(.*)", re.S
)
_ABOUT = re.compile(r"[约近超余多近逾]|左右|以上|以下|不足|上下|大概|[><≥≤~～]")
_WIDE = Context(prec=80)


def read_number(raw: Any, field: Field, dimension: str | None, unit: str | None) -> Decimal:
    """The number in `raw` in the unit of `field`, exactly.

    A unit in the cell comes first, then `unit` (from the column's head), then the field's own. Raises Wrong.
    """
    if isinstance(raw, str):
        number, written = _split(raw)
    elif isinstance(raw, float):
        number, written = _from_float(raw), ""
    elif isinstance(raw, (int, Decimal)) and not isinstance(raw, bool):
        number, written = Decimal(raw), ""
        if not number.is_finite():
            raise _not_a_number(field)
    else:
        raise _not_a_number(field)
    source = written or unit or ""
    return _in_field_unit(number, source, field, dimension) if source else number


def _from_float(raw: float) -> Decimal:
    if not math.isfinite(raw):
        raise Wrong("number.not_a_number", "不是有效的数字，请重新填写")
    # Fifteen digits are what the person saw in the cell: 0.30000000000000004 is 0.3.
    return Decimal(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else Decimal(f"{raw:.15g}")


def _split(text: str) -> tuple[Decimal, str]:
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).strip().strip("'‘’`")
    if plain.isascii() and plain.isdigit():
        return Decimal(plain), ""
    if _ABOUT.search(plain):
        raise Wrong("number.approximate", "这里要填确切的数字，不能带“约、余、多、以上”等字样")
    match = _QUANTITY.fullmatch(plain)
    if match is None:
        raise Wrong("number.not_a_number", "不是数字，请只填数字，例如 12.5")
    prefix, digits, exponent, suffix = match.groups()
    unit = tidy_unit(prefix + suffix)
    if any(sign in unit for sign in "0123456789.,+-/:*=;、"):
        raise Wrong("number.not_a_number", "应只填一个数字，例如 12.5；逗号只用来分隔千位，例如 1,234.5")
    number = Decimal(digits.replace(",", ""))
    return (number.scaleb(int(exponent)) if exponent else number), unit


def _in_field_unit(number: Decimal, source: str, field: Field, dimension: str | None) -> Decimal:
    target = field.unit
    if target is not None and tidy_unit(target) == tidy_unit(source):
        return number
    scale, rest = _scale(source)
    known = find_unit(source, dimension)
    if target is None:
        if scale and not rest:
            return number * scale
        raise Wrong("number.unit", f"这里只填数字，不写“{source}”")
    if known is not None and (dimension is not None or dimension_of(target)):
        try:
            return convert(number, known.name, target)
        except UnitError as error:
            raise Wrong(error.code, error.message) from None
    if scale and (not rest or tidy_unit(rest) == tidy_unit(target)):
        return number * scale
    raise Wrong("number.unit", f"这里按“{target}”计，不能填“{source}”；请换成{target}，或只填数字")


def _scale(source: str) -> tuple[int, str]:
    for word in sorted(SCALES, key=len, reverse=True):
        if source.startswith(word):
            return SCALES[word], source[len(word) :]
    return 0, source


def _not_a_number(field: Field) -> Wrong:
    return Wrong("number.not_a_number", f"应填数字{f'（单位：{field.unit}）' if field.unit else ''}，例如 12.5")


def check_range(number: Decimal, field: Field) -> None:
    """Raise Wrong when `number` lies outside the field's bounds or has more digits than numbers have."""
    if abs(number) >= Decimal(10) ** MAX_DIGITS:
        raise Wrong("number.too_long", "数字超过15位，不像是数量；如果是编号，请改用文本类的字段")
    unit = field.unit or ""
    if field.minimum is not None and number < field.minimum:
        raise Wrong("number.too_small", f"不能小于{plain(field.minimum)}{unit}")
    if field.maximum is not None and number > field.maximum:
        raise Wrong("number.too_large", f"不能大于{plain(field.maximum)}{unit}")


def in_places(number: Decimal, field: Field, *, round_it: bool) -> tuple[str, Wrong | None]:
    """`number` as stored: with the field's decimals, else the shortest way to write it.

    Digits beyond the field's decimals are an error; with `round_it` (a cell shows its number rounded, so nobody saw
    them) they are rounded half up and a warning comes along.
    """
    if field.decimals is None:
        return plain(number), None
    step = Decimal(1).scaleb(-field.decimals)
    try:
        return f"{number.quantize(step, context=Context(prec=80, traps=[Inexact, InvalidOperation])):f}", None
    except Inexact:
        pass
    rounded = f"{number.quantize(step, rounding=ROUND_HALF_UP, context=_WIDE):f}"
    places = f"最多{field.decimals}位小数" if field.decimals else "应为整数"
    if round_it:
        return rounded, Wrong("number.rounded", f"{places}，已四舍五入为{rounded}", severity="warn", kept=rounded)
    raise Wrong("number.decimals", f"{places}，请四舍五入后再填，例如 {rounded}")


def plain(number: Decimal) -> str:
    """The shortest decimal notation without exponent: 12.50 is 12.5, 1E+3 is 1000."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
