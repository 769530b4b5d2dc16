"""即报即结抽查: the months that were drawn, the matters of each, and what a second look found."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table, Tone
from jingwei.matters.actions import DrawSample, LookAtSample
from jingwei.matters.models import Draw, Sample
from jingwei.matters.policy import policy
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest

_TITLE, _PAGE = "即报即结抽查", 50
_TONES: dict[str, Tone] = {"": "info", "verified": "good", "refuted": "bad"}


def samples(request: SeatedRequest) -> HttpResponse:
    """The samples of the month `?month=`, else of the last one that was drawn; those not looked at first."""
    actor = current_scope().actor
    policy.may(actor, "see")
    draws = list(Draw.objects.order_by("-month")[:24])
    here = next((one for one in draws if one.month == request.GET.get("month")), draws[0] if draws else None)
    found = Sample.objects.filter(draw=here).select_related("matter", "place").order_by("looked_at", "pk")
    page, total = asked_page(request.GET), found.count() if here else 0
    rows = tuple(
        Row(
            (
                Link(one.matter.title, reverse("matters:matter", args=[one.matter_id])),
                one.matter.number,
                one.place.name,
                timezone.localtime(one.matter.closed_at),
                Badge(one.get_verdict_display() or "待抽查", _TONES[one.verdict]),
                one.remark or None,
                None if one.verdict else Link("登记结果", reverse("matters:look_at_sample", args=[one.pk])),
            )
        )
        for one in (found[(page - 1) * _PAGE : page * _PAGE] if here else ())
    )
    may = policy.allows(actor, "draw")
    context = {
        "title": _TITLE,
        "subtitle": _said(here) if here else "",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "actions": (
            *((Link("抽取一个月", reverse("matters:draw_sample"), icon="plus", look="primary"),) if may else ()),
            *(Link(one.month, f"?month={one.month}") for one in draws[:6] if one != here),
        ),
        "table": Table(
            (Column("标题", "long"), Column("编号", "code"), Column("所属区划"), Column("办结时间", "date"),
             Column("抽查结果", "badge"), Column("抽查情况", "long"), Column("办理")), rows,
        ),
        "pager": Pager.of(total, page, _PAGE, lambda number: f"?month={here.month}&page={number}") if here else None,
        "empty": None if rows else Empty("还没有抽取过", "每月从上月即报即结的事件里随机抽取，由另一人核实。"),
    }  # fmt: skip
    return render(request, "desk/list.html", context)


def draw(request: SeatedRequest) -> HttpResponse:
    """Draw a month, the last one unless told otherwise."""
    policy.may(current_scope().actor, "draw")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已抽出{outcome.result['drawn'][0]}件。")
        return redirect("matters:samples")

    last = Period.around("month", timezone.localdate()).previous()
    return action_page(
        request,
        DrawSample(),
        done,
        title="抽取抽查件",
        cancel_url=reverse("matters:samples"),
        initial={"month": f"{last.start:%Y-%m}", "share": 10},
    )


def look(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """What was found of one."""
    one = Sample.objects.select_related("matter", "draw").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这件抽查件，或不在您的管辖范围内。")

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已登记{one.matter.number}的抽查结果。")
        return redirect(f"{reverse('matters:samples')}?month={one.draw.month}")

    return action_page(
        request,
        LookAtSample(),
        done,
        title=f"抽查：{one.matter.number}",
        cancel_url=reverse("matters:samples"),
        targets=[one],
        intro=f"{one.matter.title}。登记时写的办理情况：{one.matter.reply}",
    )


def _said(one: Draw) -> str:
    at = f"{timezone.localtime(one.at):%Y-%m-%d}"
    drawn = f"{at}随机抽出{one.drawn}件（{one.share}%）"
    return f"{one.month}即报即结{one.of}件，{drawn}，抽取人{one.drawn_by}，种子{one.seed}"
