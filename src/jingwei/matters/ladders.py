"""Ladders (周办理、日办理): what is not done within a day goes to the next, and after a week to the leader's list.

At which level a matter stands follows from when it was received; nothing is stored, so nothing can be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q, QuerySet

from jingwei.core.scope import current_scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN

_FILE = Path(__file__).parent / "pack" / "ladders.yaml"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: `who` has it, until so many `days` after it was received; of the last one, the day of the week."""

    key: str
    name: str
    who: str
    days: int | None = None
    weekday: int | None = None

    def next_day(self, today: date) -> date | None:
        """The next day of the list, today included; None where it has none."""
        return today + timedelta(days=(self.weekday - today.isoweekday()) % 7) if self.weekday else None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of some kinds, in their order."""

    key: str
    name: str
    kinds: tuple[str, ...]
    levels: tuple[Level, ...]


@lru_cache(maxsize=1)
def ladders() -> dict[str, Ladder]:
    """All ladders of the pack by key."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["ladders"]
    return {key: read_ladder(key, body) for key, body in told.items()}


def read_ladder(key: str, body: Mapping[str, Any]) -> Ladder:
    """A ladder as the pack writes it. Raises ValueError for unknown kinds, and for days that do not grow to an end."""
    levels = tuple(Level(**level) for level in body["levels"])
    days = [level.days for level in levels[:-1]]
    if unknown := set(body["kinds"]) - set(kinds()):
        raise ValueError(f"ladder {key}: unknown kinds {', '.join(sorted(unknown))}")
    if None in days or days != sorted(set(days), key=lambda one: one or 0) or levels[-1].days is not None:
        raise ValueError(f"ladder {key}: days grow from level to level, the last one has no end")
    return Ladder(key, body["name"], tuple(body["kinds"]), levels)


def standing_at(ladder: Ladder, level: Level, now: datetime) -> QuerySet[Matter]:
    """The open matters that stand at a level, the longest waiting first. Raises Refused."""
    policy.may(current_scope().actor, "see")
    at = ladder.levels.index(level)
    which = Q()
    if at and (before := ladder.levels[at - 1].days) is not None:
        which &= Q(received_at__lte=now - timedelta(days=before))
    if level.days is not None:
        which &= Q(received_at__gt=now - timedelta(days=level.days))
    rows = Matter.objects.filter(
        which, kind__in=ladder.kinds, stage__in=OPEN, parent=None, suspended_at=None, parked_at=None
    )
    return rows.select_related("place", "lead").defer("place__outline", "text", "reply").order_by("received_at", "pk")
