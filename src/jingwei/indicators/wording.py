"""What a definition counts, in words: the ledger, the conditions and the date by the names people know."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.fields import KINDS, Field
from jingwei.indicators import timing_words
from jingwei.indicators.clauses import Base, Branch
from jingwei.indicators.definitions import Defined
from jingwei.indicators.formula import Named, told
from jingwei.indicators.grammar import Counting
from jingwei.indicators.timing_words import WORKING_DAYS, counts_working_days, day_words, in_period, span_words
from jingwei.indicators.together import facts_of

_FLOWS = {"cumulative": "1 月至当月累计数", "monthly": "当月数，可以相加", "stock": "月末数"}
_PUBLISHED = {
    "rank": "{}的位次，按公布数",
    "best_rank_months": "统计期内{}公布位次为第 1 的月数",
    "worst_rank": "统计期内各轮{}公布位次中最靠后的",
}
_MONTHLY = {
    "months_with": "统计期内{}{}的月数",
    "lowest_month": "统计期内{}最小的一个月的数",
    "highest_month": "统计期内{}最大的一个月的数",
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
    try:
        known = facts_of(counting, facts)
    except UnknownFact as error:
        return error.message.rstrip("。")
    label = label_of(known, counting.field)
    if counting.aged:
        label = f"{label_of(known, counting.aged['born'])}算起的周岁"
    elif counting.span:
        label = span_words(known, counting.span, label_of)
    verbs = {
        "count": "的行数",
        "sum": f"“{label}”合计",
        "average": f"“{label}”平均",
        "lowest": f"“{label}”最小的",
        "highest": f"“{label}”最大的",
        "distinct": f"“{label}”不重复的个数",
        "distinct_over": "合在一起不重复的个数：" + "；".join(_branch(known, one) for one in counting.over),
        "share": "中符合条件的行所占百分比",
    }
    parts = [f"“{known.source.name}”{verbs[counting.verb]}"]
    if counting.where:
        parts.append("条件：" + "，".join(_conditions(known, counting.where)))
    if counting.of:
        parts.append("分母范围：" + "，".join(_conditions(known, counting.of)))
    if counting.base is None:
        parts.append(_dated(known, counting, counting.as_at))
    else:
        parts.append(f"分子{_dated(known, counting)}")
        parts.append(f"分母{_dated(known, counting.base)}")
    if counts_working_days(found.row.body):
        parts.append(WORKING_DAYS)
    return "；".join(parts)


def _dated(facts: Facts, said: Counting | Base | Branch, as_at: str = "end") -> str:
    if said.at:
        return f"“{label_of(facts, said.at)}”在统计期内"
    if said.until:
        return f"“{label_of(facts, said.until)}”不晚于统计期末（累计）"
    return "取统计期初状态（上期末）" if as_at == "start" else "取统计期末状态"


def _branch(facts: Facts, one: Branch) -> str:
    member = facts.member(one.source)
    said = [*_conditions(member, one.where), *([_dated(member, one)] if one.at or one.until else [])]
    return f"“{member.source.name}”的“{label_of(member, one.field)}”" + (f"（{'，'.join(said)}）" if said else "")


def _derived(counting: Counting, names: Mapping[str, str]) -> str:
    assert counting.formula is not None

    def named(one: Named) -> str:
        return f"“{names.get(one.key, one.key)}”{one.when}"

    if counting.verb in _PUBLISHED:
        return _PUBLISHED[counting.verb].format(named(counting.operands[0]))
    if counting.verb in _MONTHLY:
        return _MONTHLY[counting.verb].format(named(counting.operands[0]), _bounds(counting.meets) or "有数")
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
    said = [_BOUNDS[word].format(day_words(bound)) for word, bound in wanted.items() if word in _BOUNDS]
    return "且".join([*said, *([in_period(wanted["in"])] if "in" in wanted else [])])


def _having(start: str, end: str = "") -> Callable[[Facts, Any], Iterator[str]]:
    def say(facts: Facts, wanted: Any) -> Iterator[str]:
        for one in each(wanted):
            there = facts.inner(str(one.get("rows", "")).partition(".")[0])
            where = "、".join(_conditions(there, one.get("where") or {}))
            least = f"至少 {one['at_least']} 行" if one.get("at_least") else ""
            matched = [
                f"{label_of(there, a)}与本行{label_of(facts, b)}相同" for a, b in (one.get("match") or {}).items()
            ]
            where = "、".join([*matched, *([where] if where else [])])
            yield f"{start}“{there.source.name}”{least}" + (f"（{where}）" if where else "") + end

    return say


def _aged(facts: Facts, wanted: Any) -> Iterator[str]:
    at = f"“{label_of(facts, str(wanted['at']))}”时" if wanted.get("at") else "期末"
    yield f"{at}周岁{_bounds(wanted)}"


def _no_worse(facts: Facts, wanted: Any) -> Iterator[str]:
    path, than = str(wanted["field"]), wanted["than"]
    limit = _shown(facts.path(path), than["value"]) if isinstance(than, Mapping) else f"“{label_of(facts, str(than))}”"
    yield f"“{label_of(facts, path)}”达到或好于{limit}"


def _either(facts: Facts, wanted: Any) -> Iterator[str]:
    yield "或者".join("、".join(_conditions(facts, one)) for one in each(wanted))


def _not(facts: Facts, wanted: Any) -> Iterator[str]:
    yield f"不是（{'、'.join(_conditions(facts, wanted))}）"


_SPECIAL: Mapping[str, Callable[[Facts, Any], Iterator[str]]] = {
    "having": _having("有关联的"),
    "having_no": _having("没有关联的"),
    "having_only": _having("关联的", "全部符合"),
    "in_force": lambda facts, wanted: timing_words.in_force(facts, wanted, label_of),
    "within": lambda facts, wanted: timing_words.within(facts, wanted, label_of),
    "not_after": lambda facts, wanted: timing_words.not_after(facts, wanted, label_of),
    "at_start": lambda facts, wanted: timing_words.at_start(facts, wanted, _conditions),
    "at_end": lambda facts, wanted: timing_words.at_end(facts, wanted, _conditions),
    "became": lambda facts, wanted: timing_words.became(facts, wanted, _conditions),
    "aged": _aged,
    "no_worse": _no_worse,
    "either": _either,
    "not": _not,
}
