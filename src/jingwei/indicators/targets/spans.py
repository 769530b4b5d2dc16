"""For which spans of a target's period values are asked: months that papers came for, or up to a day."""

from datetime import date

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask
from jingwei.indicators.reported import months_of
from jingwei.indicators.targets.aims import Aim, Measure


def spans_of(aim: Aim, day: date, *, run: bool = False) -> list[Period]:
    """The spans up to a day, the latest last; of what is counted the latest alone, unless the `run` is wanted.

    A statistic is known by months: each span from the period's first month to one that is over. What is counted is
    asked as of the day itself while the period runs, and of an earlier day as of the last month over by then.
    """
    period = aim.period
    if period.start > day:
        return []
    if not period.month_count:
        return [period]
    over = [Period(period.start, month.end) for month in months_of(period) if month.end <= day]
    if aim.reported:
        if aim.target.measure == Measure.RANK:
            # Ranks are published by month as often as for January to it.
            over = sorted(
                {*over, *(m for m in months_of(period) if m.end <= day)}, key=lambda p: (p.end, -p.start.toordinal())
            )
        return over
    running = period.end > day >= timezone.localdate()
    if running:
        return [*over, period] if run else [period]
    return over if run else over[-1:]


def years_asks(aim: Aim, span: Period) -> list[Ask]:
    """The cells that give the value of a span: its own, and of a cumulative statistic within the year, where the span
    does not begin in January, those of January to its end and to its beginning."""
    own = Ask(aim.target.indicator, span, aim.target.place)
    if not aim.reported or aim.defined is None or span.start.month == 1 or span.start.year != span.end.year:
        return [own]
    if aim.target.measure != Measure.VALUE or (aim.defined.counting.flow or "cumulative") != "cumulative":
        return [own]
    before = Period.months(span.start.year, 1, span.start.month - 1)
    return [own, Ask(own.key, Period.months(span.end.year, 1, span.end.month)), Ask(own.key, before)]
