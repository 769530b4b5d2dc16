"""交接班: the list of what is open, handed over, looked at and taken on."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Column, Link, Row, Table
from jingwei.matters.duty.actions import HandOverShift, TakeOverShift
from jingwei.matters.duty.open_items import open_items
from jingwei.matters.duty.stored import ShiftHandOver
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest


def give(request: SeatedRequest) -> HttpResponse:
    """Hand over: the list as it stands, and a remark."""
    policy.may(current_scope().actor, "keep_log")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已交班，等接班人确认。")
        return redirect("matters:shift_hand_over", pk=outcome.result["ids"][0])

    return action_page(
        request,
        HandOverShift(),
        done,
        title="交班",
        cancel_url=reverse("matters:duty_log"),
        template="matters/hand_over.html",
        listed=tuple(_section(part) for part in open_items()),
    )


def record(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One hand-over; `as=paper` is the sheet that both sign."""
    actor = current_scope().actor
    policy.may(actor, "read_duty")
    one = _find(pk)
    facts = (
        Item("交班人", one.giver_label),
        Item("交班时间", timezone.localtime(one.at)),
        Item("接班人", one.taker_label or None),
        Item("接班时间", timezone.localtime(one.taken_at) if one.taken_at else None),
        Item("交班说明", one.remark or None, wide=True),
        Item("接班意见", one.taken_remark or None, wide=True),
    )
    sections = tuple(_section(part) for part in one.items)
    title = f"交接班：{timezone.localtime(one.at):%Y-%m-%d %H:%M}"
    if request.GET.get("as") == "paper":
        audit("printed", title)
        context = {
            "title": "值班交接清单",
            "made_at": timezone.localtime(),
            "sections": (Section("交接", items=facts), *sections),
            "signers": ("交班人", "接班人", "带班领导"),
        }
        return render(request, "desk/print.html", context)
    may = one.taken_at is None and policy.allows(actor, "keep_log") and one.giver != actor.id
    take = Link("接班", reverse("matters:take_over_shift", args=[pk]), icon="check", look="primary")
    context = {
        "title": title,
        "crumbs": (Link("值班日志", reverse("matters:duty_log")),),
        "badges": (Badge("已接班", "good") if one.taken_at else Badge("待接班", "warn"),),
        "actions": (take,) if may else (),
        "summary": facts,
        "sections": sections,
        "print_url": "?as=paper",
    }
    return render(request, "desk/record.html", context)


def take(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Take the shift on."""
    policy.may(current_scope().actor, "keep_log")
    one = _find(pk)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已接班。")
        return redirect("matters:duty_log")

    return action_page(
        request,
        TakeOverShift(),
        done,
        title="接班",
        cancel_url=reverse("matters:shift_hand_over", args=[pk]),
        targets=[one],
        template="matters/hand_over.html",
        intro=f"{one.giver_label}于{timezone.localtime(one.at):%m月%d日 %H:%M}交班。{one.remark}",
        listed=tuple(_section(part) for part in one.items),
    )


def _find(pk: UUID) -> ShiftHandOver:
    found = ShiftHandOver.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("没有这次交接班。")
    return found


def _section(part: dict[str, Any]) -> Section:
    rows = tuple(Row(tuple(row)) for row in part["rows"])
    table = Table(tuple(Column(head, "long" if head in ("内容", "标题") else "text") for head in part["heads"]), rows)
    text = part["note"] if rows else "没有。"
    return Section(f"{part['title']}（{len(rows)}）", table=table if rows else None, text=text)
