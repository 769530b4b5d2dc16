"""A term that runs, stands still while its cause lasts, and may be extended: deadlines of matters, objections, stages.

A term of minutes, hours or office minutes loses what passed before it was stopped and has the rest when it goes on. A
term of days counts whole days: the day of the start and the day on which it goes on again do not count (Civil Code
201), the day on which it was stopped does; stopped on its last day, it ends on the day on which it goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from jingwei.core.calendar import Due, Term, WorkCalendar, day_of


class Pause(NamedTuple):
    """A time in which a term stands still; `until` is None while it lasts."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A term of `count` minutes, hours or days from `started` on, extensions included.

    `pauses` follow each other in time; only the last may still last. With `past_holidays` natural days that end on a
    day off end on the next working day.

    Raises:
        ValueError: a moment has no time zone, `count` is negative, or pauses are not in order.
    """

    started: datetime
    count: int
    term: Term
    pauses: Sequence[Pause] = ()
    past_holidays: bool = False

    def __post_init__(self) -> None:
        """Refuse what no clock can show."""
        if self.count < 0:
            raise ValueError("a term has no negative count")
        moments = [self.started]
        for at, pause in enumerate(self.pauses):
            if pause.until is None and at + 1 < len(self.pauses):
                raise ValueError("only the last pause may last")
            moments += [pause.since, *((pause.until,) if pause.until else ())]
        if any(moment.tzinfo is None for moment in moments):
            raise ValueError("a clock needs moments with a time zone")
        if sorted(moments) != moments:
            raise ValueError("pauses must follow each other after the start")

    def due(self, calendar: WorkCalendar) -> Due | None:
        """The last moment; None while the clock stands still, since nobody knows when it goes on."""
        return self._after(calendar, self._whole)

    def reached(self, calendar: WorkCalendar, share: Fraction) -> Due | None:
        """When `share` (0 … 1) of the term has passed, of days the end of the day on which it has; None as for due."""
        return self._after(calendar, ceil(self._whole * share))

    def stopped(self, since: datetime) -> Clock:
        """The same clock, standing still from a moment on."""
        return replace(self, pauses=(*self.pauses, Pause(since, None)))

    def resumed(self, until: datetime) -> Clock:
        """The same clock, going on again. Raises ValueError where it does not stand still."""
        if not self.pauses or self.pauses[-1].until is not None:
            raise ValueError("this clock is running")
        return replace(self, pauses=(*self.pauses[:-1], Pause(self.pauses[-1].since, until)))

    def extended(self, count: int) -> Clock:
        """The same clock with so many more minutes, hours or days."""
        return replace(self, count=self.count + count)

    @property
    def _whole(self) -> int:
        """The term in what it is counted in: seconds, office minutes or days."""
        return self.count * {"minutes": 60, "hours": 3600, "working_hours": 60}.get(self.term, 1)

    def _after(self, calendar: WorkCalendar, left: int) -> Due | None:
        at, doubtful = self.started, False
        for pause in self.pauses:
            due = self._end(calendar, at, left)
            if pause.since > due.at:
                return Due(due.at, due.provisional or doubtful)
            if pause.until is None:
                return None
            spent = self._spent(calendar, at, pause.since)
            # Whether a day counted may depend on a notice that is not out yet.
            doubtful |= self._end(calendar, at, spent).provisional
            left -= spent
            at = pause.until
        due = self._end(calendar, at, left)
        return Due(due.at, due.provisional or doubtful)

    def _end(self, calendar: WorkCalendar, at: datetime, left: int) -> Due:
        if self.term in ("minutes", "hours"):
            return Due(at + timedelta(seconds=left), False)
        term: Term = "working_minutes" if self.term == "working_hours" else self.term
        return calendar.due(at, left, term, past_holidays=self.past_holidays)

    def _spent(self, calendar: WorkCalendar, since: datetime, until: datetime) -> int:
        if self.term in ("minutes", "hours"):
            return int((until - since).total_seconds())
        if self.term == "days":
            return (day_of(until) - day_of(since)).days
        if self.term == "working_days":
            return calendar.working_days_between(day_of(since), day_of(until))
        return calendar.working_minutes_between(since, until)
