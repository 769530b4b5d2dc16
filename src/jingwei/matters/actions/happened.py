"""Moments that a clerk tells of what happened: not before the request came, not after now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Item
from jingwei.core.errors import Invalid
from jingwei.core.fields import FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.texts import BEFORE_RECEIVED, LIES_AHEAD
from jingwei.people.linked import problem


def at_of(values: Mapping[str, Any], key: str, now: datetime) -> datetime:
    """The moment told, or now; of today alone now, of an earlier day alone its begin."""
    told = values.get(key)
    return now if not told or told == str(timezone.localdate(now)) else moment_of(told)


def refuse_moments(declared: FieldSet, key: str, items: Sequence[Item]) -> None:
    """Raise Invalid for moments that lie ahead, or before the matter of the item was received."""
    now, wrong = timezone.now(), []
    for item in items:
        told = item.values.get(key)
        if not told:
            continue
        since = item.target.received_at
        message = (
            LIES_AHEAD if at_of(item.values, key, now) > now
            else BEFORE_RECEIVED.format(at=f"{timezone.localtime(since):%Y-%m-%d %H:%M}")
            if moment_of(told, end=True) < since
            else ""
        )  # fmt: skip
        if message:
            shown = str(told).replace("T", " ")
            wrong.append(problem(declared, key, shown, message, code=f"{key}.wrong", row=item.row))
    if wrong:
        raise Invalid(wrong)
