"""What an editor shows of a definition: the verb, what it counts, conditions, date; and the body that says so.

Table-driven: a verb or an entry that is not in the tables is shown as words and kept as YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any

from jingwei.core.facts.bounds import BOUNDS
from jingwei.indicators.clauses import MEASURED
from jingwei.indicators.editing.comparing import bounds_kept, read_bounds
from jingwei.indicators.editing.conditions import read, write
from jingwei.indicators.editing.formulas import kept, picked, shown
from jingwei.indicators.editing.members import Member, read_members, write_members
from jingwei.indicators.editing.nodes import ConditionError, Node, as_json, was
from jingwei.indicators.editing.yaml_text import read_mapping, yaml_of
from jingwei.indicators.grammar import VERBS
from jingwei.indicators.meaning import meaning_of


@dataclass(frozen=True, slots=True)
class Way:
    """A way to count: its word, what it says, and which parts of the sentence it needs."""

    label: str
    said: str
    parts: frozenset[str]


def _way(label: str, said: str, *parts: str) -> Way:
    return Way(label, said, frozenset(parts))


_ROWS = ("source", "where", "date")
WAYS: Mapping[str, Way] = {
    "count": _way("个数", "符合条件的有多少行", *_ROWS),
    "sum": _way("合计", "把一个数字字段（或用时、周岁）加起来", *_ROWS, "measure"),
    "average": _way("平均", "一个数字字段、用时或周岁的平均", *_ROWS, "measure"),
    "highest": _way("最大", "数字、用时或周岁最大的一个", *_ROWS, "measure"),
    "lowest": _way("最小", "数字、用时或周岁最小的一个", *_ROWS, "measure"),
    "distinct": _way("去重个数", "一个字段有多少个不同的值", *_ROWS, "field"),
    "distinct_over": _way("几本台账合并去重", "几本台账里的同一人、同一户只数一次", "over", "date"),
    "share": _way("占比", "符合条件的占全部的百分比", *_ROWS, "of"),
    "ratio": _way("比值", "一个指标除以另一个指标", "ratio"),
    "formula": _way("公式", "几个指标加减乘除", "formula"),
    "growth": _way("增长", "比上年同期增长百分之几", "operand"),
    "increase": _way("增加", "比上年同期增加多少", "operand"),
    "rank": _way("位次", "公布的位次，不自行排名", "operand"),
    "completion": _way("完成进度", "完成年度计划的百分比", "operand", "plan"),
    "best_rank_months": _way("排名第一的月数", "统计期内公布位次为第1的月数", "operand"),
    "months_with": _way("达到的月数", "统计期内有几个月有数，或达到要求", "operand", "meets"),
    "highest_month": _way("最高的一个月", "统计期内各月的数中最大的", "operand"),
    "lowest_month": _way("最低的一个月", "统计期内各月的数中最小的", "operand"),
    "worst_rank": _way("最低位次", "各轮公布位次中最靠后的", "operand"),
    "reported": _way("外部上报", "由外单位按期报来", "reported"),
}
DATES = {"": "期末状态", "start": "期初状态（上期末）", "at": "期内发生", "until": "累计到期末"}
BASES = {"": "与分子相同", "end": "期末状态", "at": "期内发生", "until": "累计到期末"}
# What is measured of a row, and the part of the sentence that says it.
MEASURES = {"": "一个数字字段", "span": "两个日期之间的时间", "aged": "周岁"}
_MEASURED_BY = {"": "field", "span": "span", "aged": "age"}
_SIMPLE = {"where", "of", "at", "until", "flow", "parts_of", "comparable"}
_FOR = {
    "source": {"where", "at", "until", "as_at"}, "over": {"as_at"}, "of": {"of", "base"}, "age": {"aged"},
    "span": {"span"}, "meets": {"meets"}, "reported": {"flow", "parts_of", "comparable"},
}  # fmt: skip


@dataclass
class State:
    """`verb` empty: the editor does not know the way, `raw` holds the whole body. `rest` keeps single entries."""

    verb: str = "count"
    source: str = ""
    field: str = ""
    where: list[Node] = column(default_factory=list)
    of: list[Node] = column(default_factory=list)
    date: str = ""
    dated: str = ""
    measure: str = ""
    born: str = ""
    born_at: str = ""
    span_from: str = ""
    span_to: str = ""
    span_in: str = ""
    base: str = ""
    base_dated: str = ""
    over: list[Member] = column(default_factory=list)
    meets: Node = column(default_factory=lambda: Node("meets"))
    operand: str = ""
    plan: str = ""
    formula: str = ""
    said: str = ""
    flow: str = ""
    parts_of: str = ""
    comparable: bool = False
    rest: str = ""
    raw: str = ""

    @property
    def way(self) -> Way | None:
        """What the verb needs."""
        return WAYS.get(self.verb)

    @property
    def parts(self) -> frozenset[str]:
        """The parts of the sentence."""
        found = self.way.parts if self.way else frozenset()
        return found | {_MEASURED_BY.get(self.measure, "field")} if "measure" in found else found

    def needs(self, part: str) -> bool:
        """Whether the sentence has that part."""
        return part in self.parts


def state_of(body: Mapping[str, Any], names: Mapping[str, str]) -> State:
    """The state of a body; `names` are those of all indicators, by key."""
    body = meaning_of(body)
    verbs = [verb for verb in body if verb in VERBS]
    if len(verbs) != 1 or not _known(body, verbs[0]):
        return State(verb="", raw=yaml_of(body))
    verb = verbs[0]
    state = State(verb=verb)
    if state.needs("measure") and "." not in body[verb]:
        state.measure = "span" if "span" in body else "aged"
    allowed = {verb}.union(*(keys for part, keys in _FOR.items() if state.needs(part)))
    rest = {key: value for key, value in body.items() if key not in allowed or not _usual(key, value)}
    used = {key: value for key, value in body.items() if key not in rest}
    state.rest = yaml_of(rest) if rest else ""
    if state.needs("over"):
        state.over = read_members(body[verb])
    else:
        state.said = body[verb]
        _read_verb(state, state.said, names)
    _read_rows(state, used)
    _read_measure(state, used)
    state.flow, state.parts_of = str(used.get("flow") or ""), str(used.get("parts_of") or "")
    state.comparable = bool(used.get("comparable"))
    return state


def _known(body: Mapping[str, Any], verb: str) -> bool:
    """Whether the sentence can say what the verb is of."""
    if verb == "distinct_over":
        return bool(read_members(body[verb]))
    if verb not in WAYS or not isinstance(body[verb], str):
        return False
    if verb in MEASURED and "." not in body[verb]:
        return any(word in body and _usual(word, body[word]) for word in ("aged", "span"))
    return "." in body[verb] or "field" not in WAYS[verb].parts


def _usual(key: str, value: Any) -> bool:
    """Whether an entry has the shape that the editor has a place for."""
    if key == "as_at":
        return bool(value == "start")
    if key in ("where", "of"):
        return isinstance(value, Mapping)
    if key in ("aged", "span"):
        first, known = ("born", {"at"}) if key == "aged" else ("from", {"to", "in"})
        return isinstance(value, Mapping) and first in value and not set(value) - {first, *known}
    if key == "base":
        return bool(value == "end") or (isinstance(value, Mapping) and len(value) == 1 and set(value) < {"at", "until"})
    if key == "meets":
        return isinstance(value, Mapping) and set(value) <= set(BOUNDS) and len(list(read_bounds("", value))) == 1
    return not isinstance(value, Mapping | list) or key not in _SIMPLE


def _read_rows(state: State, used: Mapping[str, Any]) -> None:
    """Conditions and dates."""
    state.where, state.of = read(used.get("where") or {}), read(used.get("of") or {})
    state.date = next((one for one in ("at", "until") if one in used), "start" if "as_at" in used else "")
    state.dated = str(used.get(state.date, ""))
    base = used.get("base") or {}
    state.base = base if isinstance(base, str) else next(iter(base), "")
    state.base_dated = str(base[state.base]) if isinstance(base, Mapping) and base else ""


def _read_measure(state: State, used: Mapping[str, Any]) -> None:
    """What is measured of a row; which months count."""
    aged, span = used.get("aged") or {}, used.get("span") or {}
    state.born, state.born_at = str(aged.get("born", "")), str(aged.get("at") or "")
    state.span_from, state.span_to = str(span.get("from", "")), str(span.get("to") or "")
    state.span_in = str(span.get("in") or "")
    for one in read_bounds("", used.get("meets") or {}):
        state.meets = Node("meets", op=one.op, values=one.values, was=as_json([used["meets"]]))


def _read_verb(state: State, said: str, names: Mapping[str, str]) -> None:
    if state.needs("source"):
        state.source, _, state.field = said.partition(".")
    elif state.needs("reported"):
        state.source = said
    elif state.needs("ratio"):
        top, _, bottom = (part.strip() for part in said.partition("/"))
        state.operand, state.plan = top, bottom
    elif state.needs("plan"):
        top, _, plan = (part.strip() for part in said.partition("/"))
        state.operand, state.plan = top, plan
    elif state.needs("operand"):
        state.operand = said.strip()
    else:
        state.formula = shown(said, names)


def body_of(state: State, names: Mapping[str, str]) -> dict[str, Any]:
    """The body that a state says. Raises ConditionError, DefinitionError."""
    if not state.verb or state.way is None:
        return read_mapping(state.raw, "定义")
    out: dict[str, Any] = {state.verb: write_members(state.over) if state.needs("over") else _said(state, names)}
    if state.needs("source"):
        where = write(state.where)
        if where:
            out["where"] = where
    if state.needs("date"):
        out |= _dated(state)
    if state.needs("of"):
        of = write(state.of)
        out |= {"of": of} if of else {}
        out |= _base(state)
    if state.needs("age"):
        if not state.born:
            raise ConditionError("“周岁”要选出生日期的字段。")
        out["aged"] = {"born": state.born, **({"at": state.born_at} if state.born_at else {})}
    if state.needs("span"):
        if not state.span_from:
            raise ConditionError("“两个日期之间的时间”要选从哪个日期算起。")
        to = {"to": state.span_to} if state.span_to else {}
        out["span"] = {"from": state.span_from, **to, **({"in": state.span_in} if state.span_in else {})}
    if state.needs("meets") and state.meets.op:
        if not state.meets.values:
            raise ConditionError("选了达到多少的月份才算，还没有写数。")
        out["meets"] = bounds_kept(state.meets, was(state.meets, [{}])[0])
    if state.needs("reported"):
        out |= {"flow": state.flow} if state.flow else {}
        out |= {"parts_of": picked(state.parts_of, names)} if state.parts_of else {}
        out |= {"comparable": True} if state.comparable else {}
    return {**out, **(read_mapping(state.rest, "其他写法") if state.rest.strip() else {})}


def _dated(state: State) -> dict[str, Any]:
    if state.date == "start":
        return {"as_at": "start"}
    # Several ledgers have each a date of their own.
    if not state.date or state.needs("over"):
        return {}
    if not state.dated:
        raise ConditionError(f"选了“{DATES[state.date]}”，还要选按哪个日期字段。")
    return {state.date: state.dated}


def _base(state: State) -> dict[str, Any]:
    if state.base not in ("at", "until"):
        return {"base": "end"} if state.base == "end" else {}
    if not state.base_dated:
        raise ConditionError(f"分母选了“{BASES[state.base]}”，还要选按哪个日期字段。")
    return {"base": {state.base: state.base_dated}}


def _said(state: State, names: Mapping[str, str]) -> str:
    if state.needs("source"):
        if not state.source:
            raise ConditionError("还没有选数什么。")
        if state.needs("field") and not state.field:
            raise ConditionError(f"“{WAYS[state.verb].label}”要选按哪个字段。")
        return f"{state.source}.{state.field}" if state.needs("field") else state.source
    if state.needs("reported"):
        if not state.source:
            raise ConditionError("外部上报的数要写统计项的代号。")
        return state.source
    if state.needs("formula"):
        if not state.formula.strip():
            raise ConditionError("还没有写算式。")
        return state.said if shown(state.said, names) == state.formula else kept(state.formula, names).strip()
    top, bottom = picked(state.operand, names), picked(state.plan, names)
    if not top:
        raise ConditionError("还没有选指标。")
    if state.needs("ratio") and not bottom:
        raise ConditionError("比值还没有选分母指标。")
    if state.said and [part.strip() for part in state.said.partition("/")] == [top, "/" if bottom else "", bottom]:
        return state.said
    return f"{top} / {bottom}" if bottom and (state.needs("ratio") or state.needs("plan")) else top
