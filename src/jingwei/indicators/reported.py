"""Values reported from outside: kept as they came, the latest known one counts, earlier ones stay.

Level, growth, rank and completion are values of their own and count each by itself (statements.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.periods import Period
from jingwei.core.units import UnitError, convert
from jingwei.indicators.cells import Published, Stage
from jingwei.indicators.grammar import Flow
from jingwei.indicators.models import Reported
from jingwei.indicators.statements import STAGE_ORDER, Measure, Standing, in_order, standing

# The last month of a period's code, for lists in the order of time.
PERIOD_END = RawSQL(
    "CASE WHEN length(period) = 4 OR period LIKE '%%H2' OR period LIKE '%%Q4' THEN left(period, 4) || '-12' "
    "WHEN period LIKE '%%/%%' THEN right(period, 7) "
    "WHEN period LIKE '%%H1' OR period LIKE '%%Q2' THEN left(period, 4) || '-06' "
    "WHEN period LIKE '%%Q1' THEN left(period, 4) || '-03' WHEN period LIKE '%%Q3' THEN left(period, 4) || '-09' "
    "ELSE period END",
    (),
)
NOT_YET = "这一时期的数据还没有报来"
_ONLY: Sequence[tuple[Measure, str]] = (
    ("growth", "只公布了增速，没有公布绝对数"),
    ("completion", "只公布了完成进度，没有公布绝对数"),
    ("rank", "只公布了位次，没有公布绝对数"),
)


@dataclass(frozen=True, slots=True)
class Series:
    """A statistic asked for one period; `flow` says how its months relate, `unit` (if any) in which it is wanted."""

    key: str
    period: Period
    flow: Flow = "cumulative"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What was reported for a period: one paper's value, or the sum of its months. `why` tells why there is none."""

    value: Decimal | None = None
    unit: str = ""
    growth: Decimal | None = None
    published: tuple[Published, ...] = ()
    approx: str = "exact"
    stage: Stage = "final"
    supplier: str = ""
    paper: str = ""
    why: str = ""


Latest = Mapping[tuple[str, Period], Standing]


def reported_values(wanted: Iterable[Series], known_at: datetime | None = None) -> dict[Series, Given]:
    """What was reported for each statistic and period as known at a moment, in one query.

    A value of exactly the period counts first, however the period was written (2025-01/2025-06 is 2025H1). Else a
    stock stands as at the period's last month, and monthly values are added up when none is missing; a value for
    January and February together stands for both.
    """
    asked = list(dict.fromkeys(wanted))
    if not asked:
        return {}
    spans = {each.period for each in asked}
    spans |= {month for each in asked if each.flow != "cumulative" for month in months_of(each.period)}
    spans |= {Period.months(month.start.year, 1, 2) for month in list(spans) if month.start.month == 1}
    rows = known_rows(known_at).filter(
        indicator__in={each.key for each in asked}, period__in={code for span in spans for code in spellings(span)}
    )
    latest = standing(in_order(rows))
    return {each: _given(each, latest) for each in asked}


def known_rows(known_at: datetime | None = None) -> QuerySet[Reported]:
    """The values known at a moment (None: now), those that were withdrawn left out."""
    if known_at is None:
        return Reported.objects.filter(known_to=None)
    later = Q(known_to=None) | Q(known_to__gt=known_at)
    return Reported.objects.filter(later, known_from__lte=known_at)


def months_of(period: Period) -> Iterator[Period]:
    """The months of a period; of a week none."""
    year, month = period.start.year, period.start.month
    for _ in range(period.month_count):
        yield Period.months(year, month, month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _given(asked: Series, latest: Latest) -> Given:
    exact = latest.get((asked.key, asked.period), Standing())
    published = tuple(_published(measure, row) for measure, row in exact.of.items() if measure != "value")
    growth = exact.of.get("growth")
    level = _level(asked, exact, latest)
    alone = next(((measure, why) for measure, why in _ONLY if measure in exact.of), None)
    if level.value is None and alone and "value" not in exact.of:
        said = exact.of[alone[0]]
        unit = asked.unit or said.unit
        level = Given(unit=unit, stage=_stage(said), supplier=said.supplier, paper=said.paper, why=alone[1])
    return replace(level, growth=growth.growth if growth else None, published=published)


def _level(asked: Series, exact: Standing, latest: Latest) -> Given:
    if "value" in exact.of:
        return _of(exact.of["value"], asked.unit)
    months = list(months_of(asked.period))
    joined = latest.get((asked.key, Period.months(asked.period.start.year, 1, 2))) if months else None
    if months and months[0].start.month == 1 and len(months) == 1 and joined and joined.of:
        return Given(why="1—2月合并公布，没有1月单独的数")
    if not months or asked.flow == "cumulative":
        return Given(why=NOT_YET)
    if asked.flow == "stock":
        last = latest.get((asked.key, months[-1]), Standing()).of.get("value")
        return _of(last, asked.unit) if last else Given(why=f"{months[-1].name}末的数据还没有报来")
    tiles: list[tuple[Period, Reported | None]] = [(one, _value_of(latest, asked.key, one)) for one in months]
    if len(tiles) > 1 and months[0].start.month == 1 and joined and "value" in joined.of:
        both = [row for _, row in tiles[:2] if row is not None]
        if len(both) < 2:
            tiles[:2] = [(Period.months(months[0].start.year, 1, 2), joined.of["value"])]
    missing = [month for month, row in tiles if row is None]
    rows = [row for _, row in tiles if row is not None]
    if missing:
        named = "、".join(month.short_name for month in missing[:6]) + ("等" if len(missing) > 6 else "")
        return Given(why=NOT_YET if not rows else f"{named}的数据还没有报来，不能合计")
    return _sum([_of(row, asked.unit or rows[0].unit) for row in rows])


def _value_of(latest: Latest, key: str, period: Period) -> Reported | None:
    return latest.get((key, period), Standing()).of.get("value")


def _of(row: Reported, unit: str) -> Given:
    """The level of a statement in the unit that is wanted; two currencies are never made one."""
    assert row.value is not None
    given = Given(row.value, row.unit, None, (), row.approx, _stage(row), row.supplier, row.paper)
    try:
        return replace(given, value=convert(row.value, row.unit, unit), unit=unit) if unit else given
    except UnitError:
        why = f"报来的单位是“{row.unit}”，这个指标按“{unit}”计，不能换算"
        return replace(given, value=None, unit=unit, why=why)


def _published(measure: Measure, row: Reported) -> Published:
    assert measure != "value"
    told = Published(measure, Decimal(getattr(row, measure)), _stage(row), row.supplier, row.paper)
    if measure != "rank":
        return told
    return replace(told, group=row.rank_group, size=row.rank_size, ranked=row.ranked, organiser=row.organiser)


def _sum(rows: Sequence[Given]) -> Given:
    wrong = next((row for row in rows if row.value is None), None)
    if wrong is not None:
        return Given(why=wrong.why)
    first, last = rows[0].paper, rows[-1].paper
    return Given(
        value=sum((row.value for row in rows if row.value is not None), Decimal(0)),
        unit=rows[0].unit,
        approx="exact" if all(row.approx == "exact" for row in rows) else "about",
        stage=min((row.stage for row in rows), key=STAGE_ORDER.index),
        supplier="、".join(dict.fromkeys(row.supplier for row in rows)),
        paper=first if first == last else f"{first}至{last}",
    )


def _stage(row: Reported) -> Stage:
    return row.stage  # type: ignore[return-value]


def spellings(period: Period) -> set[str]:
    """A period as it may be stored: its canonical code, and the months it runs from and to."""
    return {str(period), f"{_month(period.start)}/{_month(period.end)}"}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
