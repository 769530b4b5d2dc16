"""What can be picked in the editor, out of what the modules declare: sources, fields, ways to compare, values."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column

from jingwei.core.errors import JingweiError
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.words import in_words, label_of
from jingwei.core.fields import Field
from jingwei.indicators.editing.conditions import DEEPEST, LINKED, Node, write
from jingwei.indicators.editing.state import State

NUMBERS = frozenset({"integer", "number", "amount", "area"})
_NOT_COUNTED = frozenset({"line", "outline", "location", "attachment"})
_FAR = 2
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
Options = tuple[tuple[str, str], ...]
Groups = tuple[tuple[str, Options], ...]

_SAME = (("is", "是"), ("one_of", "是其中之一"), ("is_not", "不是"), ("none_of", "不是其中任何一个"))
_FILLED = (("filled", "已填"), ("empty", "未填"))
_SIZES = (
    ("min", "不小于"), ("max", "不大于"), ("over", "大于"), ("under", "小于"), ("between", "介于"), ("is", "等于"),
    ("one_of", "是其中之一"),
)  # fmt: skip
_DAYS = (("min", "不早于"), ("max", "不晚于"), ("between", "介于"), ("over", "晚于"), ("under", "早于"))
OPS: Mapping[str, Options] = {
    "yesno": (("yes", "是"), ("no", "否或未填"), *_FILLED),
    "choices": (("is", "含"), ("one_of", "含其中之一"), ("is_not", "不含"), ("none_of", "不含其中任何一个"), *_FILLED),
    "date": (*_DAYS, *_FILLED),
    **dict.fromkeys(NUMBERS, (*_SIZES, *_FILLED)),
}
AGES: Options = (("under", "小于"), ("over", "大于"), ("min", "不小于"), ("max", "不大于"), ("between", "介于"))
_PLAIN_OPS: Options = (*_SAME, *_FILLED)
_BARE = frozenset({"yes", "no", "empty", "filled"})
_MANY = frozenset({"one_of", "none_of"})
ADDABLE: Options = (
    ("field", "字段条件"), ("having", "有关联的…"), ("having_no", "没有关联的…"), ("having_only", "关联的全部…"),
    ("either", "或者"), ("not", "不符合…"), ("in_force", "在有效期内"), ("aged", "周岁"),
)  # fmt: skip
WORDS = {**dict(ADDABLE), "group": "一种情形", "raw": "按原文保留"}


@dataclass
class ShownNode:
    """A condition with what may be picked in it. `widget`: choice, choices, date, two, lines, text, none."""

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

    @property
    def kind(self) -> str:
        """The kind of the condition."""
        return self.node.kind

    @property
    def label(self) -> str:
        """What the kind is called."""
        return WORDS[self.node.kind]

    @property
    def first(self) -> str:
        """The first value."""
        return self.node.values[0] if self.node.values else ""

    @property
    def last(self) -> str:
        """The second value."""
        return self.node.values[1] if len(self.node.values) > 1 else ""

    @property
    def lines(self) -> str:
        """Several values, one a line."""
        return "\n".join(self.node.values)


@dataclass
class ShownList:
    """A list of conditions: `name` as its buttons say, `label` what stands above, `addable` what may be added."""

    name: str
    nodes: list[ShownNode] = column(default_factory=list)
    label: str = ""
    addable: Options = ()


def sources(world: Mapping[str, Facts]) -> Options:
    """Every source by name; the key beside a name that two bear."""
    names = [one.source.name for one in world.values()]
    return tuple(
        (key, one.source.name if names.count(one.source.name) == 1 else f"{one.source.name}（{key}）")
        for key, one in world.items()
    )


def source_key(said: str, world: Mapping[str, Facts]) -> str:
    """The key of a source picked by name or key; what is neither stays."""
    return said if said in world else next((key for key, name in sources(world) if name == said), said)


def fields(facts: Facts, wanted: Callable[[Field], bool], chosen: str = "") -> Groups:
    """The fields of a source and of what its links lead to, in groups; what is chosen is always among them."""
    groups = tuple((label, options) for label, options in _groups(facts, wanted, "", "", _FAR) if options)
    if chosen and not any(path == chosen for _, options in groups for path, _ in options):
        groups = (*groups, ("现用", ((chosen, label_of(facts, chosen)),)))
    return groups


def _groups(
    facts: Facts, wanted: Callable[[Field], bool], path: str, label: str, far: int
) -> Iterator[tuple[str, Options]]:
    own = [one for one in facts.source.fieldset.fields if not one.personal and one.kind not in _NOT_COUNTED]
    yield label or facts.source.name, tuple((f"{path}{one.key}", one.label) for one in own if wanted(one))
    if far:
        for one in own:
            if one.kind == "link" and one.link in facts.world and one.link != facts.source.key:
                there = facts.follow(one.key)
                yield from _groups(there, wanted, f"{path}{one.key}.", f"{label}{one.label}的", far - 1)


def anything(_: Field) -> bool:
    """Any field."""
    return True


def a_number(field: Field) -> bool:
    """What can be added up."""
    return field.kind in NUMBERS


def a_date(field: Field) -> bool:
    """A day."""
    return field.kind == "date"


def linking(facts: Facts) -> Groups:
    """The ledgers whose rows link to these."""
    found = tuple(
        (f"{key}.{one.key}", f"{there.source.name}（按“{one.label}”）")
        for key, there in facts.world.items()
        for one in there.source.fieldset.fields
        if one.link == facts.source.key
    )
    return (("", found),) if found else ()


def settle(state: State, facts: Facts | None) -> None:
    """Bring what was posted in line: a comparison that the field does not know becomes the first it knows."""
    for nodes in (state.where, state.of):
        _settle(nodes, facts)


def _settle(nodes: Sequence[Node], facts: Facts | None) -> None:
    for node in nodes:
        if node.kind == "field" and facts is not None and node.path:
            field = _field(facts, node.path)
            ops = dict(_ops(field))
            if node.op not in ops:
                node.op, node.was = next(iter(ops)), ""
            if field is not None and field.choices and node.op not in _BARE and field.kind != "yesno":
                there = {choice.value for choice in field.choices}
                node.values = [one for one in node.values if one in there]
        _settle(node.inner, _there(node, facts))


def _there(node: Node, facts: Facts | None) -> Facts | None:
    if node.kind not in LINKED or facts is None:
        return facts
    try:
        return facts.inner(node.path.partition(".")[0])
    except UnknownFact:
        return None


def _field(facts: Facts, path: str) -> Field | None:
    try:
        return facts.path(path)
    except UnknownFact:
        return None


def _ops(field: Field | None) -> Options:
    return _PLAIN_OPS if field is None else OPS.get(field.kind, _PLAIN_OPS)


def shown_list(name: str, nodes: Sequence[Node], facts: Facts | None, label: str = "", depth: int = 0) -> ShownList:
    """The conditions with what may be picked."""
    addable = ADDABLE if facts is not None and depth < DEEPEST else ()
    if facts is not None and not linking(facts):
        addable = tuple(one for one in addable if one[0] not in LINKED)
    return ShownList(
        name, [_shown(f"{name}.{at}", node, facts, depth) for at, node in enumerate(nodes)], label, addable
    )


def _shown(name: str, node: Node, facts: Facts | None, depth: int) -> ShownNode:
    out = ShownNode(node, name)
    there = _there(node, facts)
    if node.kind in LINKED:
        out.paths = linking(facts) if facts is not None else ()
        out.inner = shown_list(f"{name}.in", node.inner, there, "它们的条件", depth + 1) if there is not None else None
    elif node.kind == "either":
        groups = [_shown(f"{name}.in.{at}", group, facts, depth) for at, group in enumerate(node.inner)]
        out.inner = ShownList(f"{name}.in", groups, "", (("group", "一种情形"),))
    elif node.kind in ("group", "not"):
        out.inner = shown_list(f"{name}.in", node.inner, facts, "", depth + 1)
    elif facts is not None and node.kind in ("in_force", "aged"):
        out.paths = fields(facts, a_date, node.path)
        out.seconds = fields(facts, a_date, node.second)
        out.ops = AGES if node.kind == "aged" else ()
        out.widget = ("two" if node.op == "between" else "text") if node.kind == "aged" else "none"
        out.unit = "周岁" if node.kind == "aged" else ""
    elif facts is not None and node.kind == "field":
        _show_field(out, node, facts)
    if node.kind == "raw" and facts is not None:
        out.words = said(facts, [node])
    return out


def _show_field(out: ShownNode, node: Node, facts: Facts) -> None:
    out.paths = fields(facts, anything, node.path)
    field = _field(facts, node.path) if node.path else None
    if field is None and not node.path:
        return
    out.ops = _ops(field)
    out.unit = (field.unit or "") if field and node.op not in _BARE else ""
    if node.op in _BARE:
        return
    if field is not None and field.choices:
        out.values = tuple((choice.value, choice.label) for choice in field.choices)
        out.widget = "choices" if node.op in _MANY else "choice"
    elif node.op == "between":
        out.widget = "days" if _dated(field, node) else "two"
    elif node.op in _MANY:
        out.widget = "lines"
    else:
        out.widget = "date" if _dated(field, node) else "text"


def _dated(field: Field | None, node: Node) -> bool:
    """Whether a calendar fits: days told relative to the period (period.end + 90 days) are typed."""
    return field is not None and field.kind == "date" and all(_DAY.fullmatch(one) for one in node.values)


def said(facts: Facts, nodes: Sequence[Node]) -> str:
    """Conditions in words; the sentence of what is wrong with them."""
    try:
        return "，".join(in_words(facts, write(nodes)))
    except JingweiError as error:
        return error.message
    except (AttributeError, KeyError, TypeError, ValueError):
        return "写法不对"
