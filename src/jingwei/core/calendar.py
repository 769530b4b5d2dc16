"""Working days of the official calendar, with what the office itself entered, and deadlines that say if provisional.

The yearly notice of the State Council settles holidays and make-up working days; `chinesecalendar` carries the
published years. For a year without a notice only weekends are known, so a deadline reaching into it is provisional.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar import constants

SHANGHAI = ZoneInfo("Asia/Shanghai")
PUBLISHED_YEARS = range(min(constants.holidays).year, max(constants.holidays).year + 1)
OFFICE_HOURS = ((time(9), time(12)), (time(14), time(17, 30)))
END_OF_DAY = time(23, 59, 59)
Term = Literal["minutes", "hours", "working_minutes", "working_hours", "days", "working_days"]


class DueDay(NamedTuple):
    """A last day; `provisional` when a year on the way has no official notice yet."""

    day: date
    provisional: bool


class Due(NamedTuple):
    """A last moment in Shanghai time; `provisional` when a year on the way has no official notice yet."""

    at: datetime
    provisional: bool


class WorkCalendar:
    """The office's calendar.

    `overrides` says of single days whether they are working days and beats the official notice (local holidays,
    late changes). `settled` are years beyond the published ones whose notice the office has entered completely.
    `hours` are the office hours of a working day, in order.
    """

    def __init__(
        self,
        overrides: Mapping[date, bool] | None = None,
        settled: Collection[int] = (),
        hours: Sequence[tuple[time, time]] = OFFICE_HOURS,
    ) -> None:
        self._overrides = dict(overrides or {})
        self._settled = frozenset(settled)
        self._hours = tuple((_minute(opening), _minute(closing)) for opening, closing in hours)
        self._years: dict[int, list[int]] = {}
        ends = [minute for span in self._hours for minute in span]
        if not ends or sorted(set(ends)) != ends:
            raise ValueError("office hours must be given in order and must not overlap")

    def is_working(self, day: date) -> bool:
        """Whether the office works on `day`."""
        override = self._overrides.get(day)
        if override is not None:
            return override
        if day.year in PUBLISHED_YEARS:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5

    def is_settled(self, year: int) -> bool:
        """Whether the official notice of `year` is known."""
        return year in PUBLISHED_YEARS or year in self._settled

    @cached_property
    def extra(self) -> tuple[date, ...]:
        """Saturdays and Sundays the office works on, in order."""
        return tuple(day for day in self._told() if day.weekday() >= 5 and self.is_working(day))

    @cached_property
    def off(self) -> tuple[date, ...]:
        """Mondays to Fridays the office does not work on, in order."""
        return tuple(day for day in self._told() if day.weekday() < 5 and not self.is_working(day))

    def add_working_days(self, start: date, count: int) -> DueDay:
        """The `count`-th working day after `start`, whose next day is day one; a negative count goes back.

        0 is `start` itself, working day or not.
        """
        if count == 0:
            return DueDay(start, False)
        year = start.year
        days = self._working(year)
        if count > 0:
            place = bisect_right(days, start.toordinal()) + count - 1
            while place >= len(days):
                place -= len(days)
                year += 1
                days = self._working(year)
        else:
            place = bisect_left(days, start.toordinal()) + count
            while place < 0:
                year -= 1
                days = self._working(year)
                place += len(days)
        end = date.fromordinal(days[place])
        return DueDay(end, self._provisional(start, end))

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.working_days_between(end, start)
        whole = sum(len(self._working(year)) for year in range(start.year, end.year))
        return whole + self._place(end) - self._place(start)

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """How many office minutes lie from `start` to `end`, both cut to the minute; 0 when `end` comes first.

        Raises:
            ValueError: one of them has no time zone.
        """
        if start.tzinfo is None or end.tzinfo is None:
            raise ValueError("office minutes are counted between moments with a time zone")
        start, end = start.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
        if end <= start:
            return 0
        days = self.working_days_between(start.date(), end.date())
        # The last day is counted up to its minute, the first one from its minute on.
        days += self.is_working(start.date()) - self.is_working(end.date())
        return days * self._a_day + self._passed(end) - self._passed(start)

    def next_working_day(self, day: date) -> DueDay:
        """`day` itself if the office works on it, else the next working day."""
        return DueDay(day, not self.is_settled(day.year)) if self.is_working(day) else self.add_working_days(day, 1)

    def due(self, start: datetime, count: int, term: Term, *, past_holidays: bool = False) -> Due:
        """When a term of `count` minutes, hours or days that begins at `start` ends.

        The day of the start does not count (Civil Code 201). Natural days end at midnight, working days when the
        office closes (203); with `past_holidays` natural days that end on a day off end on the next working day (203).

        Raises:
            ValueError: `start` has no time zone, or `count` is negative.
        """
        if start.tzinfo is None or count < 0:
            raise ValueError("a term needs a start with a time zone and a count that is not negative")
        start = start.astimezone(SHANGHAI)
        if term == "minutes":
            return Due(start + timedelta(minutes=count), False)
        if term == "hours":
            return Due(start + timedelta(hours=count), False)
        if term == "days":
            last = DueDay(start.date() + timedelta(days=count), False)
            if past_holidays:
                last = self.next_working_day(last.day)
            return Due(datetime.combine(last.day, END_OF_DAY, SHANGHAI), last.provisional)
        if term == "working_days":
            last = self.add_working_days(start.date(), count) if count else self.next_working_day(start.date())
            return Due(_at(last.day, self._hours[-1][1]), last.provisional)
        return self._after_working_minutes(start, count * 60 if term == "working_hours" else count)

    def _after_working_minutes(self, start: datetime, left: int) -> Due:
        day = start.date()
        now = start.hour * 60 + start.minute
        while True:
            if self.is_working(day):
                for opening, closing in self._hours:
                    begin = max(now, opening)
                    if begin <= closing and left <= closing - begin:
                        return Due(_at(day, begin + left), self._provisional(start.date() - timedelta(days=1), day))
                    left -= max(0, closing - begin)
            now = 0
            # Whole days are skipped at once; the last one is walked through.
            skipped = max(0, (left - 1) // self._a_day)
            day = self.add_working_days(day, skipped).day + timedelta(days=1)
            left -= skipped * self._a_day

    @cached_property
    def _a_day(self) -> int:
        return sum(closing - opening for opening, closing in self._hours)

    def _passed(self, moment: datetime) -> int:
        """Office minutes of the day of `moment` that have passed."""
        if not self.is_working(moment.date()):
            return 0
        minute = moment.hour * 60 + moment.minute
        return sum(max(0, min(minute, closing) - opening) for opening, closing in self._hours)

    def _told(self) -> list[date]:
        """The days of which the notices, or the office itself, say anything."""
        published = {*constants.holidays, *constants.workdays}
        return sorted({*published, *self._overrides})

    def _working(self, year: int) -> list[int]:
        if year not in self._years:
            first = date(year, 1, 1).toordinal()
            last = date(year, 12, 31).toordinal()
            days = [day for day in range(first, last + 1) if self.is_working(date.fromordinal(day))]
            self._years[year] = days
        return self._years[year]

    def _place(self, day: date) -> int:
        return bisect_right(self._working(day.year), day.toordinal())

    def _provisional(self, start: date, end: date) -> bool:
        if end < start:
            years = range(end.year, (start - timedelta(days=1)).year + 1)
        else:
            years = range((start + timedelta(days=1)).year, end.year + 1)
        return not all(map(self.is_settled, years))


@lru_cache(maxsize=1)
def office_calendar() -> WorkCalendar:
    """The calendar the office goes by: the official one, as published."""
    return WorkCalendar()


def day_of(moment: datetime) -> date:
    """The day of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI)
