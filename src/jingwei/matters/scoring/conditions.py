"""The tests that schemes name: what must be true of a matter to be counted."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from jingwei.matters.models import Matter, Step

_CLOSED = Q(stage="closed")
# Somebody has said what was done: it waits for the look of others, or is over.
_HANDLED = Q(stage__in=("reviewing", "entering", "checking", "closed"))


def _handled_in_time(now: datetime) -> Q:
    told = Step.objects.filter(matter=OuterRef("pk"), verb__in=("finish", "settle"), at__lte=OuterRef("due_at"))
    return _HANDLED & Q(Exists(told))


TESTS: dict[str, Callable[[datetime], Q]] = {
    "all": lambda now: Q(pk__isnull=False),
    "called": lambda now: Q(contacted__isnull=False),
    "contacted": lambda now: Q(contacted=True),
    "said_solved": lambda now: Q(solved=True),
    "outcome_solved": lambda now: Q(outcome=Matter.Outcome.SOLVED),
    "settled": lambda now: Q(outcome__in=(Matter.Outcome.SOLVED, Matter.Outcome.EXPLAINED)),
    "rated": lambda now: Q(rating__in=(Matter.Rating.GOOD, Matter.Rating.FAIR, Matter.Rating.BAD)),
    "pleased": lambda now: Q(rating__in=(Matter.Rating.GOOD, Matter.Rating.FAIR)),
    "handled": lambda now: _HANDLED,
    "handled_in_time": _handled_in_time,
    "waiting": lambda now: ~_HANDLED & Q(due_at__lt=now),
    "closed": lambda now: _CLOSED,
    "closed_in_time": lambda now: Q(on_time=True),
    "overdue": lambda now: Q(on_time=False) | (~_CLOSED & Q(due_at__lt=now)),
    "reworked": lambda now: Q(reworked__gt=0),
    "extended": lambda now: Q(extended__gt=0),
    "returned": lambda now: Q(stage="returned"),
}
