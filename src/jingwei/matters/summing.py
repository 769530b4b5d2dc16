"""Matters of a period beside the one before: received, closed, closed in time; and what is open and overdue now.

By kind, by community or grid, by leading department, and what rose most. Repeats are told by place and class, never by
who asked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from jingwei.core.calendar import SHANGHAI
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN
from jingwei.places.models import Place

_REPEATS, _AT_LEAST = 10, 3


@dataclass(frozen=True, slots=True)
class Sums:
    """The counts of one kind, place or department; `before` is what was received in the period before."""

    key: Any
    received: int
    before: int
    closed: int
    in_time: int
    timed: int
    open: int
    overdue: int

    @property
    def rise(self) -> int:
        """How many more were received than in the period before."""
        return self.received - self.before


@dataclass(frozen=True, slots=True)
class Repeat:
    """A class of matters that came several times from one place."""

    category: str
    place: UUID
    count: int


def crossed(period: Period) -> list[Sums]:
    """The sums by (kind, place, leading department). One query, from which all others are added up."""
    rows: Any = _counted(period).values("kind", "place_id", "lead_id").annotate(**_asked(period))
    found = (_sums(row, (row["kind"], row["place_id"], row["lead_id"])) for row in rows.order_by())
    return [one for one in found if any(getattr(one, name) for name in _NUMBERS)]


def gathered(sums: Iterable[Sums], by: Callable[[Any], Any]) -> list[Sums]:
    """Sums added up by what `by` makes of their keys, most received first; what it gives None for stays out."""
    out: dict[Any, Sums] = {}
    for one in sums:
        key = by(one.key)
        if key is not None:
            out[key] = _added(key, out.get(key), one)
    return sorted(out.values(), key=lambda one: (-one.received, -one.open, str(one.key)))


def over_at(keys: Sequence[UUID], level: str) -> dict[UUID, Place]:
    """The place of a level in which each of the places lies, or which it is; what lies above has none. Two queries."""
    paths = dict(Place.objects.filter(pk__in=set(keys)).values_list("pk", "path"))
    above = {key for path in paths.values() for key in path}
    at_level = {one.pk: one for one in Place.objects.filter(pk__in=above, level=level).defer("outline")}
    found = ((key, next((one for one in path if one in at_level), None)) for key, path in paths.items())
    return {key: at_level[one] for key, one in found if one is not None}


def repeats(period: Period) -> list[Repeat]:
    """What came at least three times from the same place in the same class, most often first. One query."""
    first, last = period.start, period.end
    rows: Any = _all().filter(received_on__range=(first, last)).exclude(category="").values("category", "place_id")
    found = rows.annotate(n=Count("pk")).filter(n__gte=_AT_LEAST).order_by("-n", "category")[:_REPEATS]
    return [Repeat(row["category"], row["place_id"], row["n"]) for row in found]


def silent(days: int = 3) -> list[tuple[UUID, int]]:
    """Departments that have taken no step for so many days on matters they lead, with how many. One query."""
    rows: Any = silent_matters(days).values("lead_id").annotate(n=Count("pk")).order_by("-n", "lead_id")
    return [(row["lead_id"], row["n"]) for row in rows]


def silent_matters(days: int) -> QuerySet[Matter]:
    """Matters that a department works on, of which nothing was heard for so many days."""
    since = timezone.now() - timedelta(days=days)
    rows = _all().filter(stage="working", suspended_at=None, parked_at=None, stage_since__lt=since).exclude(lead=None)
    return rows.exclude(steps__at__gte=since)


def _all() -> QuerySet[Matter]:
    policy.may(current_scope().actor, "see")
    return Matter.objects.filter(parent=None).exclude(stage="void")


def _counted(period: Period) -> QuerySet[Matter]:
    """Only what one of the sums may count: what came or was closed since the period before, and what is open."""
    since = period.previous().start
    return _all().filter(Q(received_on__gte=since) | Q(closed_on__gte=since) | Q(stage__in=OPEN))


def _asked(period: Period) -> dict[str, Count]:
    today = datetime.combine(timezone.localdate(), time(), SHANGHAI)
    before_it = period.previous()
    this, before = (period.start, period.end), (before_it.start, before_it.end)
    closed = Q(closed_on__range=this)
    asked = {
        "received": Q(received_on__range=this), "before": Q(received_on__range=before), "closed": closed,
        "in_time": closed & Q(on_time=True), "timed": closed & Q(on_time__isnull=False), "open": Q(stage__in=OPEN),
        "overdue": Q(stage__in=OPEN, due_at__lt=today),
    }  # fmt: skip
    return {name: Count("pk", filter=which) for name, which in asked.items()}


_NUMBERS = ("received", "before", "closed", "in_time", "timed", "open", "overdue")


def _sums(row: Any, key: Any) -> Sums:
    return Sums(key, *(row[name] for name in _NUMBERS))


def _added(key: Any, known: Sums | None, one: Sums) -> Sums:
    return Sums(key, *((getattr(known, name) if known else 0) + getattr(one, name) for name in _NUMBERS))
