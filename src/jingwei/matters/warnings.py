"""Warnings when 50, 80 and 100 % of a term have passed: when the next is due stands on the matter."""

from datetime import datetime, time
from fractions import Fraction

from django.db import transaction

from jingwei.core.calendar import SHANGHAI, WorkCalendar, office_calendar
from jingwei.core.clock import Clock
from jingwei.core.minutely import minutely_parts
from jingwei.core.scope import Reader, Scope, note, open_scope
from jingwei.matters.models import Matter
from jingwei.matters.stages import OPEN

SHARES = (50, 80, 100)
_AT_ONCE = 500


def tell_next_warning(matter: Matter, whole: Clock | None, calendar: WorkCalendar) -> None:
    """Write down when the next warning is due: None while nothing runs, or after the last one; of what is parked the
    begin of the day of its review.
    """
    if matter.parked_at is not None and matter.review_on is not None:
        matter.next_warning_at = datetime.combine(matter.review_on, time(), SHANGHAI)
        return
    share = next((share for share in SHARES if share > matter.warned), None)
    due = matter.due_at
    if share is None or due is None or matter.suspended_at is not None or matter.stage not in OPEN:
        matter.next_warning_at = None
    elif share == 100:
        matter.next_warning_at = due
    elif matter.outside_due is not None or whole is None:
        # The outside platform says only when it is due: time on the wall since it was received.
        matter.next_warning_at = matter.received_at + (due - matter.received_at) * share / 100
    else:
        reached = whole.reached(calendar, Fraction(share, 100))
        matter.next_warning_at = reached.at if reached else None


@minutely_parts
def warn(street: str, now: datetime) -> list[str]:
    """Tell of every matter whose warning is due, found by an index; of what was missed only the last is told."""
    told = 0
    while True:
        with open_scope(Scope(Reader.STREET, street)):
            due = Matter.objects.filter(next_warning_at__lte=now).order_by("next_warning_at")
            matters = list(due.select_for_update(skip_locked=True)[:_AT_ONCE])
            if matters:
                note("matters.warn")
                _warn(matters, now)
        told += len(matters)
        if len(matters) < _AT_ONCE:
            return [f"时限提醒{told}件"] if told else []


def _warn(matters: list[Matter], now: datetime) -> None:
    from jingwei.matters.telling.messages import tell
    from jingwei.matters.terms import whole_of

    calendar = office_calendar()
    reached: dict[int, list[Matter]] = {}
    reviewed = [one for one in matters if one.parked_at is not None]
    for one in reviewed:
        one.next_warning_at = None
    for one in (one for one in matters if one.parked_at is None):
        whole = whole_of(one)
        while one.next_warning_at is not None and one.next_warning_at <= now:
            one.warned = next(share for share in SHARES if share > one.warned)
            tell_next_warning(one, whole, calendar)
        reached.setdefault(one.warned, []).append(one)
    with transaction.atomic():
        Matter.objects.bulk_update(matters, ["warned", "next_warning_at"])
        tell("review", reviewed)
        for share, those in sorted(reached.items()):
            tell(f"due_{share}", those)
