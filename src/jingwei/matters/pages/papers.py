"""Papers out of matters as PDF: before and after of hazards, the notice of an emergency removal."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.errors import JingweiError
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.table import entries_of
from jingwei.core.files import keep_file
from jingwei.core.jobs import Outcome, job_kind, start_job
from jingwei.core.scope import current_scope
from jingwei.matters.before_after import AT_MOST, AT_ONCE, KIND, before_after
from jingwei.matters.models import Matter
from jingwei.matters.notes.query import find_note
from jingwei.matters.notes.sorts import sorts
from jingwei.matters.notices import notice_of
from jingwei.matters.policy import policy
from jingwei.people.seating import SeatedRequest

_PDF = "application/pdf"
_NONE = "这些事件里没有您可以打印的安全隐患。请先勾选隐患，或把列表筛选为“安全隐患”。"
_MANY = "一次最多打印{most}件，这里有{count}件，请缩小范围后再打印。"


def chosen(request: SeatedRequest) -> HttpResponse:
    """整改前后对照表 of the hazards chosen on a list or of one (`row`)."""
    keys = []
    for told in (request.POST or request.GET).getlist("row"):
        with suppress(ValueError):
            keys.append(UUID(told))
    return _sheets(request, Matter.objects.filter(pk__in=keys))


def asked_for(request: SeatedRequest, asked: Asked) -> HttpResponse:
    """整改前后对照表 of the hazards of a list."""
    return _sheets(request, Matter.objects.filter(pk__in=entries_of(asked)))


def note_document(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """The written notice of a note."""
    note = find_note(pk)
    if not sorts()[note.sort].document or note.back_at is not None:
        raise Http404
    policy.may(current_scope().actor, sorts()[note.sort].right, note.matter)
    return _file(*notice_of(note))


def _sheets(request: SeatedRequest, found: QuerySet[Matter]) -> HttpResponse:
    """Few at once, many by a job. Those whose reader may take lists away: all; of others what they handle."""
    actor = current_scope().actor
    rows = found.filter(kind=KIND)
    if not policy.allows(actor, "export"):
        rows = policy.filter(actor, "handle", rows)
    keys = list(rows.order_by("received_at", "pk").values_list("pk", flat=True)[: AT_MOST + 1])
    if not keys:
        raise JingweiError(_NONE, code="papers.none")
    if len(keys) > AT_MOST:
        raise JingweiError(_MANY.format(most=AT_MOST, count=rows.count()), code="papers.many")
    if len(keys) <= AT_ONCE:
        data, name, _ = before_after(keys)
        return _file(data, name)
    given = {"keys": [str(one) for one in keys]}
    about = f"before-after-{hashlib.sha256(''.join(given['keys']).encode()).hexdigest()[:32]}"
    label, back = f"整改前后对照表（{len(keys)}件）", f"{reverse('matters:list')}?f.kind={KIND}"
    return redirect("jobs:job", start_job(request, "matters.before_after", label, about, given, back).pk)


@job_kind("matters.before_after")
def make_sheets(given: Mapping[str, Any]) -> Outcome:
    """The sheets of many hazards as one file."""
    policy.may(current_scope().actor, "see")
    data, name, count = before_after([UUID(one) for one in given["keys"]])
    back = f"{reverse('matters:list')}?f.kind={KIND}"
    return Outcome(f"已生成{count}件的整改前后对照表。", back, keep_file(data, name, _PDF))


def _file(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(data, content_type=_PDF, headers=headers)
