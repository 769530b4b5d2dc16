"""Which statistics the names of a bulletin may be: alike in name, of a fitting unit, of the size last reported.

It suggests and never binds: a person says what a name means.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jingwei.core.periods import Period
from jingwei.core.units import UnitError, convert, same_kind
from jingwei.indicators.definitions import Defined
from jingwei.indicators.likeness import Namesakes
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import PERIOD_END, known_rows

_TIMES = Decimal(3)
_FAR = Decimal(50)
_NEARER = 0.3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statistic that a name may be, and why: 名称相近，单位相同，与2025年1—10月的25000万元相近."""

    key: str
    name: str
    why: str
    score: float


def suggestions(
    asked: Mapping[str, Mapping[str, Any]], defined: Iterable[Defined]
) -> dict[str, tuple[Suggestion, ...]]:
    """The likeliest statistics of each name, the best first; `asked` gives for a name the first row that says it.

    One query for the last value of every candidate.
    """
    reported = {one.row.key: one for one in defined if one.kind == "reported"}
    namesakes = Namesakes(reported.values())
    alike = {
        name: namesakes.of(name, row.get("unit") or "", growth=row.get("value") is None) for name, row in asked.items()
    }
    keys = {reported[one.key].counting.source for some in alike.values() for one in some}
    last = {row.indicator: row for row in _last(keys)}
    out = {}
    for name, some in alike.items():
        found = [_suggestion(one.score, reported[one.key], asked[name], last) for one in some]
        out[name] = tuple(sorted(found, key=lambda one: -one.score))
    return out


def _last(keys: Iterable[str]) -> Iterable[Reported]:
    """The newest level of each statistic."""
    rows = known_rows().filter(indicator__in=set(keys), value__isnull=False)
    return rows.order_by("indicator", PERIOD_END.desc(), "-known_from").distinct("indicator")


def _suggestion(score: float, one: Defined, row: Mapping[str, Any], last: Mapping[str, Reported]) -> Suggestion:
    why = ["名称相近"]
    unit = row.get("unit") or ""
    if unit and same_kind(unit, one.row.unit):
        why.append("单位相同" if unit == one.row.unit else f"单位可换算（{one.row.unit}）")
    before = last.get(one.counting.source)
    times = _times(row.get("value"), unit or one.row.unit, before)
    if before is not None and before.value is not None and times is not None:
        said = f"{Period.parse(before.period).name}的{before.value.normalize():f}{before.unit}"
        if 1 / _TIMES <= times <= _TIMES:
            score += _NEARER
            why.append(f"数值与{said}相近")
        elif not 1 / _FAR <= times <= _FAR:
            score -= _NEARER
            why.append(f"数值与{said}相差很大")
    return Suggestion(one.row.key, one.row.name, "，".join(why), score)


def _times(value: Any, unit: str, before: Reported | None) -> Decimal | None:
    """How many times the last value the new one is; nothing where they cannot be compared."""
    if value is None or before is None or not before.value:
        return None
    try:
        return abs(convert(Decimal(str(value)), unit, before.unit) / before.value)
    except UnitError:
        return None


def in_order(likely: Sequence[Suggestion], defined: Iterable[Defined]) -> tuple[tuple[str, str], ...]:
    """What to choose from: the suggestions with their reasons, then all other statistics by name."""
    rest = sorted((one for one in defined if one.kind == "reported"), key=lambda one: one.row.name)
    named = {one.key for one in likely}
    return (
        *((one.key, f"{one.name}（{one.why}）") for one in likely),
        *((one.row.key, f"{one.row.name}（{one.row.unit}）") for one in rest if one.row.key not in named),
    )
