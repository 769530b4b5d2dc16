"""What the head of a column says: its words without punctuation, and the unit it names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from jingwei.core.fields import Field
from jingwei.core.units import SCALES, dimension_of, find_unit, tidy_unit

Levels = tuple[str, ...]  # the texts of a head from top to bottom, e.g. ("房屋", "面积")

_BRACKETS = str.maketrans("（）［］【】〔〕〈〉《》「」『』[]<>{}", "()" * 11)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_PUNCTUATION = re.compile(r"[^\w%‰]|_", re.UNICODE)
_NOTE = re.compile(
    r"^(?:户|人|个|家|件|处|栋|幢|套|间|条|次|人次|户次|名|岁|层|年|月|日|天|项|块|辆|台|座|起|份|株|盏|只|位|所|元/.*)$|必填|选填|可填|不填|填写|填报|填到|格式|例|如|年月日|yyyy|下拉|多选|单选|勾选|是/?否|有/?无|请|注|须|以.*为准|[√✓]",
    re.I,
)
_UNIT_WORD = re.compile(r"^(?:计量)?单位[:：]?")
_WITH_UNITS = frozenset({"integer", "number", "amount", "area", "approximate"})
_TRAILING_UNITS = (
    "万平方米",
    "平方公里",
    "平方米",
    "立方米",
    "平米",
    "万元",
    "亿元",
    "公顷",
    "公里",
    "m2",
    "m3",
    "元",
    "亩",
    "米",
    "%",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """One head: `text` as shown (上/下), its words, and what it names beside them.

    `full` are all words, `bare` those outside brackets. `tails` are the same of its lower levels only, without the
    highest, without the two highest. `aside` is true when what stands in the brackets is no unit and no note, so that
    leaving it out changes the meaning.
    """

    text: str
    full: str
    bare: str
    tails: tuple[tuple[str, str], ...]
    unit: str | None
    aside: bool


def shown(levels: Levels) -> str:
    """A head of several levels in one line: 房屋/面积."""
    return "/".join(level for level in (_one_line(level) for level in levels) if level)


@lru_cache(maxsize=8192)
def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip() if not re.search(r"[^\x00-\x7f]", text) else re.sub(r"\s+", "", text)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The words of `text`: half-width, lower case, without blanks, punctuation and signs."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=8192)
def _taken_apart(level: str) -> tuple[str, str, tuple[str, ...]]:
    """A level in half-width signs, what of it stands outside brackets, what inside."""
    part = unicodedata.normalize("NFKC", level).translate(_BRACKETS)
    if "(" not in part:
        return part, part, ()
    return part, _IN_BRACKETS.sub("", part), tuple(aside.strip() for aside in _IN_BRACKETS.findall(part))


@lru_cache(maxsize=8192)
def read_heading(levels: Levels) -> Heading:
    """The head of a column from its levels, top to bottom."""
    # Every row of a sheet may belong to its head: what is said of a level is found once, not for each block of rows.
    found = [_taken_apart(level) for level in levels if level.strip()]
    parts, bare_parts = [part for part, _, _ in found], [bare for _, bare, _ in found]
    asides = [aside for _, _, inside in reversed(found) for aside in inside]
    units = [unit for unit in map(_unit, asides) if unit]
    unit = units[0] if units else None
    if unit is None and parts:
        words, slash, end = bare_parts[-1].rpartition("/")
        if slash and _unit(end):
            unit, bare_parts[-1] = _unit(end), words
    return Heading(
        text=shown(levels),
        full="".join(map(fold, parts)),
        bare="".join(map(fold, bare_parts)),
        tails=tuple(
            ("".join(map(fold, parts[start:])), "".join(map(fold, bare_parts[start:])))
            for start in range(1, len(parts))
        ),
        unit=unit,
        aside=any(not _unit(aside) and not _NOTE.search(aside) for aside in asides),
    )


def _unit(text: str) -> str | None:
    """`text` when it names a unit that converts, or a scale like 万."""
    text = _UNIT_WORD.sub("", text.strip())
    return text if text and (find_unit(text) is not None or tidy_unit(text) in SCALES) else None


def alone(headings: Iterable[Heading]) -> frozenset[str]:
    """Lower levels that stand in one head only, so that they name it by themselves."""
    seen = Counter(tail for heading in headings for tail, _ in heading.tails)
    return frozenset(tail for tail, times in seen.items() if times == 1)


def without_unit(words: str) -> tuple[str, str] | None:
    """Folded words that end in a unit without brackets (建筑面积平方米), taken apart; None when they do not."""
    if not words.endswith(_TRAILING_UNITS):
        return None
    for unit in _TRAILING_UNITS:
        if words.endswith(unit) and len(words) > len(unit):
            return words.removesuffix(unit), unit
    return None


def unit_for(field: Field, unit: str | None) -> str | None:
    """`unit` when a column in it holds another unit than the field's own and the numbers must be told so."""
    if unit is None or field.kind not in _WITH_UNITS:
        return None
    own = field.unit or {"amount": "元", "area": "平方米"}.get(field.kind)
    if own is not None and tidy_unit(own) == tidy_unit(unit):
        return None
    if tidy_unit(unit) in SCALES:
        return unit
    if own is None or dimension_of(own) is None:
        return None
    found = find_unit(unit, dimension_of(own))
    return None if found is not None and found.name == own else unit


def unit_line_for(field: Field, unit: str | None) -> str | None:
    """`unit` of a line 单位：万元 above the table, when it is meant for this field: same kind of quantity."""
    own = field.unit or {"amount": "元", "area": "平方米"}.get(field.kind)
    if unit is None or own is None or field.kind not in _WITH_UNITS:
        return None
    found = find_unit(unit, dimension_of(own))
    return unit_for(field, unit) if found is not None and found.dimension == dimension_of(own) else None
