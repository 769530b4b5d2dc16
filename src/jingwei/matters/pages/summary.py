"""事件周报、月报: what came in and was closed, against the period before; every number opens to its matters."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError, Missing
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.analysis import Analysis, analyse, as_text, change, changes, in_time, most
from jingwei.matters.catalogue import category_name
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.kinds import kinds
from jingwei.matters.query import title_for
from jingwei.matters.stages import OPEN
from jingwei.matters.summing import Sums, silent_matters
from jingwei.people.models import Department

_PAGE = 50
_OPENED = [("f.stage", stage) for stage in OPEN]
_COLUMNS = (
    Column("收到", "number"), Column("上期", "number"), Column("增减", "number"), Column("办结", "number"),
    Column("按期办结率", "number", hint="按期办结数/有时限的办结数"), Column("在办", "number"),
    Column("超期在办", "number"),
)  # fmt: skip
Pairs = list[tuple[str, str]]


def summary(request: HttpRequest) -> HttpResponse:
    """One week or month, by `period`; the last whole week where none is told."""
    period = asked_period(request.GET.get("period", ""))
    told = analyse(period, work_settings().silent_days)
    panels = (
        Panel("增减在哪里", text=changes(told), width="full"),
        Panel("按类别", table=_table("类别", _by_kind(told), period), width="full"),
        Panel("按社区", table=_table("社区", _by_place(told), period), width="full"),
        Panel("按主办部门", table=_table("主办部门", _by_lead(told), period), width="full"),
        _risen(told),
        _repeated(told),
        Panel("收到最多的：类别、社区、主办部门", table=_crossed(told), width="full"),
        _silent(told),
    )
    earlier, later, today = period.previous(), period.next(), timezone.localdate()
    other = Link("按月", f"?period={Period.around('month', period.end)}")
    if period.kind == "month":
        other = Link("按周", f"?period={Period.around('week', min(period.end, today))}")
    ahead = (Link(later.name, f"?period={later}", icon="chevron-right"),) if later.start <= today else ()
    paper = Link("下载Word", f"{reverse('reports:matters_summary')}?period={period}", icon="download")
    context = {
        "title": f"事件情况：{period.name}",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "actions": (paper, Link(earlier.name, f"?period={earlier}", icon="chevron-left"), *ahead, other),
        "as_of_text": "收到、办结按日期计入本期；在办和超期在办是现在的数；作废的不计。数字都可以点开看事件。",
        "tiles": _tiles(told.every, period),
        "panels": panels,
        "copy_text": as_text(told),
    }
    return render(request, "desk/board.html", context)


def silence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The matters of a department of which nothing was heard for some days."""
    department = Department.objects.filter(pk=pk).first()
    if department is None:
        raise Missing("没有这个部门。")
    days = work_settings().silent_days
    found = silent_matters(days).filter(lead=pk).select_related("place").defer("place__outline", "text", "reply")
    total, actor = found.count(), current_scope().actor
    pager = Pager.of(total, asked_page(request.GET), _PAGE, lambda number: f"?page={number}")
    rows = tuple(
        Row(
            (
                Cell(title_for(actor, one), url=reverse("matters:matter", args=[one.pk])), one.number,
                kinds()[one.kind].name,
                timezone.localtime(one.stage_since), timezone.localtime(one.due_at) if one.due_at else None,
                one.place.name,
            )
        )
        for one in found.order_by("stage_since", "pk")[(pager.page - 1) * _PAGE : pager.page * _PAGE]
    )  # fmt: skip
    columns = (
        Column("标题", "long"), Column("编号", "code"), Column("类别"), Column("进入办理", "date"),
        Column("办结时限", "date"), Column("所属区划"),
    )  # fmt: skip
    context = {
        "title": f"{department.name}：{days}天没有进展的在办事件",
        "subtitle": f"共 {total} 件。只看事件有没有新的办理记录，不涉及经办人。",
        "crumbs": (Link("事件情况", reverse("matters:summary")),),
        "table": Table(columns, rows),
        "pager": pager if total > _PAGE else None,
        "empty": Empty("都有进展"),
    }
    return render(request, "desk/list.html", context)


def asked_period(told: str) -> Period:
    """The week or month that is asked for, the last whole week where none is. Raises JingweiError."""
    if not told:
        return Period.around("week", timezone.localdate() - timedelta(days=7))
    try:
        found = Period.parse(told[:20])
    except PeriodError as error:
        raise JingweiError(f"{error.message}。", code=error.code) from error
    if found.kind not in ("week", "month"):
        raise JingweiError("这里按周或按月看，如 2026-W48、2026-11。", code="period.kind")
    return found


def _address(pairs: Pairs, *more: tuple[str, str]) -> str:
    return f"{reverse('matters:list')}?{urlencode([*more, *(pair for pair in pairs if pair[1])])}"


def _by_kind(told: Analysis) -> Iterable[tuple[str, Pairs, Sums]]:
    return ((kinds()[one.key].name, [("f.kind", one.key)], one) for one in told.by_kind)


def _by_place(told: Analysis) -> Iterable[tuple[str, Pairs, Sums]]:
    return ((told.place_name(one.key), [("place", str(one.key))], one) for one in told.by_place)


def _by_lead(told: Analysis) -> Iterable[tuple[str, Pairs, Sums]]:
    return ((told.lead_name(one.key), [_lead(told, one.key)], one) for one in told.by_lead)


def _lead(told: Analysis, key: UUID | None) -> tuple[str, str]:
    return ("f.lead", told.lead_name(key)) if key else ("f.lead-is", "empty")


def _cells(one: Sums, pairs: Pairs, period: Period) -> tuple[Any, ...]:
    today = str(timezone.localdate())
    return (
        Cell(one.received, url=_address(pairs, ("f.received-in", str(period)))),
        Cell(one.before, url=_address(pairs, ("f.received-in", str(period.previous())))),
        f"{one.rise:+d}" if one.rise else "0",
        Cell(one.closed, url=_address(pairs, ("f.closed-in", str(period)))),
        in_time(one),
        Cell(one.open, url=_address(pairs, *_OPENED)),
        Cell(one.overdue, url=_address(pairs, *_OPENED, ("f.due-under", today))),
    )


def _table(head: str, told: Iterable[tuple[str, Pairs, Sums]], period: Period) -> Table:
    rows = tuple(Row((name, *_cells(one, pairs, period))) for name, pairs, one in told)
    return Table((Column(head), *_COLUMNS), rows)


def _crossed(told: Analysis) -> Table:
    rows = []
    for one in most(told):
        kind, place, lead = one.key
        pairs = [("f.kind", kind), ("place", str(place or "")), _lead(told, lead)]
        names = (kinds()[kind].name, told.place_name(place), told.lead_name(lead))
        cells = _cells(one, pairs, told.period)
        # What lies above the communities cannot be asked for alone.
        rows.append(Row((*names, *(cells if place else (getattr(cell, "value", cell) for cell in cells)))))
    return Table((Column("类别"), Column("社区"), Column("主办部门"), *_COLUMNS), tuple(rows))


def _tiles(every: Sums, period: Period) -> tuple[Tile, ...]:
    rise = f"上期{every.before}件，{change(every.rise)}"
    return (
        Tile("本期收到", every.received, "件", _address([], ("f.received-in", str(period))), note=rise),
        Tile("本期办结", every.closed, "件", _address([], ("f.closed-in", str(period)))),
        Tile("现在在办", every.open, "件", _address([], *_OPENED)),
        Tile("超期在办", every.overdue, "件", _address([], *_OPENED, ("f.due-under", str(timezone.localdate())))),
    )


def _risen(told: Analysis) -> Panel:
    """What makes up the rise: the kinds and communities that grew most, and the same in words."""
    grown = [(name, pairs, one) for name, pairs, one in (*_by_kind(told), *_by_place(told)) if one.rise > 0]
    rows = tuple(
        Row(
            (
                name,
                f"+{one.rise}",
                Cell(one.before, url=_address(pairs, ("f.received-in", str(told.period.previous())))),
                Cell(one.received, url=_address(pairs, ("f.received-in", str(told.period)))),
            )
        )
        for name, pairs, one in sorted(grown, key=lambda item: -item[2].rise)[:8]
    )
    columns = (Column("增加在哪里"), Column("增加", "number"), Column("上期", "number"), Column("本期", "number"))
    table = Table(columns, rows)
    return Panel("增加最多的", table=table if rows else None, empty=None if rows else Empty("没有比上期多的"))


def _repeated(told: Analysis) -> Panel:
    rows = tuple(
        Row(
            (
                category_name(one.category),
                told.place_name(one.place),
                Cell(
                    one.count,
                    url=_address(
                        [("f.category", one.category), ("place", str(one.place))],
                        ("f.received-in", str(told.period)),
                    ),
                ),
            )
        )
        for one in told.repeats
    )
    table = Table((Column("分类"), Column("区划"), Column("件数", "number")), rows)
    return Panel("同一处同一类多次", table=table if rows else None, empty=None if rows else Empty("没有三次以上的"))


def _silent(told: Analysis) -> Panel:
    rows = tuple(
        Row((told.lead_name(lead), Cell(n, url=reverse("matters:silence", args=[lead])))) for lead, n in told.silent
    )
    table = Table((Column("部门"), Column("件数", "number")), rows)
    title = f"{told.silent_days}天没有进展的在办事件"
    return Panel(title, table=table if rows else None, empty=None if rows else Empty("都有进展"))
