"""How the day stands: received, closed, open, overdue and due today, by community and kind. No persons, few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from jingwei.core.calendar import SHANGHAI
from jingwei.core.scope import current_scope
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN
from jingwei.matters.summing import over_at
from jingwei.places.models import Place

NUMBERS = ("received", "closed", "open", "overdue", "due")


@dataclass(frozen=True, slots=True)
class Stand:
    """Five counts: received and closed today; open; of these overdue before today, and due today."""

    received: int = 0
    closed: int = 0
    open: int = 0
    overdue: int = 0
    due: int = 0

    def __add__(self, other: "Stand") -> "Stand":
        return Stand(*(getattr(self, name) + getattr(other, name) for name in NUMBERS))


@dataclass(frozen=True, slots=True)
class Day:
    """The stand by (community, kind); None stands for what lies in no community."""

    on: date
    by: Mapping[tuple[Place | None, str], Stand]

    @property
    def total(self) -> Stand:
        """Of everything."""
        return added(self.by.values())

    def of_place(self, place: Place | None) -> Stand:
        """Of one community."""
        return added(stand for (where, _), stand in self.by.items() if where == place)

    def of_kind(self, kind: str) -> Stand:
        """Of one kind."""
        return added(stand for (_, what), stand in self.by.items() if what == kind)

    @property
    def places(self) -> list[Place | None]:
        """The communities, those with most open matters first."""
        return sorted(
            {where for where, _ in self.by}, key=lambda one: (-self.of_place(one).open, one.sort if one else "")
        )


def added(stands: Any) -> Stand:
    """The sum of several."""
    return sum(stands, Stand())


def stand_of_today(level: str = "community") -> Day:
    """The day within the reader's border. Three queries."""
    policy.may(current_scope().actor, "see")
    today = timezone.localdate()
    begin, end = _begin(today), _begin(today + timedelta(days=1))
    opened = Q(stage__in=OPEN)
    rows: Any = (
        Matter.objects.filter(parent=None)
        .exclude(stage="void")
        .filter(opened | Q(received_on=today) | Q(closed_on=today))
    )
    asked = {
        "received": Q(received_on=today), "closed": Q(closed_on=today), "open": opened,
        "overdue": opened & Q(due_at__lt=begin), "due": opened & Q(due_at__gte=begin, due_at__lt=end),
    }  # fmt: skip
    found = list(
        rows.values("place_id", "kind").annotate(**{name: Count("pk", filter=which) for name, which in asked.items()})
    )
    over = over_at([row["place_id"] for row in found], level)
    return Day(today, _gathered(found, over))


def _gathered(found: Sequence[Mapping[str, Any]], over: Mapping[UUID, Place]) -> dict[tuple[Place | None, str], Stand]:
    out: dict[tuple[Place | None, str], Stand] = {}
    for row in found:
        key = (over.get(row["place_id"]), row["kind"])
        out[key] = out.get(key, Stand()) + Stand(*(row[name] for name in NUMBERS))
    return out


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
