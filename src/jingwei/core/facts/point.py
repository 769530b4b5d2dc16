"""The point in time from which a ledger is seen: when it was true, and when we knew it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from jingwei.core.records import FOREVER


@dataclass(frozen=True, slots=True)
class Point:
    """`on`: the day it was true (None: today's open-ended state); `known_at`: what was known then (None: now)."""

    on: date | None = None
    known_at: datetime | None = None

    @property
    def latest(self) -> bool:
        """True for the state in force now, as known now: the shape the list indexes serve."""
        return self.on is None and self.known_at is None

    def condition(self, prefix: str = "") -> Q:
        """The condition on versions, as Django writes it."""
        if self.known_at is None:
            known = Q(**{f"{prefix}known_to": None})
        else:
            later = Q(**{f"{prefix}known_to": None}) | Q(**{f"{prefix}known_to__gt": self.known_at})
            known = Q(**{f"{prefix}known_from__lte": self.known_at}) & later
        if self.latest:
            return known & Q(**{f"{prefix}valid_to": FOREVER})
        day = self.on or timezone.localdate()
        return known & Q(**{f"{prefix}valid_from__lte": day, f"{prefix}valid_to__gt": day})

    def sql(self, alias: str = "v") -> tuple[str, list[object]]:
        """The same condition as SQL text with parameters, for the engine's one scan per source."""
        known, values = self.known_sql(alias)
        parts = [known]
        if self.latest:
            parts.append(f"{alias}.valid_to = %s")
            values.append(FOREVER)
        else:
            day = self.on or timezone.localdate()
            parts.append(f"{alias}.valid_from <= %s AND {alias}.valid_to > %s")
            values += [day, day]
        return " AND ".join(parts), values

    def known_sql(self, alias: str = "v") -> tuple[str, list[object]]:
        """What was known at the moment, whenever it was true."""
        if self.known_at is None:
            return f"{alias}.known_to IS NULL", []
        known = f"{alias}.known_from <= %s AND ({alias}.known_to IS NULL OR {alias}.known_to > %s)"
        return known, [self.known_at, self.known_at]


NOW = Point()
