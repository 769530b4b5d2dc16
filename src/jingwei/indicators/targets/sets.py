"""Which targets are looked at: those of a year or period, those beside one another, those whose period runs."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from jingwei.core.facts.point import Point
from jingwei.core.periods import Period
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.targets.aims import Aim, aim_of, load_aims
from jingwei.indicators.targets.given import Whose
from jingwei.indicators.targets.models import TargetValue, TargetVersion


def aims_beside(targets: Iterable[TargetValue]) -> list[Aim]:
    """The targets in force of the same indicators and periods, as they are after a change; two queries."""
    changed = list(targets)
    rows = TargetVersion.objects.filter(
        Point().condition(), target__indicator__in={one.indicator for one in changed},
        target__period__in={one.period for one in changed},
    ).select_related("target")  # fmt: skip
    defined = load_definitions()
    return [aim_of(row, defined) for row in rows]


def aims_within(period: Period, on: date | None = None, known_at: datetime | None = None) -> list[Aim]:
    """The targets in force on a day (today, or the period's end where that is over) whose period lies in `period`.

    On a day that is over, those that held then.
    """
    point = Point(on, known_at) if on is not None or known_at is not None else Point()
    return [aim for aim in load_aims(point=point) if period.covers(aim.period)]


def aims_covering(period: Period, on: date, known_at: datetime | None = None) -> list[Aim]:
    """The targets in force on a day whose period holds the whole of `period`: what a quarter's lights are about."""
    return [aim for aim in load_aims(point=Point(on, known_at)) if aim.period.covers(period)]


def aims_running(on: date, months: int = 12) -> list[Aim]:
    """The targets whose period runs, or ended so few months ago that late figures may still come."""
    since = on.replace(day=1)
    for _ in range(months):
        since = (since - timedelta(days=1)).replace(day=1)
    return [aim for aim in load_aims() if aim.period.start <= on and aim.period.end >= since]


def whose_lights(period: Period) -> Whose:
    """Which indicators the names of a sheet mean, and whose they are: the department of the target, if there is one."""
    defined = load_definitions()
    rows = TargetVersion.objects.filter(Point().condition(), target__place=None).select_related("target")
    own = {
        row.target.indicator: row.department
        for row in rows.order_by("target__period")
        if row.department and Period.parse(row.target.period).covers(period)
    }
    return Whose(defined, own)


def aims_alike(aim: Aim) -> list[Aim]:
    """The targets in force of the same indicator and period, one's own with them."""
    rows = TargetVersion.objects.filter(
        Point().condition(), target__indicator=aim.target.indicator, target__period=aim.target.period
    ).select_related("target")
    defined = load_definitions()
    return [aim_of(row, defined) for row in rows]
