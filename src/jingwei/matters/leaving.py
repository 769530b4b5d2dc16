"""Matters as a sheet that can come back (可回导表): the columns of the import with the numbers of what is known.

What was said in free words stays here: such a sheet goes from hand to hand.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.listing import MEDIA_TYPE
from jingwei.core.facts.table import entries_of
from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.sheets import write_returnable
from jingwei.matters.incoming import SHEET
from jingwei.matters.models import Matter, Step
from jingwei.matters.policy import policy
from jingwei.matters.query import may_read, title_for

_KEPT_HERE = {"text", "reply"}
LEAVING = FieldSet(SHEET.key, SHEET.version, tuple(one for one in SHEET.fields if one.key not in _KEPT_HERE))
_MOMENTS = {"dispatch": "dispatched_at", "finish": "finished_at", "return_out": "returned_at"}


def returnable_sheet(asked: Asked) -> HttpResponse:
    """The matters asked for; the leaving is logged. Three queries. Raises Refused."""
    policy.may(current_scope().actor, "export")
    found = Matter.objects.filter(pk__in=entries_of(asked)).select_related("place", "lead").defer(*_KEPT_HERE)
    matters = list(found.defer("place__outline", *_KEPT_HERE).order_by("-received_on", "number"))
    moments = _moments([one.pk for one in matters])
    rows = [_row(one, moments.get(one.pk, {})) for one in matters]
    data = write_returnable(LEAVING, rows, "事件", ids=[str(one.pk) for one in matters])
    audit("exported", f"事件{len(rows)} 条", detail={"shape": "returnable", "question": asked.params()})
    name = quote(f"事件（可回导表）{timezone.localdate():%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(data, content_type=MEDIA_TYPE, headers=headers)


def _moments(keys: Sequence[UUID]) -> dict[UUID, dict[str, datetime]]:
    """When each was last dispatched, finished, returned."""
    out: dict[UUID, dict[str, datetime]] = {}
    steps = Step.objects.filter(matter__in=keys, verb__in=_MOMENTS).order_by("at")
    for key, verb, at in steps.values_list("matter_id", "verb", "at"):
        out.setdefault(key, {})[_MOMENTS[verb]] = at
    return out


def _row(one: Matter, moments: dict[str, datetime]) -> dict[str, Any]:
    actor = current_scope().actor
    # Of a sensitive kind only who works on it takes along what it is about.
    readable = may_read(actor, one)
    told: dict[str, Any] = {
        **(one.details if readable else {}), "address": one.address if readable else "",
        "title": title_for(actor, one), "number": one.number, "outside_number": one.outside_number,
        "kind": one.kind, "channel": one.channel, "place": one.place.code,
        "category": one.category, "urgent": one.urgent, "lead": one.lead.name if one.lead else "",
        "outcome": one.outcome, "contacted": one.contacted, "solved": one.solved, "rating": one.rating,
        "received_at": _stored(one.received_at), "due": _stored(one.outside_due), "closed_at": _stored(one.closed_at),
        **{key: _stored(at) for key, at in moments.items()},
    }  # fmt: skip
    return {key: value for key, value in told.items() if value not in ("", None)}


def _stored(moment: datetime | None) -> str | None:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else None
