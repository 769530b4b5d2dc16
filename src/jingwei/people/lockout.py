"""Counting failed sign-ins: who fails too often waits, whoever exists or not.

Attempts are counted before the password is looked at, so that many at once cannot slip through; a success takes the
count back. The table is unlogged (a crash forgets it).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jingwei.core.models import Lockout

LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """After `failures` attempts under `key` none is let through for `wait`; each further round waits twice as long."""

    key: str
    failures: int
    wait: timedelta


def of_name(username: str) -> Limit:
    """Five failures of one name (also one that does not exist): 15 minutes."""
    digest = hashlib.sha256(username.strip().casefold().encode()).hexdigest()[:32]
    return Limit(f"name:{digest}", 5, timedelta(minutes=15))


def of_address(address: str) -> Limit:
    """Thirty failures from one address in a day: an office may stand behind one address."""
    return Limit(f"address:{address[:64]}:{timezone.localdate()}", 30, timedelta(minutes=15))


def of_quick_code(account: object) -> Limit:
    """Three wrong codes: a full sign-in is asked for."""
    return Limit(f"quick:{account}", 3, LONGEST)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How an attempt stands: `locked_until` when it was not let through, `locks_until` when it was the last one."""

    locked_until: datetime | None
    locks_until: datetime | None


def begin(limits: Sequence[Limit]) -> Attempt:
    """Count one attempt under all `limits`."""
    now = timezone.now()
    by_key = {limit.key: limit for limit in limits}
    with transaction.atomic():
        Lockout.objects.bulk_create([Lockout(name=key) for key in by_key], ignore_conflicts=True)
        rows = list(Lockout.objects.select_for_update().filter(name__in=by_key).order_by("name"))
        locked = [row.until for row in rows if row.until and row.until > now]
        if locked:
            return Attempt(max(locked), None)
        for row in rows:
            limit = by_key[row.name]
            row.failures += 1
            row.until = None
            if row.failures % limit.failures == 0:
                rounds = min(row.failures // limit.failures - 1, 10)
                row.until = now + min(limit.wait * 2**rounds, LONGEST)
        Lockout.objects.bulk_update(rows, ["failures", "until"])
        return Attempt(None, max((row.until for row in rows if row.until), default=None))


def succeed(*, forget: Sequence[Limit], take_back: Sequence[Limit] = ()) -> None:
    """A success: forget the failures under `forget`; under `take_back` only this attempt was none."""
    with transaction.atomic():
        Lockout.objects.filter(name__in=[limit.key for limit in forget]).delete()
        for row in Lockout.objects.select_for_update().filter(name__in=[limit.key for limit in take_back]):
            row.failures = max(0, row.failures - 1)
            row.until = None
            row.save()
