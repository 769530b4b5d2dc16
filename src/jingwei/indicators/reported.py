"""Values reported from outside: kept as they came, the latest known one counts, earlier ones stay."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.periods import Period
from jingwei.indicators.cells import Stage
from jingwei.indicators.grammar import Flow
from jingwei.indicators.models import Reported

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
GROWTH_ONLY = "只公布了增速，没有公布绝对数"


@dataclass(frozen=True, slots=True)
class Series:
    """A statistic asked for one period; `flow` says how its months relate."""

    key: str
    period: Period
    flow: Flow = "cumulative"


@dataclass(frozen=True, slots=True)
class Given:
    """What was reported for a period: one paper's value, or the sum of its months. `why` tells why there is none."""

    value: Decimal | None = None
    unit: str = ""
    growth: Decimal | None = None
    approx: str = "exact"
    stage: Stage = "final"
    supplier: str = ""
    paper: str = ""
    why: str = ""


def reported_values(wanted: Iterable[Series], known_at: datetime | None = None) -> dict[Series, Given]:
    """What was reported for each statistic and period as known at a moment, in one query.

    A value of exactly the period counts first, however the period was written (2025-01/2025-06 is 2025H1). Else a
    stock stands as at the period's last month, and monthly values are added up when none is missing.
    """
    asked = list(dict.fromkeys(wanted))
    if not asked:
        return {}
    spans = {each.period for each in asked}
    spans |= {month for each in asked if each.flow != "cumulative" for month in months_of(each.period)}
    rows = known_rows(known_at).filter(
        indicator__in={each.key for each in asked}, period__in={code for span in spans for code in spellings(span)}
    )
    latest = {(row.indicator, Period.parse(row.period)): row for row in rows.order_by("known_from", "pk")}
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


def _given(asked: Series, latest: Mapping[tuple[str, Period], Reported]) -> Given:
    exact = latest.get((asked.key, asked.period))
    if exact is not None:
        return _of(exact)
    months = list(months_of(asked.period))
    if not months or asked.flow == "cumulative":
        return Given(why=NOT_YET)
    if asked.flow == "stock":
        last = latest.get((asked.key, months[-1]))
        return _of(last) if last else Given(why=f"{months[-1].name}末的数据还没有报来")
    found = [latest.get((asked.key, month)) for month in months]
    missing = [month for month, row in zip(months, found, strict=True) if row is None or row.value is None]
    rows = [row for row in found if row is not None and row.value is not None]
    if missing:
        named = "、".join(month.short_name for month in missing[:6]) + ("等" if len(missing) > 6 else "")
        return Given(why=NOT_YET if not rows else f"{named}的数据还没有报来，不能合计")
    if len({row.unit for row in rows}) > 1:
        return Given(why="各月单位不一致，不能合计")
    return _sum(rows)


def _of(row: Reported) -> Given:
    why = GROWTH_ONLY if row.value is None else ""
    return Given(row.value, row.unit, row.growth, row.approx, _stage(row), row.supplier, row.paper, why)


def _sum(rows: Sequence[Reported]) -> Given:
    order: tuple[Stage, ...] = ("final", "flash", "estimate")
    weakest = max((_stage(row) for row in rows), key=order.index)
    first, last = rows[0].paper, rows[-1].paper
    return Given(
        value=sum((row.value for row in rows if row.value is not None), Decimal(0)),
        unit=rows[0].unit,
        approx="exact" if all(row.approx == "exact" for row in rows) else "about",
        stage=weakest,
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
