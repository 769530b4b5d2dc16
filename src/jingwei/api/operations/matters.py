"""Matters for machines: what there is, page by page, and one of them with its steps. Who asked is never in it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from jingwei.api.asking import MattersAsked
from jingwei.api.matter_shapes import MatterOut, MatterPage
from jingwei.api.paging import behind, write_cursor
from jingwei.api.reading import place_named
from jingwei.api.shapes import READ
from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.scope import Actor, current_scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.query import read_matter, title_for
from jingwei.matters.stages import OPEN, WORDS

router = Router(tags=["事件"])
_SAME = (
    "id", "number", "revision", "kind", "category", "channel", "address", "stage", "urgent", "received_at",
    "outside_number", "outside_due", "due_at", "due_provisional", "stage_due_at", "suspended_at", "outcome",
    "contacted", "solved", "rating", "closed_at", "on_time", "handed_back", "reworked", "extended", "urged", "reopened",
)  # fmt: skip
_LONG = ("text", "reply", "clocks")


@router.get("/matters", response={200: MatterPage, **READ}, operation_id="matters.list", summary="事件")
def list_matters(request: HttpRequest, asked: Query[MattersAsked]) -> Any:
    """管辖范围内的事件，按登记先后，每页最多 100 件；不含诉求人。内容、答复和各步骤见“一件事件”。"""
    actor = current_scope().actor
    policy.may(actor, "see")
    rows = behind(_narrowed(asked).order_by("id"), Matter._meta.db_table, ("id",), ("uuid",), asked.after)
    found = list(rows.select_related("place", "lead").defer(*_LONG)[: asked.limit + 1])
    shown = found[: asked.limit]
    more = write_cursor(shown[-1].pk) if len(found) > asked.limit else None
    return {"items": [_row(actor, one) for one in shown], "next": more}


@router.get("/matters/{matter_id}", response={200: MatterOut, **READ}, operation_id="matters.one", summary="一件事件")
def one_matter(request: HttpRequest, response: HttpResponse, matter_id: UUID) -> Any:
    """事件的内容、答复、专项内容、各条诉求（不含诉求人）和每一步；ETag 为修订号。

    纠纷、信访等保密类别限办理的岗位，查看留痕。
    """
    one = read_matter(matter_id, by="api")
    requests = one.requests.order_by("received_at", "id").values("id", "channel", "outside_number", "received_at")
    steps = one.steps.order_by("at", "id").values("verb", "before", "after", "at", "actor_label", "reason")
    response["ETag"] = f'"{one.revision}"'
    return {
        **_row(current_scope().actor, one),
        "text": one.text,
        "reply": one.reply,
        "details": one.details,
        "requests": list(requests),
        "steps": [
            {**step, "who": step["actor_label"], "reason": "" if one.sealed_file else step["reason"]} for step in steps
        ],
    }


def _row(actor: Actor, one: Matter) -> Mapping[str, Any]:
    lead = {"id": one.lead_id, "key": one.lead.key, "name": one.lead.name} if one.lead else None
    place = {"id": one.place_id, "code": one.place.code, "name": one.place.name}
    return {**{key: getattr(one, key) for key in _SAME}, "title": title_for(actor, one), "place": place, "lead": lead}


def _narrowed(asked: MattersAsked) -> QuerySet[Matter]:
    wrong = []
    if asked.kind and asked.kind not in kinds():
        wrong.append(
            Problem("kind", "类别", asked.kind[:24], f"没有这个类别，可以是：{'、'.join(kinds())}。", "kind.unknown")
        )
    if asked.stage and asked.stage not in (*WORDS, "open"):
        known = "、".join(("open", *WORDS))
        wrong.append(Problem("stage", "阶段", asked.stage[:24], f"没有这个阶段，可以是：{known}。", "stage.unknown"))
    if wrong:
        raise Invalid(wrong)
    rows = Matter.objects.filter(parent=None)
    rows = rows if asked.stage == "void" else rows.exclude(stage="void")
    if asked.stage:
        rows = rows.filter(stage__in=OPEN) if asked.stage == "open" else rows.filter(stage=asked.stage)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.outside_number:
        rows = rows.filter(outside_number=asked.outside_number)
    if asked.received_from:
        rows = rows.filter(received_on__gte=asked.received_from)
    if asked.received_to:
        rows = rows.filter(received_on__lte=asked.received_to)
    place = place_named(asked.place)
    return rows.filter(place__path__contains=[place]) if place else rows
