"""Lines inside a row: titles, tags, keepers, grades, members, each with what is said of it and from when to when.

In a cell each line is a line of text: 高新技术企业 | 2021-03-01 至 2024-02-29 | 续期. What is left out at the end is
left off; a line in force without an end is written 2021-03-01 起.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from jingwei.core.fields.approximate_kind import Approximate
from jingwei.core.fields.choice_kinds import ChoiceKind, YesNo
from jingwei.core.fields.date_kind import Date, LooseDate
from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.loose_dates import first_day, last_day
from jingwei.core.fields.number_kinds import Amount, Area, Integer, Number
from jingwei.core.fields.problems import Wrong
from jingwei.core.fields.raw import NOTHING, is_blank
from jingwei.core.fields.text_kinds import Link, Text

_ALL: tuple[Kind, ...] = (
    Text(),
    ChoiceKind(),
    YesNo(),
    Integer(),
    Number(),
    Amount(),
    Area(),
    Date(),
    LooseDate(),
    Link(),
    Approximate(),
)
PART_KINDS: Mapping[str, Kind] = MappingProxyType({kind.key: kind for kind in _ALL})
DATED_KINDS = frozenset({"date", "loose_date"})
_MOST_LINES = 300
_BAR = re.compile(r"[ \t]*[|｜][ \t]*")
_SPAN = re.compile(r"(?P<begun>.*?)[ \t]*(?:至|到|—+|–|~|～)[ \t]*(?P<ended>.*)")
_IN_BRACKETS = re.compile(r"(?P<said>.+?)[(（](?P<span>[^()（）]*(?:至|到|—|–|~|～|起)[^()（）]*)[)）]")
EVER, NEVER = "0001-01-01", "9999-12-31"
_OPEN = frozenset({"", "今", "现在", "至今", "长期"})
_SEVERAL = re.compile(r"[、；;]")


class Parts(Kind):
    """Lines of a few fields each, stored as a list of {key of the part: stored value}, earliest first.

    A line is in force on a day from its `from` on to before its `to`; without these dates it always is.
    """

    key = "parts"
    label = "多行明细"
    widget = "parts"
    python_type = list[dict[str, Any]]
    nothing = frozenset()

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        given = list(_lines(raw, field)) if isinstance(raw, str) else raw
        if not isinstance(given, (list, tuple)):
            raise Wrong("parts.shape", f"应每条一行，写成“{example(field)}”这样")
        lines: list[dict[str, Any]] = []
        warning: Wrong | None = None
        for number, said in enumerate(given, start=1):
            line, warned = _line(said, field, number)
            if line:
                lines.append(line)
            warning = warning or warned
        if len(lines) > _MOST_LINES:
            raise Wrong("parts.too_many", f"有{len(lines)}行，最多{_MOST_LINES}行；这么多请另建一本台账再关联")
        if not lines:
            self.empty(field)
            return None
        lines.sort(key=lambda line: line.get("from", ""))
        if field.single:
            _refuse_overlap(lines, field)
        if warning is not None:
            warning.kept = lines
            raise warning
        return lines

    def show(self, stored: Any, field: Field) -> str:
        return "\n".join(line_text(line, field) for line in stored)

    def search_text(self, stored: Any, field: Field) -> str:
        first = field.parts[0]
        return " ".join(PART_KINDS[first.kind].display(line.get(first.key), first) for line in stored)

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "array",
            "maxItems": _MOST_LINES,
            "items": {
                "type": "object",
                "properties": {
                    part.key: {**PART_KINDS[part.kind].schema(part), "title": part.label} for part in field.parts
                },
                "required": [part.key for part in field.parts if part.required],
                "additionalProperties": False,
            },
        }


def in_force(line: Mapping[str, Any], on: date) -> bool:
    """Whether a stored line holds on a day; where a date is known to the month, only when it surely does."""
    day = on.isoformat()
    return last_day(line.get("from", EVER)) <= day < first_day(line.get("to", NEVER))


def current(stored: Sequence[Mapping[str, Any]] | None, field: Field, on: date) -> str:
    """What the lines in force on a day say, in their first fields: 高新技术企业、瞪羚企业."""
    first = field.parts[0]
    holding = [line for line in stored or () if in_force(line, on)]
    texts = [PART_KINDS[first.kind].display(line.get(first.key), first) for line in holding]
    return "、".join(dict.fromkeys(filter(None, texts)))


def example(field: Field) -> str:
    """How a line is written: 称号 | 起始日期 至 终止日期 | 说明."""
    return " | ".join(" 至 ".join(part.label for part in group) for group in _groups(field))


def line_text(line: Mapping[str, Any], field: Field) -> str:
    """One line as it stands in a cell."""
    pieces = [_piece(line, group) for group in _groups(field)]
    while pieces and not pieces[-1]:
        pieces.pop()
    # Alone, what stands in brackets would be taken for the dates.
    return " | ".join(pieces) + (" |" if len(pieces) == 1 and _IN_BRACKETS.fullmatch(pieces[0]) else "")


def _piece(line: Mapping[str, Any], group: tuple[Field, ...]) -> str:
    texts = [PART_KINDS[part.kind].display(line.get(part.key), part) for part in group]
    if len(texts) == 1:
        return texts[0]
    begun, ended = texts
    if ended:
        return f"{begun} 至 {ended}".strip()
    return f"{begun} 起" if begun else ""


def _groups(field: Field) -> list[tuple[Field, ...]]:
    """The pieces of a line: each part by itself, from and to together where the first of them stands."""
    begun, ended = field.part("from"), field.part("to")
    if begun is None or ended is None:
        return [(part,) for part in field.parts]
    groups: list[tuple[Field, ...]] = []
    for part in field.parts:
        if part.key not in ("from", "to"):
            groups.append((part,))
        elif (begun, ended) not in groups:
            groups.append((begun, ended))
    return groups


def _lines(text: str, field: Field) -> Iterator[Any]:
    if text.strip() in NOTHING:
        return
    groups = _groups(field)
    for number, written in enumerate(text.splitlines(), start=1):
        line = written.strip()
        if not line:
            continue
        pieces = _BAR.split(line)
        if len(pieces) == 1 and len(groups) > 1:
            bracketed = _IN_BRACKETS.fullmatch(line)
            span = next((index for index, group in enumerate(groups) if len(group) == 2), 0)
            if bracketed and span:
                pieces = [bracketed["said"], *[""] * (span - 1), bracketed["span"]]
        while pieces and not pieces[-1]:
            pieces.pop()
        if len(pieces) > len(groups):
            raise Wrong("parts.pieces", f"第{number}行有{len(pieces)}段，最多{len(groups)}段，应写成“{example(field)}”")
        said = _said(pieces, groups)
        yield from _apart(said, field) if len(pieces) == 1 else (said,)


def _said(pieces: Sequence[str], groups: Sequence[tuple[Field, ...]]) -> dict[str, str]:
    said: dict[str, str] = {}
    for piece, group in zip(pieces, groups, strict=False):
        if len(group) == 1:
            said[group[0].key] = piece
            continue
        span = _SPAN.fullmatch(piece)
        begun, ended = (span["begun"], span["ended"]) if span else (piece, "")
        said[group[0].key] = re.sub(r"\s*(起|开始|以来)$", "", begun.removeprefix("自").removeprefix("从"))
        said[group[1].key] = "" if ended.strip("止 ") in _OPEN else ended.rstrip("止 ")
    return said


def _apart(said: dict[str, str], field: Field) -> Iterable[dict[str, str]]:
    """Several choices written in one line (高企、瞪羚) are several lines, unless that is one choice's name."""
    first = field.parts[0]
    if first.kind != "choice" or not _SEVERAL.search(said[first.key]):
        return (said,)
    try:
        PART_KINDS["choice"].parse(said[first.key], first)
    except Wrong:
        return ({first.key: piece} for piece in _SEVERAL.split(said[first.key]) if piece.strip())
    return (said,)


def _line(said: Any, field: Field, number: int) -> tuple[dict[str, Any], Wrong | None]:
    if not isinstance(said, Mapping) or (unknown := set(said) - {part.key for part in field.parts}):
        known = "、".join(part.label for part in field.parts)
        more = f"没有“{'、'.join(sorted(map(str, unknown)))}”，" if isinstance(said, Mapping) else ""
        raise Wrong("parts.shape", f"第{number}行{more}每行只能有：{known}")
    given = {key: None if _says_nothing(value) else value for key, value in said.items()}
    if all(is_blank(value) for value in given.values()):
        return {}, None
    line: dict[str, Any] = {}
    warning: Wrong | None = None
    for part in field.parts:
        try:
            value = _part(given.get(part.key), part)
        except Wrong as wrong:
            message = f"第{number}行“{part.label}”：{wrong.message}"
            told = Wrong(wrong.code, message, severity=wrong.severity, kept=wrong.kept)
            if wrong.severity == "error":
                raise told from None
            value, warning = wrong.kept, warning or told
        if value is not None:
            line[part.key] = value
    _check_span(line, field, number)
    return line, warning


def _says_nothing(value: Any) -> bool:
    """An empty control: a text of nothing, an amount without a number."""
    if isinstance(value, Mapping):
        return is_blank(value.get("n", ""))
    return isinstance(value, str) and value.strip() in NOTHING


def _part(raw: Any, part: Field) -> Any:
    value = PART_KINDS[part.kind].parse(raw, part)
    if isinstance(value, str) and part.kind in ("text", "link") and re.search(r"[|｜\n]", value):
        raise Wrong("parts.bar", "不能有竖线“|”，它用来分隔一行里的各项")
    return value


def _check_span(line: Mapping[str, Any], field: Field, number: int) -> None:
    begun, ended = line.get("from"), line.get("to")
    if begun and ended and first_day(ended) <= first_day(begun):
        label = field.part("to")
        assert label is not None
        raise Wrong("parts.span", f"第{number}行“{label.label}”{ended}应晚于开始的{begun}（从这天起不再算）")


def _refuse_overlap(lines: Sequence[Mapping[str, Any]], field: Field) -> None:
    for earlier, later in pairwise(lines):
        if first_day(earlier.get("to", NEVER)) > last_day(later.get("from", EVER)):
            one, other = line_text(earlier, field), line_text(later, field)
            raise Wrong(
                "parts.overlap",
                f"“{one}”与“{other}”时间重叠，同一时间只能有一条；前一条的终止日期应不晚于后一条的起始日期",
            )
