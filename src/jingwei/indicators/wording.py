"""What a definition counts, in words: the ledger, the conditions and the date by the names people know."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.fields import KINDS, Field
from jingwei.indicators.definitions import Defined
from jingwei.indicators.formula import Named, told
from jingwei.indicators.grammar import Counting

_FLOWS = {"cumulative": "1 月至当月累计数", "monthly": "当月数，可以相加", "stock": "月末数"}
_PUBLISHED = {
    "rank": "{}的位次，按公布数",
    "best_rank_months": "统计期内{}公布位次为第 1 的月数",
    "worst_rank": "统计期内各轮{}公布位次中最靠后的",
}
_BOUNDS = {"min": "不小于{}", "max": "不大于{}", "over": "大于{}", "under": "小于{}"}


def wording(found: Defined, facts: Mapping[str, Facts], names: Mapping[str, str]) -> str:
    """One sentence. `facts` are those of the ledgers, `names` the names of all indicators, both by key."""
    counting = found.counting
    if found.problem:
        return found.problem
    if counting.verb == "reported":
        said = f"外部报来，{_FLOWS[counting.flow or 'cumulative']}"
        said += f"；“{names.get(counting.parts_of, counting.parts_of)}”的分项" if counting.parts_of else ""
        return said + ("；同比按可比口径公布，不由绝对数推算" if counting.comparable else "")
    if counting.formula is not None:
        return _derived(counting, names)
    known = facts.get(counting.source)
    if known is None:
        return f"没有代号为“{counting.source}”的台账"
    label = label_of(known, counting.field)
    if counting.aged:
        label = f"{label_of(known, counting.aged['born'])}算起的周岁"
    verbs = {
        "count": "的行数",
        "sum": f"“{label}”合计",
        "average": f"“{label}”平均",
        "distinct": f"“{label}”不重复的个数",
        "share": "中符合条件的行所占百分比",
    }
    parts = [f"“{known.source.name}”{verbs[counting.verb]}"]
    if counting.where:
        parts.append("条件：" + "，".join(_conditions(known, counting.where)))
    if counting.of:
        parts.append("分母范围：" + "，".join(_conditions(known, counting.of)))
    if counting.at:
        parts.append(f"“{label_of(known, counting.at)}”在统计期内")
    elif counting.until:
        parts.append(f"“{label_of(known, counting.until)}”不晚于统计期末（累计）")
    else:
        parts.append("取统计期末状态")
    return "；".join(parts)


def _derived(counting: Counting, names: Mapping[str, str]) -> str:
    assert counting.formula is not None

    def named(one: Named) -> str:
        return f"“{names.get(one.key, one.key)}”{one.when}"

    if counting.verb in _PUBLISHED:
        return _PUBLISHED[counting.verb].format(named(counting.operands[0]))
    if counting.verb == "completion":
        plan = f"；没有公布的，按{told(counting.formula, named)}计算" if len(counting.operands) > 1 else ""
        return f"{named(counting.operands[0])}完成年度计划的百分比，按公布数{plan}"
    if counting.verb in ("growth", "increase"):
        shown = named(counting.operands[0])
        return f"{shown}比上年同期增长" if counting.verb == "growth" else f"{shown}比上年同期增加"
    return told(counting.formula, named)


def label_of(facts: Facts, path: str) -> str:
    """What people call a field, also one behind links; the key where there is none."""
    try:
        head, dot, rest = path.partition(".")
        return f"{facts.field(head).label}的{label_of(facts.follow(head), rest)}" if dot else facts.field(head).label
    except UnknownFact:
        return path


def _conditions(facts: Facts, conditions: Mapping[str, Any]) -> Iterator[str]:
    for key, wanted in conditions.items():
        if key in _SPECIAL:
            yield from _SPECIAL[key](facts, wanted)
            continue
        head, dot, rest = key.partition(".")
        if dot:
            yield from (
                f"{facts.field(head).label}的{said}" for said in _conditions(facts.follow(head), {rest: wanted})
            )
            continue
        field = facts.source.fieldset.by_key.get(key)
        if field is None:
            yield f"{key}={wanted}"
        elif isinstance(wanted, Mapping):
            yield f"{field.label}{_bounds(wanted)}"
        elif wanted is None:
            yield f"{field.label}未填"
        else:
            many = wanted if isinstance(wanted, list | tuple) else [wanted]
            yield f"{field.label}为" + "或".join(_shown(field, one) for one in many)


def _shown(field: Field, value: Any) -> str:
    """A wanted value as the form shows it."""
    return KINDS[field.kind].display([value] if field.kind == "choices" else value, field)


def _bounds(wanted: Mapping[str, Any]) -> str:
    return "且".join(_BOUNDS[word].format(bound) for word, bound in wanted.items() if word in _BOUNDS)


def _having(start: str, end: str = "") -> Callable[[Facts, Any], Iterator[str]]:
    def say(facts: Facts, wanted: Any) -> Iterator[str]:
        for one in each(wanted):
            there = facts.inner(str(one.get("rows", "")).partition(".")[0])
            where = "、".join(_conditions(there, one.get("where") or {}))
            least = f"至少 {one['at_least']} 行" if one.get("at_least") else ""
            yield f"{start}“{there.source.name}”{least}" + (f"（{where}）" if where else "") + end

    return say


def _in_force(facts: Facts, wanted: Any) -> Iterator[str]:
    ends = f"，未到“{label_of(facts, str(wanted['to']))}”" if wanted.get("to") else ""
    yield f"期末已过“{label_of(facts, str(wanted['from']))}”{ends}"


def _aged(facts: Facts, wanted: Any) -> Iterator[str]:
    at = f"“{label_of(facts, str(wanted['at']))}”时" if wanted.get("at") else "期末"
    yield f"{at}周岁{_bounds(wanted)}"


def _either(facts: Facts, wanted: Any) -> Iterator[str]:
    yield "或者".join("、".join(_conditions(facts, one)) for one in each(wanted))


def _not(facts: Facts, wanted: Any) -> Iterator[str]:
    yield f"不是（{'、'.join(_conditions(facts, wanted))}）"


_SPECIAL: Mapping[str, Callable[[Facts, Any], Iterator[str]]] = {
    "having": _having("有关联的"),
    "having_no": _having("没有关联的"),
    "having_only": _having("关联的", "全部符合"),
    "in_force": _in_force,
    "aged": _aged,
    "either": _either,
    "not": _not,
}
