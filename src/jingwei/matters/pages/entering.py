"""待回填: what still has to be entered in an outside platform, with the answer as its form asks for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.facts.listing import MEDIA_TYPE
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.actions import Enter
from jingwei.matters.models import Matter
from jingwei.matters.platforms import Platform, platform_of, platforms
from jingwei.matters.policy import policy
from jingwei.matters.query import find_matter
from jingwei.matters.replies import replies_of, sheet_of
from jingwei.people.seating import SeatedRequest

_PAGE = 50
_CHOOSE = "请先勾选要办理的事件。"
_GONE = "勾选的事件已不在待回填，请刷新后再试。"
_INTRO = "按外部时限先后排列。在外部平台填好答复后回到这里勾选“已回填”，记下回填人和时间，事件随之办结。"


def waiting() -> QuerySet[Matter]:
    """What waits to be entered, the earliest end first."""
    rows = Matter.objects.filter(stage="entering").select_related("place", "lead")
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")


def entering(request: SeatedRequest) -> HttpResponse:
    """The list. Two queries."""
    policy.may(current_scope().actor, "dispatch")
    now = timezone.now()
    total, page = waiting().count(), asked_page(request.GET)
    pager = Pager.of(total, page, _PAGE, lambda number: f"?page={number}")
    found = waiting()[(pager.page - 1) * _PAGE : pager.page * _PAGE]
    columns = (
        Column("外部编号", "code"), Column("标题", "long"), Column("时限", "date"), Column("还剩", "badge"),
        Column("主办部门"), Column("编号", "code"),
    )  # fmt: skip
    context = {
        "title": "待回填",
        "subtitle": f"共 {total} 件。{_INTRO}",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "table": Table(columns, tuple(_row(one, now) for one in found), select="matter"),
        "bulk": (
            Link("已回填", reverse("matters:entered"), icon="check",
                 confirm="勾选的事件都已在外部平台填好答复，登记为已回填并办结？"),
            Link("生成批量文件", reverse("matters:batch"), icon="download"),
        ),
        "pager": pager if total > _PAGE else None,
        "empty": Empty("没有要回填的事件", "答复审核通过、还没有填到外部平台的工单会列在这里。", icon="circle-check"),
    }  # fmt: skip
    return render(request, "desk/list.html", context)


def reply(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One answer in the fields of the platform's form, each with a copy button."""
    one = find_matter(pk)
    policy.may(current_scope().actor, "dispatch", one)
    platform = platform_of(one.kind)
    if platform is None:
        raise Missing("这类事件不用填到外部平台。")
    told = replies_of(platform, [one])
    open_now = one.stage == "entering"
    sections = [
        Section(
            f"{platform.name}答复：{each.number}",
            template="matters/reply.html",
            data={
                "fields": [
                    {"id": f"reply-{at}-{index}", "label": label, "text": text, "long": len(text) > 40 or "\n" in text}
                    for index, (label, text) in enumerate(each.fields)
                ]
            },
        )
        for at, each in enumerate(told)
    ]
    if not told:
        sections = [Section("答复", empty=Empty("没有外部编号", "这件事没有登记外部平台的编号，不能回填。"))]
    done = Link(
        "已回填", f"{reverse('matters:entered')}?matter={one.pk}", icon="check", post=True, look="primary",
        confirm="答复已在外部平台填好，登记为已回填并办结？",
    )  # fmt: skip
    context = {
        "title": f"回填：{one.title}",
        "number": one.number,
        "crumbs": (Link("事件", reverse("matters:list")), Link("待回填", reverse("matters:entering"))),
        "badges": _badges(one),
        "actions": (*((done,) if open_now and told else ()), Link("看事件", reverse("matters:matter", args=[one.pk]))),
        "summary": (
            Item("外部时限", timezone.localtime(one.due_at) if one.due_at else None),
            Item("还剩", _left(one, timezone.now()) if open_now else None),
        ),
        "sections": tuple(sections),
    }
    return render(request, "desk/record.html", context)


def entered(request: SeatedRequest) -> HttpResponse:
    """Tick off what was entered: all chosen, or none."""
    targets = _chosen(request)
    if targets:
        try:
            perform(Enter(), targets=targets)
            messages.success(request, f"已登记回填 {len(targets)} 件，并办结。")
        except JingweiError as error:
            messages.error(request, f"没有登记：{error.message}")
    else:
        messages.error(request, _CHOOSE)
    return redirect("matters:entering")


def batch(request: SeatedRequest) -> HttpResponse:
    """The batch file of the platform for the chosen matters; logged. They are ticked off afterwards, on the list."""
    targets = _chosen(request)
    found = [one for one in waiting().filter(pk__in=targets) if platform_of(one.kind)]
    if not found:
        messages.error(request, _GONE if targets else _CHOOSE)
        return redirect("matters:entering")
    platform = _one_platform(found)
    mine = [one for one in found if one.kind == platform.kind]
    told = replies_of(platform, mine)
    audit("exported", f"批量回填{len(told)} 条", detail={"platform": platform.key})
    name = quote(f"{platform.name}批量回填{timezone.localdate():%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(sheet_of(platform, told), content_type=MEDIA_TYPE, headers=headers)


def _one_platform(found: Sequence[Matter]) -> Platform:
    """A file is for one platform: the first in the order of the pack."""
    kinds = {one.kind for one in found}
    return next(one for one in platforms().values() if one.kind in kinds)


def _chosen(request: SeatedRequest) -> list[UUID]:
    if request.method != "POST":
        raise JingweiError("请从“待回填”页面办理。", code="method")
    policy.may(current_scope().actor, "dispatch")
    told = dict.fromkeys([*request.POST.getlist("matter"), *request.GET.getlist("matter")])
    try:
        return [UUID(one) for one in told]
    except ValueError:
        raise Missing(_GONE) from None


def _row(one: Matter, now: datetime) -> Row:
    due = timezone.localtime(one.due_at) if one.due_at else None
    note = "" if one.outside_number else "没有登记外部编号"
    cells = (
        Cell(one.outside_number or None, note=note), one.title, due, _left(one, now),
        one.lead.name if one.lead else one.place.name, one.number,
    )  # fmt: skip
    url = reverse("matters:reply", args=[one.pk])
    return Row(cells, url=url, key=str(one.pk), tone="bad" if due and due < now else "")


def _left(one: Matter, now: datetime) -> Badge | None:
    """How long is left, or by how long it is over."""
    if one.suspended_at is not None:
        return Badge("已暂停", "warn")
    if one.due_at is None:
        return None
    words = span_words(abs(one.due_at - now))
    if one.due_at < now:
        return Badge(f"超{words}", "bad")
    return Badge(words, "warn" if one.due_at - now < timedelta(days=1) else "calm")


def span_words(span: timedelta) -> str:
    """A span as people say it: 3天4小时, 4小时5分, 12分."""
    minutes = int(span.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    return f"{hours}小时{minutes}分" if hours else f"{minutes}分"


def _badges(one: Matter) -> tuple[Badge, ...]:
    return (Badge("待回填", "info"),) if one.stage == "entering" else (Badge("不在待回填", "calm"),)
