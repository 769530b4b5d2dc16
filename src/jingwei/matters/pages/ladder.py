"""日办理、周办理: what stands at which level, and the list that a leader works through on Friday, on paper."""

from datetime import datetime
from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.kinds import kinds
from jingwei.matters.ladders import Ladder, Level, ladders, standing_at
from jingwei.matters.models import Matter
from jingwei.matters.query import title_for
from jingwei.matters.stages import Stage
from jingwei.people.duty.query import roster
from jingwei.people.seating import SeatedRequest

_PAGE, _MOST = 50, 500
_ROOM = "\u3000" * 12  # to write in by hand


def ladder(request: SeatedRequest, key: str) -> HttpResponse:
    """The matters of a level (`?level=week`, the first where none is told); `as=paper` prints them."""
    found = ladders().get(key)
    if found is None:
        raise Missing("没有这种办理机制。")
    told = request.GET.get("level", "")
    level = next((one for one in found.levels if one.key == told), found.levels[0])
    now = timezone.now()
    if request.GET.get("as") == "paper":
        return _paper(request, found, level, now)
    counts = {one.key: standing_at(found, one, now).count() for one in found.levels}
    pager = Pager.of(counts[level.key], asked_page(request.GET), _PAGE, lambda n: f"?level={level.key}&page={n}")
    shown = standing_at(found, level, now)[(pager.page - 1) * _PAGE : pager.page * _PAGE]
    names = "、".join(kinds()[one].name for one in found.kinds)
    context = {
        "title": found.name,
        "subtitle": f"{names}：{'；'.join(one.name for one in found.levels)}。从收到时算起，办结即退出",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "tabs": tuple(
            Link(one.who, f"?level={one.key}", count=counts[one.key], here=one == level) for one in found.levels
        ),
        "table": Table(_HEADS, tuple(_row(one, now) for one in shown)),
        "pager": pager if counts[level.key] > _PAGE else None,
        "print_url": f"?level={level.key}&as=paper",
        "empty": Empty("没有停在这一级的事件"),
    }
    return render(request, "desk/list.html", context)


_HEADS = (
    Column("标题", "long"), Column("编号", "code"), Column("类别"), Column("阶段", "badge"), Column("所属区划"),
    Column("主办"), Column("收到时间", "date"), Column("已过", "number"),
)  # fmt: skip


def _row(one: Matter, now: datetime) -> Row:
    actor = current_scope().actor
    kind = kinds()[one.kind]
    return Row(
        (
            Cell(title_for(actor, one), url=reverse("matters:matter", args=[one.pk])), one.number, kind.name,
            Badge(kind.word(cast(Stage, one.stage)), "info"), one.place.name,
            one.lead.name if one.lead else "社区、网格", timezone.localtime(one.received_at),
            f"{(now - one.received_at).days}天",
        )
    )  # fmt: skip


def _paper(request: SeatedRequest, found: Ladder, level: Level, now: datetime) -> HttpResponse:
    """The list with room for what is decided. Two queries, three where the level has a day."""
    day = level.next_day(timezone.localdate(now))
    rows, actor = [], current_scope().actor
    for one in standing_at(found, level, now)[:_MOST]:
        lead, waited = one.lead.name if one.lead else "社区、网格", f"{(now - one.received_at).days}天"
        rows.append(Row((one.number, title_for(actor, one), one.place.name, lead, waited, _ROOM)))
    columns = (
        Column("编号"), Column("事项", "long"), Column("所属区划"), Column("主办"), Column("已过"),
        Column("处理意见和时限", "long"),
    )  # fmt: skip
    on_post = "、".join(one.staff.name for one in roster(day, day) if one.seat == "service") if day else ""
    title = f"{level.name}清单{f'（{day.year}年{day.month}月{day.day}日）' if day else ''}"
    audit("printed", f"{found.name}：{title}")
    context = {
        "title": title,
        "made_at": timezone.localtime(now),
        "made_by": current_scope().actor.label,
        "table": Table(columns, tuple(rows), numbered_from=1),
        "notes": f"为民服务岗：{on_post or '（未排班）'}。" if day else "",
        "signers": ("打印人", "包联干部", level.who),
        "landscape": True,
    }
    return render(request, "desk/print.html", context)
