"""Conditions with what may be picked in them: the fields, the ways to compare, the values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column

from jingwei.core.errors import JingweiError
from jingwei.core.facts.bounds import BOUNDS
from jingwei.core.facts.days import UNITS
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.linking import source_of
from jingwei.core.facts.words import in_words
from jingwei.core.fields import Field
from jingwei.indicators.editing.choices import (
    AGES,
    BARE,
    DATES,
    MANY,
    Groups,
    Options,
    a_date,
    an_order,
    anything,
    fields,
    linking,
    located,
    ops_of,
    periods,
)
from jingwei.indicators.editing.conditions import write
from jingwei.indicators.editing.dated_conditions import MOMENTS, WRITE
from jingwei.indicators.editing.nodes import ADDABLE, DEEPEST, LINKED, MATCH, SEVERAL, SIDES, STATES, WORDS, Node
from jingwei.indicators.editing.told_days import ANCHORS, TURNS, ToldDay, told_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LENGTHS: Options = tuple(UNITS.items())
# What stands above the conditions within another, where it is not plain from its name.
_ABOVE = {
    "from": "不写条件，就是原来不符合“变为”里的条件", "to": "不写条件，就是后来不再符合“原来”里的条件",
    "at_start": "统计期开始时已在册，并且（不写条件的，只看在不在册）",
    "at_end": "统计期结束时仍在册，并且（不写条件的，只看在不在册）",
}  # fmt: skip


@dataclass
class ShownNode:
    """A condition with what may be picked in it. `widget`: choice, choices, date, days, two, lines, text, none.

    `told` is a day relative to the period, `tellable` whether one may be picked.
    """

    node: Node
    name: str
    paths: Groups = ()
    seconds: Groups = ()
    ops: Options = ()
    widget: str = "none"
    values: Options = ()
    unit: str = ""
    words: str = ""
    inner: "ShownList | None" = None
    told: ToldDay | None = None
    tellable: bool = False

    @property
    def kind(self) -> str:
        """The kind of the condition."""
        return self.node.kind

    @property
    def label(self) -> str:
        """What the kind is called."""
        return WORDS.get(self.node.kind, "")

    @property
    def fixed(self) -> bool:
        """Whether it belongs to another condition and cannot be dropped alone."""
        return self.node.kind in SIDES

    @property
    def first(self) -> str:
        """The first value."""
        return self.node.first

    @property
    def last(self) -> str:
        """The second value."""
        return self.node.values[1] if len(self.node.values) > 1 else ""

    @property
    def lines(self) -> str:
        """Several values, one a line."""
        return "\n".join(self.node.values)

    @property
    def anchors(self) -> Options:
        """The days of the period that a day may be told by."""
        return tuple(ANCHORS.items())

    @property
    def turns(self) -> Options:
        """After or before such a day."""
        return tuple(TURNS.items())

    @property
    def lengths(self) -> Options:
        """The units of time."""
        return LENGTHS


@dataclass
class ShownList:
    """A list of conditions: `name` as its buttons say, `label` what stands above, `addable` what may be added."""

    name: str
    nodes: list[ShownNode] = column(default_factory=list)
    label: str = ""
    addable: Options = ()


def settle(nodes: Sequence[Node], facts: Facts | None) -> None:
    """Bring what was posted in line: a comparison that the field does not know becomes the first it knows."""
    for node in nodes:
        if node.kind == "field" and facts is not None and node.path:
            field = _field(facts, node.path)
            ops = dict(ops_of(field))
            if node.op not in ops:
                node.op, node.was = next(iter(ops)), ""
            if field is not None and field.choices and node.op not in BARE and field.kind != "yesno":
                there = {choice.value for choice in field.choices}
                node.values = [one for one in node.values if one in there]
        settle(node.inner, _there(node, facts))


def _there(node: Node, facts: Facts | None) -> Facts | None:
    if node.kind not in (*LINKED, "near") or facts is None:
        return facts
    try:
        return source_of(facts, {"rows": node.path})
    except UnknownFact:
        return None


def _field(facts: Facts, path: str) -> Field | None:
    try:
        return facts.path(path)
    except UnknownFact:
        return None


def shown_list(name: str, nodes: Sequence[Node], facts: Facts | None, label: str = "", depth: int = 0) -> ShownList:
    """The conditions with what may be picked."""
    addable: Options = ADDABLE if facts is not None and depth < DEEPEST else ()
    return ShownList(
        name, [_shown(f"{name}.{at}", node, facts, depth) for at, node in enumerate(nodes)], label, addable
    )


def _shown(name: str, node: Node, facts: Facts | None, depth: int) -> ShownNode:
    out = ShownNode(node, name)
    if node.kind in LINKED:
        _show_linked(out, node, facts, depth)
    elif node.kind == "near":
        _show_near(out, node, facts, depth)
    elif node.kind in SEVERAL or node.kind == "became":
        groups = [_shown(f"{name}.in.{at}", group, facts, depth) for at, group in enumerate(node.inner)]
        out.inner = ShownList(f"{name}.in", groups, "", (("group", "一种情形"),) if node.kind in SEVERAL else ())
    elif node.kind in ("group", "not", *SIDES, *STATES):
        out.inner = shown_list(f"{name}.in", node.inner, facts, _ABOVE.get(node.kind, ""), depth + 1)
    elif facts is not None and node.kind in WRITE:
        _TWO[node.kind](out, node, facts)
    elif facts is not None and node.kind == "field":
        _show_field(out, node, facts)
    if node.kind == "raw" and facts is not None:
        out.words = said(facts, [node])
    return out


def _show_linked(out: ShownNode, node: Node, facts: Facts | None, depth: int) -> None:
    there = _there(node, facts)
    if facts is None:
        return
    out.paths = linking(facts, node.path)
    if not node.path or there is None:
        return
    out.inner = shown_list(f"{out.name}.in", node.inner, there, "它们的条件", depth + 1)
    if out.inner.addable:
        out.inner.addable = (*out.inner.addable, MATCH)
    for one in out.inner.nodes:
        if one.kind == "match":
            one.paths = fields(there, anything, one.node.path)
            one.seconds = fields(facts, anything, one.node.second)


def _show_near(out: ShownNode, node: Node, facts: Facts | None, depth: int) -> None:
    there = _there(node, facts)
    if facts is None:
        return
    out.paths, out.widget, out.unit = located(facts, node.path), "text", "米以内"
    if node.path and there is not None:
        out.inner = shown_list(f"{out.name}.in", node.inner, there, "它们的条件", depth + 1)


def _show_dates(out: ShownNode, node: Node, facts: Facts) -> None:
    out.paths, out.seconds = fields(facts, a_date, node.path), fields(facts, a_date, node.second)
    if node.kind == "in_force":
        out.ops = tuple(MOMENTS.items())
    elif node.kind == "within":
        out.ops, out.widget = LENGTHS, "text"


def _show_aged(out: ShownNode, node: Node, facts: Facts) -> None:
    _show_dates(out, node, facts)
    out.ops, out.widget, out.unit = AGES, "two" if node.op == "between" else "text", "周岁"


def _show_no_worse(out: ShownNode, node: Node, facts: Facts) -> None:
    out.paths, out.seconds = fields(facts, an_order, node.path), fields(facts, an_order, node.second)
    out.ops = (("value", "这个选项"), ("than", "另一个字段"))
    field = _field(facts, node.path) if node.path else None
    out.widget = "choice" if node.op == "value" else "none"
    out.values = tuple((choice.value, choice.label) for choice in field.choices) if field else ()


_TWO: Mapping[str, Callable[[ShownNode, Node, Facts], None]] = {
    "in_force": _show_dates, "within": _show_dates, "not_after": _show_dates, "aged": _show_aged,
    "no_worse": _show_no_worse,
}  # fmt: skip


def _show_field(out: ShownNode, node: Node, facts: Facts) -> None:
    out.paths = fields(facts, anything, node.path)
    field = _field(facts, node.path) if node.path else None
    if field is None and not node.path:
        return
    out.ops = ops_of(field)
    out.unit = (field.unit or "") if field and node.op not in BARE else ""
    dated = field is not None and field.kind in DATES
    if node.op in BARE:
        return
    if field is not None and field.choices:
        out.values = tuple((choice.value, choice.label) for choice in field.choices)
        out.widget = "choices" if node.op in MANY else "choice"
    elif dated and node.op == "in":
        out.values, out.widget = periods(node.first), "choice"
    elif dated and node.op == "last":
        out.widget, out.unit = "text", "天"
    elif node.op == "between":
        out.widget = "days" if _calendar(field, node) else "two"
    elif node.op in MANY:
        out.widget = "lines"
    else:
        out.told, out.tellable = told_day(node.first), dated and node.op in BOUNDS
        out.widget = "date" if _calendar(field, node) else "text"


def _calendar(field: Field | None, node: Node) -> bool:
    """Whether a calendar fits: a date that is written otherwise, or a month or year alone, is typed."""
    return field is not None and field.kind == "date" and all(_DAY.fullmatch(one) for one in node.values)


def said(facts: Facts, nodes: Sequence[Node]) -> str:
    """Conditions in words; the sentence of what is wrong with them."""
    try:
        return "，".join(in_words(facts, write(nodes)))
    except JingweiError as error:
        return error.message
    except (AttributeError, KeyError, TypeError, ValueError):
        return "写法不对"
