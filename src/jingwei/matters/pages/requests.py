"""Who asked for a matter, and which other matter they may mean: parts of its page, and what leads on from them."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done, perform
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.scope import Actor, current_scope
from jingwei.core.secrets import closed_state, masked_text, tell_closed
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.matters.actions import Reveal, Split
from jingwei.matters.contacts import kept_from_handlers
from jingwei.matters.kinds import Kind
from jingwei.matters.likeness import alike
from jingwei.matters.models import Matter, Request
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN, Stage
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_HIDDEN = "要求保密"
PERSONAL = ("contact_name", "contact_phone")


def request_section(one: Matter, requests: list[Request]) -> Section:
    """The requests of a matter, with who asked masked. One query more where a key was closed."""
    actor = current_scope().actor
    shown = [{key: getattr(each, key) for key in PERSONAL} for each in requests]
    tell_closed(shown)
    may_split = len(requests) > 1 and one.stage in OPEN and policy.allows(actor, "dispatch", one)
    rows = tuple(
        Row(
            (
                each.get_channel_display(),
                each.outside_number or None,
                timezone.localtime(each.received_at),
                *(contact_cell(actor, one, each, key, values[key]) for key in PERSONAL),
                each.taken_by,
                *((Link("分案", reverse("matters:split", args=[each.pk])),) if may_split else ()),
            )
        )
        for each, values in zip(requests, shown, strict=True)
    )
    columns = (
        Column("来源"), Column("外部编号", "code"), Column("收到时间", "date"), Column("诉求人"),
        Column("联系电话", "code"), Column("登记人"), *((Column("办理"),) if may_split else ()),
    )  # fmt: skip
    return Section(f"诉求（{len(rows)}）", table=Table(columns, rows))


def contact_cell(actor: Actor, one: Matter, each: Request, key: str, stored: object) -> object:
    """The name or number of who asked, masked; how it is shown in clear where the reader may."""
    if stored is None:
        return None
    if one.sealed_file:
        return Badge("已封存", "calm")
    if closed_state(stored):
        return masked_text(stored)
    desk = policy.allows(actor, "dispatch")
    secret = kept_from_handlers(each, one)
    if secret and not desk:
        return Badge(_HIDDEN, "warn")
    may = policy.allows(actor, "handle", one)
    url = reverse("matters:reveal", args=[each.pk, key]) if may else ""
    note = _HIDDEN if secret and key == "contact_name" else ""
    return Cell(masked_text(stored), reveal_url=url, note=note)


def alike_section(one: Matter, kind: Kind, requests: list[Request]) -> Section | None:
    """What this may be the same as, with the reasons; a person joins, or does not. One query."""
    if one.stage not in OPEN or not policy.allows(current_scope().actor, "dispatch", one):
        return None
    found = alike(one, [each.phone_token for each in requests])
    if not found:
        return None
    rows = tuple(
        Row(
            (
                Link(each.matter.title, reverse("matters:matter", args=[each.matter.pk])),
                each.matter.number,
                Badge(kind.word(cast(Stage, each.matter.stage)), "info"),
                "、".join(each.reasons),
                Link("并入这件", f"{reverse('matters:move', args=[one.pk, 'join'])}?into={each.matter.pk}")
                if each.matter.stage in OPEN
                else None,
            )
        )
        for each in found
    )
    columns = (
        Column("标题", "long"), Column("编号", "code"), Column("阶段", "badge"), Column("理由", "long"), Column("办理"),
    )  # fmt: skip
    return Section("可能是同一件", table=Table(columns, rows))


def reveal(request: SeatedRequest, pk: UUID, field: str) -> HttpResponse:
    """How who asked can be reached, in clear, as text; logged."""
    if request.method != "POST" or field not in PERSONAL:
        raise JingweiError("请从事件页面点“查看”。", code="method")
    done = perform(Reveal(), targets=[pk], reason=request.POST.get("reason", ""))
    return HttpResponse(done.result["values"][str(pk)].get(field, ""), content_type="text/plain; charset=utf-8")


def split(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Take a request out of its matter into one of its own."""
    one = Request.objects.select_related("matter").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这条诉求，或不在您的管辖范围内。")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已分出，编号{outcome.result['numbers'][0]}。")
        return redirect("matters:matter", pk=outcome.result["ids"][0])

    return action_page(
        request,
        Split(),
        done,
        title=f"分案：{one.matter.number}",
        cancel_url=reverse("matters:matter", args=[one.matter_id]),
        targets=[one],
        intro="这条诉求从原来的事件里分出，另成一件，由调度岗重新交办；诉求人和外部编号随诉求一起转过去。",
    )
