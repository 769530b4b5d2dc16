"""What a definition counts, in words: the ledger, the conditions and the date by the names people know."""

from collections.abc import Iterator, Mapping
from typing import Any

from jingwei.core.fields import KINDS, Field
from jingwei.indicators.definitions import Defined
from jingwei.registers.facts import Facts

_FLOWS = {"cumulative": "1 月至当月累计数", "monthly": "当月数，可以相加", "stock": "月末数"}
_BOUNDS = {"min": "不小于{}", "max": "不大于{}", "over": "大于{}", "under": "小于{}"}


def wording(found: Defined, facts: Mapping[str, Facts], names: Mapping[str, str]) -> str:
    """One sentence. `facts` are those of the ledgers, `names` the names of all indicators, both by key."""
    counting = found.counting
    if found.problem:
        return found.problem
    if counting.verb == "reported":
        return f"外部报来，{_FLOWS[counting.flow or 'cumulative']}"
    if counting.verb == "ratio":
        return "“{}”÷“{}”".format(*(names.get(key, key) for key in (counting.numerator, counting.denominator)))
    known = facts.get(counting.source)
    if known is None:
        return f"没有代号为“{counting.source}”的台账"
    field = known.fieldset.by_key.get(counting.field)
    label = field.label if field else counting.field
    verbs = {
        "count": "的行数",
        "sum": f"“{label}”合计",
        "distinct": f"“{label}”不重复的个数",
        "share": "中符合条件的行所占百分比",
    }
    parts = [f"“{known.register.name}”{verbs[counting.verb]}"]
    if counting.where:
        parts.append("条件：" + "，".join(_conditions(known, counting.where)))
    if counting.of:
        parts.append("分母范围：" + "，".join(_conditions(known, counting.of)))
    at = known.fieldset.by_key.get(counting.at)
    parts.append(f"“{at.label if at else counting.at}”在统计期内" if counting.at else "取统计期末状态")
    return "；".join(parts)


def _conditions(facts: Facts, conditions: Mapping[str, Any]) -> Iterator[str]:
    for key, wanted in conditions.items():
        field = facts.fieldset.by_key.get(key)
        if field is None:
            yield f"{key}={wanted}"
        elif isinstance(wanted, Mapping):
            bounds = "且".join(_BOUNDS.get(word, "{}").format(bound) for word, bound in wanted.items())
            yield f"{field.label}{bounds}"
        elif wanted is None:
            yield f"{field.label}未填"
        else:
            many = wanted if isinstance(wanted, list | tuple) else [wanted]
            yield f"{field.label}为" + "或".join(_shown(field, one) for one in many)


def _shown(field: Field, value: Any) -> str:
    """A wanted value as the form shows it."""
    return KINDS[field.kind].display([value] if field.kind == "choices" else value, field)
