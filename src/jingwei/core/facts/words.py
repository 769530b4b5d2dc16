"""Conditions in words: by the names of fields, ledgers and choices that people know."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jingwei.core.facts import linking, nearby, timing_words
from jingwei.core.facts.bounds import BOUNDS, NUMBERS, unit_of
from jingwei.core.facts.days import PERIODS
from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.facts.timing_words import day_words, in_period
from jingwei.core.fields import KINDS, Field
from jingwei.core.periods import Period, PeriodError

_BOUNDS = {"min": "不小于{}", "max": "不大于{}", "over": "大于{}", "under": "小于{}"}
_DAYS = {"min": "不早于{}", "max": "不晚于{}", "over": "晚于{}", "under": "早于{}"}


def label_of(facts: Facts, path: str) -> str:
    """What people call a field, also one behind links; the key where there is none."""
    try:
        head, dot, rest = path.partition(".")
        return f"{facts.field(head).label}的{label_of(facts.behind(head), rest)}" if dot else facts.field(head).label
    except UnknownFact:
        return path


def in_words(facts: Facts, conditions: Mapping[str, Any]) -> Iterator[str]:
    """Each condition as a reader knows it: 房屋性质为住宅, 有关联的“租户”. Names that do not exist stay as written."""
    for key, wanted in conditions.items():
        if key in _SPECIAL:
            yield from _SPECIAL[key](facts, wanted)
            continue
        head, dot, rest = key.partition(".")
        if dot:
            yield from (f"{facts.field(head).label}的{said}" for said in in_words(facts.behind(head), {rest: wanted}))
            continue
        field = facts.source.fieldset.by_key.get(key)
        if field is None:
            yield f"{key}={wanted}"
        elif isinstance(wanted, Mapping):
            yield f"{field.label}{bounds_in_words(wanted, field)}"
        elif wanted is None:
            yield f"{field.label}未填"
        else:
            many = wanted if isinstance(wanted, list | tuple) else [wanted]
            yield f"{field.label}为" + "或".join(value_in_words(field, one) for one in many)


def value_in_words(field: Field, value: Any) -> str:
    """A wanted value as the form shows it."""
    if field.kind in NUMBERS:
        return _with(value, unit_of(field) or "")
    return KINDS[field.kind].display([value] if field.kind == "choices" else value, field)


def bounds_in_words(wanted: Mapping[str, Any], field: Field | None = None) -> str:
    """The bounds of a number (in the unit of its field) or a date."""
    dated = field is not None and field.kind in ("date", "loose_date")
    unit = (unit_of(field) or "") if field is not None and not dated else ""
    said = [(_DAYS if dated else _BOUNDS)[word].format(_with(wanted[word], unit)) for word in BOUNDS if word in wanted]
    if "in" in wanted:
        said.append(_in(wanted["in"]))
    if "last" in wanted:
        said.append(f"在最近{wanted['last']}天内")
    return "且".join(said)


def _with(bound: Any, unit: str) -> str:
    text = day_words(bound)
    return f"{text}{unit}" if text[-1:].isdigit() else text


def _in(said: Any) -> str:
    try:
        return in_period(said) if said in PERIODS else f"在{Period.parse(str(said)).name}"
    except PeriodError:
        return f"在{said}"


def _having(start: str, end: str = "") -> Callable[[Facts, Any], Iterator[str]]:
    def say(facts: Facts, wanted: Any) -> Iterator[str]:
        for one in each(wanted):
            there = linking.source_of(facts, one)
            where = "、".join(in_words(there, one.get("where") or {}))
            least = f"至少 {one['at_least']} 行" if one.get("at_least") else ""
            matched = [
                f"{label_of(there, a)}与本行{label_of(facts, b)}相同" for a, b in (one.get("match") or {}).items()
            ]
            where = "、".join([*matched, *([where] if where else [])])
            yield f"{start}“{there.source.name}”{least}" + (f"（{where}）" if where else "") + end

    return say


def _near(facts: Facts, wanted: Any) -> Iterator[str]:
    there = nearby.points_of(facts, wanted)
    where = "、".join(in_words(there, wanted.get("where") or {}))
    yield f"离“{there.source.name}”{f'（{where}）' if where else ''}直线{wanted.get('metres')}米以内"


def _aged(facts: Facts, wanted: Any) -> Iterator[str]:
    at = f"“{label_of(facts, str(wanted['at']))}”时" if wanted.get("at") else "期末"
    yield f"{at}周岁{bounds_in_words(wanted)}"


def _no_worse(facts: Facts, wanted: Any) -> Iterator[str]:
    path, than = str(wanted["field"]), wanted["than"]
    limit = (
        value_in_words(facts.path(path), than["value"])
        if isinstance(than, Mapping)
        else f"“{label_of(facts, str(than))}”"
    )
    yield f"“{label_of(facts, path)}”达到或好于{limit}"


def _either(facts: Facts, wanted: Any) -> Iterator[str]:
    yield "或者".join("、".join(in_words(facts, one)) for one in each(wanted))


def _not(facts: Facts, wanted: Any) -> Iterator[str]:
    for one in each(wanted):
        filled = [key for key, value in one.items() if value is None and "." not in key]
        if len(filled) == len(one) == 1:
            told = facts.field(filled[0]).choices if filled[0] in facts.source.beside else ()
            label = label_of(facts, filled[0])
            yield f"{label}为{'或'.join(choice.label for choice in told)}" if told else f"{label}已填"
        else:
            yield f"不是（{'、'.join(in_words(facts, one))}）"


def _all(facts: Facts, wanted: Any) -> Iterator[str]:
    for one in each(wanted):
        yield from in_words(facts, one)


_SPECIAL: Mapping[str, Callable[[Facts, Any], Iterator[str]]] = {
    "having": _having("有关联的"),
    "having_no": _having("没有关联的"),
    "having_only": _having("关联的", "全部符合"),
    nearby.KEY: _near,
    "in_force": lambda facts, wanted: timing_words.in_force(facts, wanted, label_of),
    "within": lambda facts, wanted: timing_words.within(facts, wanted, label_of),
    "not_after": lambda facts, wanted: timing_words.not_after(facts, wanted, label_of),
    "at_start": lambda facts, wanted: timing_words.at_start(facts, wanted, in_words),
    "at_end": lambda facts, wanted: timing_words.at_end(facts, wanted, in_words),
    "became": lambda facts, wanted: timing_words.became(facts, wanted, in_words),
    "aged": _aged,
    "no_worse": _no_worse,
    "either": _either,
    "not": _not,
    "all": _all,
}
