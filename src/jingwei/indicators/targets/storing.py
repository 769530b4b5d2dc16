"""Targets as they stand in the tables: what is in force, what is written anew, what is known no longer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from jingwei.core.records import FOREVER
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.targets.models import TargetValue, TargetVersion

Identity = tuple[str, str, UUID | None, str, str]
END = date.fromisoformat(FOREVER)


def lock_targets(street: str) -> None:
    """Targets and light sheets are written one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 6))", [street])


def identity(target: TargetValue) -> Identity:
    """What tells one target from another."""
    return target.indicator, target.period, target.place, target.issuer, target.measure


def stored_targets(like: Iterable[TargetValue]) -> dict[Identity, TargetValue]:
    """The stored targets of the indicators and periods of `like`, also withdrawn ones, in one query."""
    wanted = list(like)
    found = TargetValue.objects.filter(
        indicator__in={one.indicator for one in wanted}, period__in={one.period for one in wanted}
    )
    return {identity(one): one for one in found}


def versions_in_force(targets: Iterable[TargetValue]) -> dict[UUID, TargetVersion]:
    """By target the version that is known and has no end."""
    keys = [one.pk for one in targets]
    rows = TargetVersion.objects.filter(target__in=keys, known_to=None, valid_to=FOREVER)
    return {row.target_id: row for row in rows}


def close(rows: Sequence[TargetVersion], when: datetime) -> None:
    """These versions are known no longer."""
    TargetVersion.objects.filter(pk__in=[row.pk for row in rows], known_to=None).update(known_to=when)


def until(row: TargetVersion, day: date, when: datetime, who: str) -> TargetVersion:
    """The same version, holding only up to a day: what an adjustment or a withdrawal leaves of it."""
    again = copied(row, when, who)
    again.valid_to = day
    return again


def copied(row: TargetVersion, when: datetime, who: str) -> TargetVersion:
    """The same version as a new row, known from now on."""
    values = {field.attname: getattr(row, field.attname) for field in TargetVersion._meta.concrete_fields}
    return TargetVersion(**values | {"id": uuid7(), "known_from": when, "known_to": None, "actor_label": who})
