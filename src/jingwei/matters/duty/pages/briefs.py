"""日报: the briefs of the last days, and one of them with the numbers that open."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.duty.pages.tabs import duty_tabs
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.duty.stored import DailyBrief
from jingwei.matters.policy import policy
from jingwei.people.seating import SeatedRequest

_PAGE = 31


def briefs(request: SeatedRequest) -> HttpResponse:
    """The list, the latest first."""
    policy.may(current_scope().actor, "read_duty")
    found = DailyBrief.objects.order_by("-day")
    total = found.count()
    pager = Pager.of(total, asked_page(request.GET), _PAGE, lambda number: f"?page={number}")
    rows = tuple(
        Row(
            (
                Cell(str(one.day), url=reverse("matters:brief", args=[one.day])),
                timezone.localtime(one.made_at),
                *(number["value"] for number in one.numbers),
            )
        )
        for one in found[(pager.page - 1) * _PAGE : pager.page * _PAGE]
    )
    heads = ("今日收到", "今日办结", "在办", "今日到期", "已超期", "督办在办", "要情", "值班记事")
    columns = (Column("日期"), Column("生成时间", "date"), *(Column(label, "number") for label in heads))
    hour = f"{work_settings().brief_at:%H:%M}"
    context = {
        "title": "日报",
        "subtitle": f"每天{hour}由系统按记录生成，只写数出来的；点日期看全文，可以复制",
        "tabs": duty_tabs("briefs"),
        "table": Table(columns, rows),
        "pager": pager if total > _PAGE else None,
        "empty": Empty("还没有日报", f"今天{hour}生成第一份，时刻在“工作设置”里改。"),
    }
    return render(request, "desk/list.html", context)


def brief(request: SeatedRequest, day: str) -> HttpResponse:
    """One brief: its words to copy, its numbers with the rows behind them as they were known then."""
    policy.may(current_scope().actor, "read_duty")
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise Missing("没有这一天的日报。") from error
    one = DailyBrief.objects.filter(day=wanted).first()
    if one is None:
        raise Missing("没有这一天的日报。")
    context = {
        "title": f"日报：{one.day.year}年{one.day.month}月{one.day.day}日",
        "crumbs": (Link("日报", reverse("matters:briefs")),),
        "as_of_text": f"{timezone.localtime(one.made_at):%Y-%m-%d %H:%M} 生成，以后不再变；数字点开是当时的事件。",
        "tiles": tuple(Tile(each["label"], each["value"], "", each["url"]) for each in one.numbers),
        "panels": (Panel("日报全文", text=one.text, width="full"),),
        "copy_text": one.text,
    }
    return render(request, "desk/board.html", context)
