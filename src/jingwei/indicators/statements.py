"""What outside papers said of one statistic and period, and which of it counts.

A paper says one to four things (MEASURES); the newest statement of each counts, so a rank that comes later, alone and
from somebody else, leaves level and growth as they are. A statement is closed when all it says has been said anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet

from jingwei.core.periods import Period
from jingwei.core.units import dimension_of, find_unit
from jingwei.indicators.models import Reported

Measure = Literal["value", "growth", "rank", "completion"]
MEASURES: tuple[Measure, ...] = ("value", "growth", "rank", "completion")
MEASURE_WORDS: Mapping[Measure, str] = {
    "value": "数值", "growth": "公布同比", "rank": "公布位次", "completion": "公布完成年度计划",
}  # fmt: skip
APPROX = (("exact", "准确数"), ("about", "约"), ("over", "余、多"), ("near", "近"), ("at_least", "不低于"))
STAGE_ORDER = ("estimate", "flash", "final")
STAGES: Mapping[str, str] = {"estimate": "预计数", "flash": "快报数", "final": "核定数"}
_WITH: Mapping[Measure, tuple[str, ...]] = {
    "value": ("unit", "approx"),
    "rank": ("rank_group", "rank_size", "ranked", "organiser"),
}


@dataclass(slots=True)
class Standing:
    """What stands of one statistic and period: the newest statement of each thing, and all that are not closed."""

    of: dict[Measure, Reported] = field(default_factory=dict)
    rows: list[Reported] = field(default_factory=list)

    def add(self, row: Reported) -> None:
        """A statement newer than those before."""
        self.rows.append(row)
        self.of.update(dict.fromkeys(says(row), row))

    def differs(self, row: Reported) -> Reported | None:
        """The statement that `row` would correct, None where it says nothing else than what stands."""
        return next(
            (said for measure in says(row) if (said := self.of.get(measure)) and not _alike(measure, said, row)), None
        )

    def says_all(self, row: Reported) -> bool:
        """Whether all that `row` says stands already, from the same stage."""
        return all((said := self.of.get(one)) is not None and _alike(one, said, row) for one in says(row))

    def closed_by(self, row: Reported) -> list[Reported]:
        """The statements of which nothing is left when `row` is said."""
        anew = set(says(row))
        return [one for one in self.rows if anew.issuperset(says(one))]


def says(row: Reported) -> list[Measure]:
    """The things a statement says."""
    return [measure for measure in MEASURES if getattr(row, measure) is not None]


def _alike(measure: Measure, one: Reported, other: Reported) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in (measure, "stage", *_WITH.get(measure, ())))


def standing(rows: Iterable[Reported]) -> dict[tuple[str, Period], Standing]:
    """What stands by statistic and period; `rows` in the order in which they became known."""
    out: dict[tuple[str, Period], Standing] = {}
    for row in rows:
        out.setdefault((row.indicator, Period.parse(row.period)), Standing()).add(row)
    return out


def in_order(rows: QuerySet[Reported]) -> QuerySet[Reported]:
    """Statements in the order in which they became known."""
    return rows.order_by("known_from", "pk")


def given_unit(said: str, own: str) -> str:
    """The unit `said` as it is called, when it is one of the dimension of `own`; empty otherwise. Another currency is
    another dimension."""
    dimension = dimension_of(own)
    unit = find_unit(said, dimension) if dimension else None
    return unit.name if unit is not None and unit.dimension == dimension else said if said == own else ""


def close(rows: Sequence[Reported], when: datetime) -> None:
    """These statements are known no longer."""
    Reported.objects.filter(pk__in=[row.pk for row in rows]).update(known_to=when)


def in_words(row: Reported) -> str:
    """What a statement says, in one line: 25764万元，同比3.2%，第5位，完成年度计划81.76%，核定数."""
    parts: list[Any] = [] if row.value is None else [f"{row.value.normalize():f}{row.unit}"]
    parts += [] if row.growth is None else [f"同比{row.growth.normalize():f}%"]
    parts += [] if row.rank is None else [f"{row.rank_group}第{row.rank}位"]
    parts += [] if row.completion is None else [f"完成年度计划{row.completion.normalize():f}%"]
    return "，".join([*parts, STAGES[row.stage]])
