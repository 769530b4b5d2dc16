"""Numbers as offices write them: full-width, with commas and currency signs, with the unit in the cell."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from typing import Any

from jingwei.core.fields.field import Field
from jingwei.core.fields.problems import Wrong
from jingwei.core.units import SCALES, UnitError, dimension_of, exact_factor, find_unit, tidy_unit

MAX_DIGITS = 15  # what a spreadsheet keeps of a number; longer ones are codes
MAX_PLACES = 15
_MOST_DIGITS = 40
_LIMIT = Decimal(10) ** MAX_DIGITS
_SIGNS = str.maketrans({"−": "-", "﹣": "-", "–": "-", "￥": "¥", "。": "."})
_QUANTITY = re.compile(
    r"(?P<prefix>[^\d+\-.,]*)"
    r"(?P<digits>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[+-]?\.[0-9]+)"
    r"(?:[eE](?P<exponent>[+-]?[0-9]{1,2}))?"
    r"(?P<suffix>(?:[^\d.,+\-/:*=;、]*m\^?[23])?[^\d.,+\-/:*=;、]*)",
)
_ABOUT = re.compile(r"[约近超余多逾><≥≤~]|左右|以上|以下|不足|上下|大概")
_WIDE = Context(prec=80)
_EXACT = Context(prec=80, traps=[Inexact, InvalidOperation])
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(MAX_PLACES + 1))


def quick_number(raw: Any, field: Field, unit: str | None) -> str | None:
    """A cell's number that needs nothing but its decimals written out, as stored; None for all others."""
    if type(raw) is not float or unit is not None or not field.decimals or field.minimum is not None:
        return None
    text = f"{raw:.{field.decimals}f}"
    if float(text) != raw or not -1e9 < raw < 1e9 or not raw or field.maximum is not None:
        return None
    return text


def read_number(raw: Any, field: Field, target: str | None, unit: str | None) -> Decimal:
    """The number in `raw` in the unit `target`, exactly.

    A unit in the cell comes first, then `unit` (from the column's head), then `target` itself. Raises Wrong.
    """
    written = ""
    if isinstance(raw, str):
        number, written = _split(raw)
    elif isinstance(raw, float):
        if not math.isfinite(raw):
            raise _not_a_number(target)
        # Fifteen digits are what the person saw in the cell: 0.30000000000000004 is 0.3.
        number = Decimal(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else Decimal(f"{raw:.15g}")
    elif isinstance(raw, (int, Decimal)) and not isinstance(raw, bool):
        number = Decimal(raw)
        if not number.is_finite():
            raise _not_a_number(target)
    else:
        raise _not_a_number(target)
    source = written or unit
    if not source or source == target:
        return number
    factor = _factor(source, target)
    if isinstance(factor, Wrong):
        raise Wrong(factor.code, factor.message)
    if factor == 1:
        return number
    if len(number.as_tuple().digits) > _MOST_DIGITS:
        raise _too_long()
    return _EXACT.multiply(number, factor)


def _split(text: str) -> tuple[Decimal, str]:
    text = text.strip()
    if text.isascii() and text.isdigit():
        return Decimal(text), ""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text).strip()
    text = text.translate(_SIGNS).strip("'‘’`")
    match = _QUANTITY.fullmatch(text)
    if match is None:
        if _ABOUT.search(text) and re.search(r"\d", text):
            raise _approximate()
        if re.search(r"\d.*[.,+\-/:*=;、].*\d", text):
            raise Wrong("number.not_a_number", "应只填一个数字，例如 12.5；逗号只用来分隔千位，例如 1,234.5")
        raise Wrong("number.not_a_number", "不是数字，请只填数字，例如 12")
    prefix, digits, exponent, suffix = match.groups()
    if len(digits) > _MOST_DIGITS:
        raise _too_long()
    unit = (prefix + suffix).strip()
    if unit and _ABOUT.search(unit):
        raise _approximate()
    number = Decimal(digits.replace(",", ""))
    return (number.scaleb(int(exponent)) if exponent else number), unit


def _too_long() -> Wrong:
    return Wrong("number.too_long", f"数字超过{MAX_DIGITS}位，不像是数量；如果是编号，请改用文本类的字段")


def _approximate() -> Wrong:
    return Wrong("number.approximate", "这里要填确切的数字，不能带“约、余、多、以上”等字样")


@lru_cache(maxsize=4096)
def _factor(source: str, target: str | None) -> Decimal | Wrong:
    """By what a number written in `source` is multiplied, or why it cannot be taken."""
    name = tidy_unit(source)
    scale, rest = _scale(name)
    if target is None:
        if scale and not rest:
            return Decimal(scale)
        return Wrong("number.unit", f"这里只填数字，不写“{source}”")
    if name in ("", tidy_unit(target)):
        return Decimal(1)
    dimension = dimension_of(target)
    known = find_unit(source, dimension) if dimension else None
    if known is not None:
        try:
            return exact_factor(known.name, target)
        except UnitError as error:
            return Wrong(error.code, error.message)
    if scale and rest in ("", tidy_unit(target)):
        return Decimal(scale)
    return Wrong("number.unit", f"这里按“{target}”计，不能填“{source}”；请换成{target}，或只填数字")


def _scale(name: str) -> tuple[int, str]:
    for word in sorted(SCALES, key=len, reverse=True):
        if name.startswith(word):
            return SCALES[word], name[len(word) :]
    return 0, name


def _not_a_number(unit: str | None) -> Wrong:
    return Wrong("number.not_a_number", f"应填数字{f'（单位：{unit}）' if unit else ''}，例如 12")


def check_range(number: Decimal, field: Field) -> None:
    """Raise Wrong when `number` lies outside the field's bounds or has more digits than numbers have."""
    if not -_LIMIT < number < _LIMIT:
        raise _too_long()
    unit = field.unit or ""
    if field.minimum is not None and number < field.minimum:
        raise Wrong("number.too_small", f"不能小于{plain(field.minimum)}{unit}")
    if field.maximum is not None and number > field.maximum:
        raise Wrong("number.too_large", f"不能大于{plain(field.maximum)}{unit}")


def in_places(number: Decimal, decimals: int | None, unit: str | None, *, round_it: bool) -> tuple[str, Wrong | None]:
    """`number` as stored: with `decimals` places, or, for None, the shortest way to write it.

    Digits beyond them are an error; with `round_it` (a cell shows its number rounded, so nobody saw them) they are
    rounded half up and a warning comes along.
    """
    places = MAX_PLACES if decimals is None else decimals
    written = plain if decimals is None else _in_full
    try:
        return written(number.quantize(_STEPS[places], context=_EXACT)), None
    except Inexact:
        pass
    rule = f"{f'按“{unit}”计，' if unit else ''}{f'最多{places}位小数' if places else '应为整数'}"
    if not round_it:
        raise Wrong("number.decimals", f"{rule}，请四舍五入后再填")
    rounded = written(number.quantize(_STEPS[places], rounding=ROUND_HALF_UP, context=_WIDE))
    return rounded, Wrong("number.rounded", f"{rule}，多出的小数已四舍五入", severity="warn", kept=rounded)


def _in_full(number: Decimal) -> str:
    return f"{number:f}"


def plain(number: Decimal) -> str:
    """The shortest decimal notation without exponent: 12.50 is 12.5, 1E+3 is 1000."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
