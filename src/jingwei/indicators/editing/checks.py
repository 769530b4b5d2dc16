"""What is wrong with a definition before it is saved, each in a sentence that says what would be right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.units import dimension_of
from jingwei.indicators.definitions import Defined
from jingwei.indicators.formula import Joined, Named, Number, Term
from jingwei.indicators.grammar import Counting, parse
from jingwei.indicators.meaning import problem_of

_PER_CENT = "%"
_LENGTHS = {"days": ("天", "日"), "working_days": ("个工作日", "工作日"), "months": ("个月", "月"), "years": ("年",)}
_NO_RATE_SUM = "率（%）不能相加，也不能求平均：请分别相加分子和分母指标，再用“比值”"


def mistakes(
    key: str, name: str, body: Mapping[str, Any], unit: str, facts: Mapping[str, Facts], known: Mapping[str, Defined]
) -> list[str]:
    """Sentences; none where the definition can be counted and means what it says. `known` are all others by key."""
    try:
        said = problem_of(key, body, facts, {*known, key})
    except (AttributeError, KeyError, TypeError, ValueError):
        # Typed as YAML, an entry may have any shape.
        said = "定义里有一处写法不对，请对照同类指标的写法核对"
    if said:
        return [said.replace(f"指标“{key}”的", "").replace(f"指标“{key}”", "这个指标")]
    try:
        counting = parse(key, body)
    except JingweiError as error:
        return [error.message]
    circle = circle_of(key, name, counting, known)
    if circle:
        return [circle]
    units = {one: found.row.unit for one, found in known.items()}
    names = {one: found.row.name for one, found in known.items()}
    return list(dict.fromkeys(_wrong(counting, unit, facts, units, names)))


def circle_of(key: str, name: str, counting: Counting, known: Mapping[str, Defined]) -> str:
    """The way in which a definition is made of itself, in words; empty where it is not."""
    way = _way_back(key, counting, known, (key,))
    if not way:
        return ""
    words = " → ".join(f"“{name if one == key else known[one].row.name}”" for one in way)
    return f"定义互相引用，算不出来：{words}。请改用其中不含本指标的指标"


def _way_back(key: str, counting: Counting, known: Mapping[str, Defined], way: tuple[str, ...]) -> tuple[str, ...]:
    # A rank is published, not made of what is ranked.
    for named in () if counting.verb in ("rank", "best_rank_months", "worst_rank") else counting.operands:
        if named.key == key:
            return (*way, key)
        if named.key in known and named.key not in way:
            found = _way_back(key, known[named.key].counting, known, (*way, named.key))
            if found:
                return found
    return ()


def _wrong(
    counting: Counting, unit: str, facts: Mapping[str, Facts], units: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[str]:
    if counting.verb == "share" and unit != _PER_CENT:
        yield f"占比的单位应为“%”，写的是“{unit}”"
    elif counting.verb in ("sum", "average", "highest", "lowest") and counting.field:
        yield from _of_field(counting, unit, facts[counting.source])
    elif counting.aged and counting.verb != "sum" and unit not in ("岁", "周岁"):
        yield f"周岁的单位应为“岁”，写的是“{unit}”"
    elif counting.span and unit not in (fit := _LENGTHS[counting.span.get("in", "days")]):
        yield f"按{fit[0].removeprefix('个')}算的时间，单位应为“{fit[0]}”，写的是“{unit}”"
    elif counting.verb in ("count", "distinct") and dimension_of(unit):
        yield f"个数的单位应是量词（个、户、人、次 …），“{unit}”是计量单位；要把数字加起来，请用“合计”"
    elif counting.formula is not None:
        yield from _of_formula(counting, unit, units, names)


def _of_field(counting: Counting, unit: str, source: Facts) -> Iterator[str]:
    try:
        found = source.path(counting.field)
    except UnknownFact:
        return
    theirs = found.unit or ""
    rate = dimension_of(theirs) == "rate"
    if rate and counting.verb in ("sum", "average"):
        yield (
            f"“{found.label}”是率（{theirs}），"
            + ("不能合计" if counting.verb == "sum" else "不能求平均")
            + ("；率由分子、分母各自相加后相除得出，请用“比值”或“占比”")
        )
    elif theirs and dimension_of(theirs) and dimension_of(theirs) != dimension_of(unit):
        yield f"“{found.label}”以{theirs}登记，单位应写“{theirs}”，写的是“{unit}”"
    elif not theirs and dimension_of(unit):
        yield f"“{found.label}”没有计量单位，单位不能写“{unit}”，应是量词（个、人、次 …）"


def _of_formula(counting: Counting, unit: str, units: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    verb = counting.verb
    if verb == "growth" and counting.operands and unit != "个百分点":
        rate = dimension_of(units.get(counting.operands[0].key, "")) == "rate"
        if not rate and unit != _PER_CENT:
            yield f"增长的单位应为“%”，写的是“{unit}”"
    elif verb == "completion" and unit != _PER_CENT:
        yield f"完成进度的单位应为“%”，写的是“{unit}”"
    elif verb in ("ratio", "formula", "increase"):
        assert counting.formula is not None
        yield from _added(counting.formula, units, names)
        if verb == "ratio":
            yield from _divided(counting.formula, units, names)


def _added(term: Term, units: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    """What is added or subtracted must be of one kind; quotients and products are left to their maker."""
    if not isinstance(term, Joined):
        return
    yield from _added(term.left, units, names)
    yield from _added(term.right, units, names)
    if term.sign not in "+-":
        return
    one, other = _first(term.left), _first(term.right)
    if one is None or other is None:
        return
    first, second = units.get(one.key, ""), units.get(other.key, "")
    here, there = dimension_of(first), dimension_of(second)
    what = f"“{names.get(one.key, one.key)}”（{first}）和“{names.get(other.key, other.key)}”（{second}）"
    if here != there:
        money = (here or "").startswith("money:") and (there or "").startswith("money:")
        yield f"{what}{'是不同币种，不能相加减' if money else '不是同一类数，不能相加减'}"
    elif here == "rate" and term.sign == "+":
        yield f"{what}：{_NO_RATE_SUM}"
    elif here is None and {first, second} in _UNLIKE:
        yield f"{what}：{first}和{second}口径不同，不能相加减"


_UNLIKE: Sequence[set[str]] = ({"次", "人次"}, {"人", "人次"}, {"户", "人"}, {"户次", "户"})


def _divided(term: Term, units: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(term, Joined):
        return
    one, other = _first(term.left), _first(term.right)
    if one is None or other is None:
        return
    here, there = (dimension_of(units.get(named.key, "")) or "" for named in (one, other))
    if here.startswith("money:") and there.startswith("money:") and here != there:
        pair = f"“{names.get(one.key, one.key)}”和“{names.get(other.key, other.key)}”"
        yield f"{pair}是不同币种，不能相除"


def _first(term: Term) -> Named | None:
    """An indicator that stands for the kind of a sum; none for quotients, products and numbers."""
    match term:
        case Named():
            return term
        case Number():
            return None
        case Joined(sign, left, _) if sign in "+-":
            return _first(left)
    return None
