"""Handing a post over, and the list that is printed and signed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.errors import Missing
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Column, Empty, Link, Pager, Row, Table
from jingwei.people.action_form import action_page, chosen_names
from jingwei.people.actions.hand_over import HandOverPost
from jingwei.people.models import Appointment, HandOver, Post, Staff
from jingwei.people.pages import PAGE, address, page_number
from jingwei.people.policy import people_policy
from jingwei.people.query import in_force
from jingwei.people.roles import ADMINISTRATORS
from jingwei.people.seating import SeatedRequest

SIGNERS = ("移交人", "接收人", "监交人")


def hand_overs(request: SeatedRequest) -> HttpResponse:
    """The list of hand-overs, the latest first."""
    rows = HandOver.objects.select_related("post", "giver", "taker").order_by("-on", "-pk")
    total = rows.count()
    page = page_number(request)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    columns = (
        Column("岗位"),
        Column("移交人"),
        Column("接收人"),
        Column("交接日期", "date"),
        Column("未办事项", "number"),
    )
    may = people_policy.allows(request.seat.scope.actor, "hand_over")
    begin = Link("办理交接", "/hand-over/new/", icon="refresh", look="primary")
    context = {
        "title": "岗位交接",
        "actions": (begin,) if may else (),
        "table": Table(columns, tuple(Row(_line(one), url=f"/hand-over/{one.pk}/") for one in shown)),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "empty": None
        if total
        else Empty("还没有办理过岗位交接", "岗位换人时在这里办理：旧任职结束、新任职开始，未办事项列成清单。"),
    }
    return render(request, "desk/list.html", context)


def _line(one: HandOver) -> tuple[Any, ...]:
    return one.post.name, one.giver.name, one.taker.name, one.on, sum(len(part["rows"]) for part in one.items)


def choose(request: SeatedRequest) -> HttpResponse:
    """Which post changes hands; searched by post or holder."""
    actor = request.seat.scope.actor
    people_policy.may(actor, "hand_over")
    posts = people_policy.filter(actor, "hand_over", Post.objects.exclude(role__in=ADMINISTRATORS))
    held = in_force(Appointment.objects.filter(post__in=posts, rank="A"), timezone.localdate())
    held = held.select_related("post__place", "staff").order_by("post__name", "pk")
    search = request.GET.get("q", "").strip()
    if search:
        held = held.filter(post__name__contains=search) | held.filter(staff__name__contains=search)
    total, page = held.count(), page_number(request)
    columns = (Column("岗位"), Column("现任"), Column("服务区域"), Column("任职日期", "date"))
    rows = [
        Row(
            (one.post.name, one.staff.name, one.post.place.name if one.post.place else "", one.valid_from),
            url=f"/hand-over/new/{one.post_id}/",
        )
        for one in held[(page - 1) * PAGE : page * PAGE]
    ]
    context = {
        "title": "选择要交接的岗位",
        "crumbs": (Link("岗位交接", "/hand-over/"),),
        "table": Table(columns, tuple(rows)),
        "pager": Pager.of(total, page, PAGE, lambda number: address(request, page=number)),
        "search": search,
        "search_hint": "岗位名称或现任姓名",
    }
    return render(request, "desk/list.html", context)


def hand_over(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Hand this post over."""
    post = Post.objects.filter(pk=pk).first()
    if post is None:
        raise Missing("没有找到这个岗位。")
    people_policy.may(request.seat.scope.actor, "hand_over", post)

    def done(outcome: Done) -> HttpResponse:
        return redirect("people:hand_over_record", pk=outcome.result["ids"][0])

    return action_page(
        request,
        HandOverPost(),
        done,
        title=f"交接：{post.name}",
        cancel_url="/hand-over/new/",
        options={"post": [(str(post.pk), post.name)]},
        initial={"post": str(post.pk), "on": timezone.localdate().isoformat()},
        search_urls={"taker": "/staff/options/"},
        chosen=chosen_names(request, taker=Staff),
        crumbs=(Link("岗位交接", "/hand-over/"),),
        submit="办理交接",
    )


def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hand-over with its list; `?print=1` is the A4 form to be signed."""
    one = HandOver.objects.select_related("post__place", "giver", "taker").filter(pk=pk).first()
    if one is None:
        raise Missing("没有找到这次交接。")
    facts = (
        Item("岗位", one.post.name),
        Item("服务区域", one.post.place.name if one.post.place else None),
        Item("移交人", f"{one.giver.name}（{one.giver.number}）"),
        Item("接收人", f"{one.taker.name}（{one.taker.number}）"),
        Item("交接日期", one.on),
    )
    nothing = Section("未办事项", text="交接时名下没有未办结的事项。")
    sections = tuple(_section(part) for part in one.items) or (nothing,)
    title = f"岗位交接清单：{one.post.name}"
    context: dict[str, Any] = {"title": title, "sections": sections}
    if request.GET.get("print"):
        context["sections"] = (Section("交接岗位", items=facts), *sections)
        notes = "清单按交接时系统内的记录列出；纸质材料、印章、钥匙等另行点交。"
        return render(
            request, "desk/print.html", {**context, "made_at": timezone.now(), "notes": notes, "signers": SIGNERS}
        )
    shown = {**context, "summary": facts, "crumbs": (Link("岗位交接", "/hand-over/"),), "print_url": "?print=1"}
    return render(request, "desk/record.html", shown)


def _section(part: dict[str, Any]) -> Section:
    columns = tuple(Column(head) for head in part["heads"])
    rows = tuple(Row(tuple(row)) for row in part["rows"])
    return Section(
        f"{part['title']}（{len(rows)}）", table=Table(columns, rows, numbered_from=1), text=part.get("note", "")
    )
