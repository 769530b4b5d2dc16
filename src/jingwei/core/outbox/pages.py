"""提醒: what the posts of a reader were told, new ones first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.outbox.reading import MarkRead, messages_for, seen_until
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.home import home_panels
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table

_PAGE, _ON_HOME, _MOST = 50, 5, 99
_NEW = Badge("未读", "info")
_READ = Badge("已读", "calm")


def listing(request: HttpRequest) -> HttpResponse:
    """The reader's own messages."""
    actor, here = current_scope().actor, reverse("notices:list")
    found, seen = messages_for(actor), seen_until(actor)
    page, total = asked_page(request.GET), found.count()
    rows = tuple(
        Row(
            (
                one.title,
                one.text,
                timezone.localtime(one.at),
                _NEW if seen is None or one.at > seen else _READ,
            ),
            url=one.url,
        )
        for one in found[(page - 1) * _PAGE : page * _PAGE]
    )
    unread = total if seen is None else found.filter(at__gt=seen).count()
    context = {
        "title": "提醒",
        "subtitle": f"近两个月发给您岗位的提醒，未读{unread}条",
        "table": Table((Column("提醒"), Column("内容", "long"), Column("时间", "date"), Column("状态", "badge")), rows),
        "pager": Pager.of(total, page, _PAGE, lambda number: f"{here}?page={number}"),
        "actions": (Link("全部标为已读", reverse("notices:read"), icon="checks", post=True),) if unread else (),
        "empty": Empty("没有提醒", "有事件交办给您的部门、临近时限或被催办时，会列在这里。"),
    }
    return render(request, "desk/list.html", context)


def read(request: HttpRequest) -> HttpResponse:
    """Note that they were seen."""
    if request.method == "POST":
        perform(MarkRead())
        messages.success(request, "已全部标为已读。")
    return redirect("notices:list")


@home_panels
def notices_panel(actor: Actor) -> Panel | None:
    """New messages on the workbench; two queries."""
    if actor.id is None:
        return None
    seen = seen_until(actor)
    found = messages_for(actor)
    new = list((found.filter(at__gt=seen) if seen else found)[: _MOST + 1])
    if not new:
        return None
    links = tuple(
        Link(f"{one.title}：{one.text}", one.url, icon="bell", hint=f"{timezone.localtime(one.at):%m-%d %H:%M}")
        for one in new[:_ON_HOME]
    )
    many = f"{_MOST}条以上" if len(new) > _MOST else f"{len(new)}条"
    return Panel("提醒", links=links, url=reverse("notices:list"), note=f"未读{many}", width="full")
