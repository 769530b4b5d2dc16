"""Conditions on dates and on other states of a row, in words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jingwei.core.facts.days import PERIODS, UNITS, relative
from jingwei.core.facts.facts import Facts

Say = Callable[[Facts, Mapping[str, Any]], Iterator[str]]
Label = Callable[[Facts, str], str]
_DURING = {"whole": "统计期内始终", "any": "统计期内曾经"}
WORKING_DAYS = "工作日按国务院放假安排和调休计算，安排未公布的年份暂按周末推算"


def day_words(said: Any) -> str:
    """A date as such, or told relative to the period."""
    found = relative(said)
    return found.said if found else str(said)


def in_period(said: Any) -> str:
    """A date within a period that is named."""
    return f"在{PERIODS.get(str(said), said)}内"


def in_force(facts: Facts, wanted: Any, label: Label) -> Iterator[str]:
    """期末已过…，未到…."""
    when = _DURING.get(wanted.get("during", "")) or (f"{day_words(wanted['on'])}" if wanted.get("on") else "期末")
    ends = f"，未到“{label(facts, str(wanted['to']))}”" if wanted.get("to") else ""
    yield f"{when}已过“{label(facts, str(wanted['from']))}”{ends}"


def within(facts: Facts, wanted: Any, label: Label) -> Iterator[str]:
    """从…到…不超过 5 个工作日."""
    unit = next(unit for unit in UNITS if unit in wanted)
    end = f"“{label(facts, str(wanted['to']))}”" if wanted.get("to") else "取数日"
    yield f"从“{label(facts, str(wanted['from']))}”到{end}不超过 {wanted[unit]} {UNITS[unit]}"


def not_after(facts: Facts, wanted: Any, label: Label) -> Iterator[str]:
    """…不晚于…."""
    yield f"“{label(facts, str(wanted['date']))}”不晚于“{label(facts, str(wanted['than']))}”"


def span_words(facts: Facts, said: Mapping[str, str], label: Label) -> str:
    """从…到…的工作日数."""
    end = f"“{label(facts, said['to'])}”" if said.get("to") else "取数日"
    units = {"days": "天数", "working_days": "工作日数", "months": "整月数", "years": "整年数"}
    return f"从“{label(facts, said['from'])}”到{end}的{units[said.get('in', 'days')]}"


def counts_working_days(body: Any) -> bool:
    """Whether a definition, or any condition in it, counts working days."""
    if isinstance(body, Mapping):
        return "working_days" in body or any(map(counts_working_days, body.values()))
    if isinstance(body, list | tuple):
        return any(map(counts_working_days, body))
    return isinstance(body, str) and body.endswith("working_days")


def at_start(facts: Facts, wanted: Any, say: Say) -> Iterator[str]:
    """期初…."""
    said = "、".join(say(facts, wanted))
    yield f"期初{said}" if said else "期初已在册"


def at_end(facts: Facts, wanted: Any, say: Say) -> Iterator[str]:
    """期末…."""
    said = "、".join(say(facts, wanted))
    yield f"期末{said}" if said else "期末仍在册"


def became(facts: Facts, wanted: Any, say: Say) -> Iterator[str]:
    """统计期内由（…）变为（…）."""
    old, new = ("、".join(say(facts, wanted[word])) if word in wanted else "" for word in ("from", "to"))
    if not old:
        yield f"统计期内变为（{new}）"
    elif not new:
        yield f"统计期内不再是（{old}）"
    else:
        yield f"统计期内由（{old}）变为（{new}）"
