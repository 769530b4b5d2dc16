"""The stretch of time that a scheme calls a month or a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.matters.scoring.schemes import Scheme


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment on, up to another that is no more in it."""

    since: datetime
    until: datetime

    @property
    def said(self) -> str:
        """In words."""
        return f"{timezone.localtime(self.since):%Y-%m-%d %H:%M}起，{timezone.localtime(self.until):%Y-%m-%d %H:%M}前"


def span_of(scheme: Scheme, period: Period) -> Span:
    """The moments of a period. A day that ends at an hour begins at that hour of the day before (hour 12: the report of
    noon); a month that is cut begins with such a day of the month before.
    """
    first, last = period.bounds(scheme.cut)
    return Span(_begin(scheme, first), _begin(scheme, last + timedelta(days=1)))


def span_of_day(scheme: Scheme, day: date) -> Span:
    """The moments of a day: that of hour 12 is from noon of the day before to noon."""
    return Span(_begin(scheme, day), _begin(scheme, day + timedelta(days=1)))


def day_at(scheme: Scheme, moment: datetime) -> date:
    """The day of a scheme in which a moment lies."""
    day = timezone.localdate(moment)
    return day if moment < span_of_day(scheme, day).until else day + timedelta(days=1)


def _begin(scheme: Scheme, day: date) -> datetime:
    early = timedelta(days=1) if scheme.hour else timedelta()
    return datetime.combine(day - early, time(scheme.hour, tzinfo=timezone.get_default_timezone()))


def month_at(scheme: Scheme, moment: datetime) -> Period:
    """The month of a scheme in which a moment lies."""
    near = Period.around("month", timezone.localdate(moment))
    for one in (near.previous(), near, near.next()):
        span = span_of(scheme, one)
        if span.since <= moment < span.until:
            return one
    raise AssertionError(moment)
