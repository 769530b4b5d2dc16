"""What a definition counts, in words: the ledger, the conditions and the date by the names people know."""

from collections.abc import Mapping

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.timing_words import WORKING_DAYS, counts_working_days, span_words
from jingwei.core.facts.words import bounds_in_words, in_words, label_of
from jingwei.indicators.clauses import Base, Branch
from jingwei.indicators.definitions import Defined
from jingwei.indicators.formula import Named, told
from jingwei.indicators.grammar import Counting
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
    label = f"“{label_of(known, counting.field)}”"
    if counting.aged:
        label = f"“{label_of(known, counting.aged['born'])}算起的周岁”"
    elif counting.span:
        label = span_words(known, counting.span, label_of)
    verbs = {
        "count": "的行数",
        "sum": f"{label}合计",
        "average": f"{label}平均",
        "lowest": f"{label}最小的",
        "highest": f"{label}最大的",
        "distinct": f"{label}不重复的个数",
        "distinct_over": "合在一起不重复的个数：" + "；".join(_branch(known, one) for one in counting.over),
        "share": "中符合条件的行所占百分比",
    }
    parts = [f"“{known.source.name}”{verbs[counting.verb]}"]
    if counting.where:
        parts.append("条件：" + "，".join(in_words(known, counting.where)))
    if counting.of:
        parts.append("分母范围：" + "，".join(in_words(known, counting.of)))
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
    said = [*in_words(member, one.where), *([_dated(member, one)] if one.at or one.until else [])]
    return f"“{member.source.name}”的“{label_of(member, one.field)}”" + (f"（{'，'.join(said)}）" if said else "")


def _derived(counting: Counting, names: Mapping[str, str]) -> str:
    assert counting.formula is not None

    def named(one: Named) -> str:
        return f"“{names.get(one.key, one.key)}”{one.when}"

    if counting.verb in _PUBLISHED:
        return _PUBLISHED[counting.verb].format(named(counting.operands[0]))
    if counting.verb in _MONTHLY:
        return _MONTHLY[counting.verb].format(named(counting.operands[0]), bounds_in_words(counting.meets) or "有数")
    if counting.verb == "completion":
        plan = f"；没有公布的，按{told(counting.formula, named)}计算" if len(counting.operands) > 1 else ""
        return f"{named(counting.operands[0])}完成年度计划的百分比，按公布数{plan}"
    if counting.verb in ("growth", "increase"):
        shown = named(counting.operands[0])
        return f"{shown}比上年同期增长" if counting.verb == "growth" else f"{shown}比上年同期增加"
    return told(counting.formula, named)
