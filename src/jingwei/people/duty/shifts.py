"""The shifts of a day and the seats of a roster, as data."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jingwei.core.calendar import SHANGHAI


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift: from when on its day, and for how many hours."""

    key: str
    label: str
    since: time
    hours: int

    def span(self, day: date) -> tuple[datetime, datetime]:
        """From when to when it lasts; a night ends on the next day."""
        start = datetime.combine(day, self.since, SHANGHAI)
        return start, start + timedelta(hours=self.hours)


SHIFTS = {one.key: one for one in (Shift("day", "白班", time(8, 30), 9), Shift("night", "夜班", time(17, 30), 15))}
# The seat → its word, and whether it gives the rights of the dispatch desk while the shift lasts.
SEATS = {
    "lead": ("带班领导", True),
    "duty": ("值班员", True),
    "community": ("社区值班", False),
    "service": ("为民服务岗", False),
}
