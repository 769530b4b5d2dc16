"""The marks inside a template's prose.

{{houses}}                       73441套
{{houses|growth}}                同比增长5.2%, 与上年同期持平, 上年同期为0 … chosen by rule
{{houses|change}}                同比增加277套 (rates: 同比提高1.2个百分点)
{{houses|growth:year_end}}       比上年末增长2.1%
{{houses|last}}                  the same period last year; {{houses|year_end}} the end of last year
{{rented|share:houses}}          26.7%
{{houses|by:community}}          甲社区N套、乙社区M套; with |top:3 the three largest
{{houses|place:碧溪社区}}          of one place
{{invested|unit:亿元|decimals:1}}  converted, with so many decimals; |bare without the unit
{{houses|over:2}} {{houses|near:2}} {{houses|about:2}}   73000余套, 近74000套, 约73000套, where true
{{if houses|last > 0 and rented}} … {{else}} … {{end}}   a phrase that depends on figures
{{if}} … {{end}}                 a phrase that appears only if every figure in it exists
{{office}} {{year}} {{period}} … words of the occasion (`words.WORDS`); {{item}} counts 一是, 二是 …
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from jingwei.reports.writing.growth import Against
from jingwei.reports.writing.printing import Approx
from jingwei.reports.writing.words import WORDS


class SlotError(ValueError):
    """A mark that cannot be read; `line` is counted as the text's first line was given, `message` is Chinese."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Slot:
    """A figure asked for in the prose, and how it is to be said."""

    key: str
    source: str
    line: int = 0
    shift: Against | None = None
    place: str | None = None
    compare: str | None = None  # "growth" or "change", against `against`
    against: Against = "last"
    share_of: str | None = None
    by: str | None = None
    top: int | None = None
    unit: str | None = None
    decimals: int | None = None
    bare: bool = False
    approx: Approx | None = None
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """Prose as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the occasion: the office, the period, the year."""

    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """The next of 一是, 二是 … within its section."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`slot` exists, or stands in relation `op` to `limit`."""

    slot: Slot
    op: str = ""
    limit: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class If:
    """A phrase that depends on figures; without conditions it depends on those inside it."""

    conditions: tuple[Condition, ...]
    then: "tuple[Node, ...]"
    otherwise: "tuple[Node, ...]"


Node = Text | Word | Item | Slot | If

_MARK = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BREAK = re.compile(r"\s*\n\s*")
_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_CONDITION = re.compile(r"(.+?)\s*(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?)\Z")
_MODIFIERS = "last、year_end、place、growth、change、share、by、top、unit、decimals、bare、over、near、about"


def parse_prose(text: str, line: int = 1) -> tuple[Node, ...]:
    """One paragraph as nodes; it begins in `line`, its line breaks are nothing. Raises SlotError for a wrong mark."""
    tokens = list(_tokens(text, line))
    nodes, rest = _block(tokens, 0)
    if rest < len(tokens):
        raise SlotError("这里的 {{end}} 或 {{else}} 前面没有 {{if}}。", tokens[rest][1])
    return nodes


def slots_in(nodes: Iterable[Node]) -> Iterator[Slot]:
    """Every slot in reading order, those of conditions and of both branches included."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, If):
            yield from (condition.slot for condition in node.conditions)
            yield from slots_in(node.then)
            yield from slots_in(node.otherwise)


Token = tuple[str | None, int, str]


def _tokens(text: str, line: int) -> Iterator[Token]:
    """(mark or None, line, literal text) in order."""
    at = 0
    for found in _MARK.finditer(text):
        literal = text[at : found.start()]
        _refuse_stray_braces(literal, line)
        yield None, line, _BREAK.sub("", literal)
        line += literal.count("\n")
        yield found.group(1).strip(), line, found.group(0)
        line += found.group(0).count("\n")
        at = found.end()
    _refuse_stray_braces(text[at:], line)
    yield None, line, _BREAK.sub("", text[at:])


def _refuse_stray_braces(literal: str, line: int) -> None:
    for brace in ("{{", "}}"):
        if brace in literal:
            where = line + literal[: literal.index(brace)].count("\n")
            raise SlotError(f"“{brace}”没有配对，数据槽应写成 {{{{指标}}}}。", where)


def _block(tokens: list[Token], at: int) -> tuple[tuple[Node, ...], int]:
    """Nodes up to the {{else}} or {{end}} of this depth, and where that token is."""
    nodes: list[Node] = []
    while at < len(tokens):
        mark, line, source = tokens[at]
        if mark is None:
            if source:
                nodes.append(Text(source))
        elif mark in {"else", "end"}:
            return tuple(nodes), at
        elif mark == "if" or mark.startswith("if "):
            node, at = _if(tokens, at)
            nodes.append(node)
        elif mark == "item":
            nodes.append(Item())
        elif mark in WORDS:
            nodes.append(Word(mark))
        else:
            nodes.append(_slot(mark, line))
        at += 1
    return tuple(nodes), at


def _if(tokens: list[Token], at: int) -> tuple[If, int]:
    mark, line, source = tokens[at]
    conditions = tuple(_condition(part, line) for part in _split_conditions(mark or ""))
    then, at = _block(tokens, at + 1)
    otherwise: tuple[Node, ...] = ()
    if at < len(tokens) and tokens[at][0] == "else":
        otherwise, at = _block(tokens, at + 1)
    if at >= len(tokens) or tokens[at][0] != "end":
        raise SlotError(f"{source} 没有对应的 {{{{end}}}}。", line)
    if not conditions and not any(True for _ in slots_in(then)):
        raise SlotError("{{if}} 与 {{end}} 之间没有数据槽，无从判断是否出现。", line)
    return If(conditions, then, otherwise), at


def _split_conditions(mark: str) -> list[str]:
    said = mark.removeprefix("if").strip()
    return re.split(r"\s+and\s+", said) if said else []


def _condition(said: str, line: int) -> Condition:
    found = _CONDITION.match(said)
    slot = _slot(found.group(1) if found else said, line)
    if slot.by is not None:
        raise SlotError(f"条件“{said}”不能用 by 列举。", line)
    return Condition(slot, found.group(2), Decimal(found.group(3))) if found else Condition(slot)


def _slot(mark: str, line: int) -> Slot:
    key, *modifiers = [part.strip() for part in mark.split("|")]
    if not _KEY.match(key):
        raise SlotError(f"“{{{{{mark}}}}}”里的“{key}”不是指标代号，应为小写字母、数字和下划线。", line)
    slot = Slot(key=key, source="{{" + mark + "}}", line=line)
    for modifier in modifiers:
        name, colon, value = modifier.partition(":")
        slot = _modified(slot, name.strip(), value.strip() if colon else None, line)
    return _consistent(slot)


def _modified(slot: Slot, name: str, value: str | None, line: int) -> Slot:
    """The slot with one modifier more."""
    match name:
        case "last" | "year_end" if value is None:
            return replace(slot, shift=name)
        case "growth" | "change":
            return replace(slot, compare=name, against=_against(slot, value, line))
        case "share" if value and _KEY.match(value):
            return replace(slot, share_of=value)
        case "place" if value:
            return replace(slot, place=value)
        case "by" if value:
            return replace(slot, by=value)
        case "unit" if value:
            return replace(slot, unit=value)
        case "bare" if value is None:
            return replace(slot, bare=True)
        case "top":
            return replace(slot, top=_whole(slot, name, value, line, lowest=1))
        case "decimals":
            return replace(slot, decimals=_whole(slot, name, value, line, lowest=0))
        case "over" | "near" | "about":
            digits = 2 if value is None else _whole(slot, name, value, line, lowest=1)
            return replace(slot, approx=name, digits=digits)
    if name in _MODIFIERS.split("、"):
        needs = "冒号后缺少内容或内容不对" if name in {"share", "place", "by", "unit"} else "后面不用写冒号"
        raise SlotError(f"“{slot.source}”里的“{name}”{needs}。", line)
    raise SlotError(f"“{slot.source}”里的“{name}”不认识，可用：{_MODIFIERS}。", line)


def _against(slot: Slot, value: str | None, line: int) -> Against:
    if value in {None, "last"}:
        return "last"
    if value == "year_end":
        return "year_end"
    raise SlotError(f"“{slot.source}”的比较对象“{value}”不认识，可用 last（上年同期）或 year_end（上年末）。", line)


def _whole(slot: Slot, name: str, value: str | None, line: int, *, lowest: int) -> int:
    try:
        number = Decimal(value or "")
    except InvalidOperation:
        number = Decimal(-1)
    if number != number.to_integral_value() or not lowest <= number <= 9:
        raise SlotError(f"“{slot.source}”里“{name}”后面应是{lowest}到9的整数，写的是“{value or ''}”。", line)
    return int(number)


def _consistent(slot: Slot) -> Slot:
    """Refuses modifiers that contradict each other."""
    ways = (slot.compare, slot.share_of and "share", slot.by and "by", slot.approx)
    used = [way for way in ways if way]
    problem = None
    if len(used) > 1:
        problem = "、".join(used) + " 只能用一个"
    elif slot.compare and slot.shift:
        problem = f"{slot.compare} 已含比较对象，不能再用 {slot.shift}"
    elif slot.top and not slot.by:
        problem = "top 只能与 by 同用"
    elif slot.approx and slot.decimals:
        problem = "概数不带小数，不能用 decimals"
    if problem:
        raise SlotError(f"“{slot.source}”写法矛盾：{problem}。", slot.line)
    return slot
