"""事件周报、月报: what came in and was closed, against the period before; every number opens to its matters."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period, PeriodError
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.parts import Cell, Column, Empty, Link, Row, Table
from jingwei.matters.catalogue import category_name
from jingwei.matters.kinds import kinds
from jingwei.matters.stages import OPEN
from jingwei.matters.summing import Sums, by_level, repeats, silent, sums_by, total
from jingwei.people.models import Department
from jingwei.places.models import Place

_SILENT_DAYS = 3
_NO_LEAD = "社区、网格办理"
_COLUMNS = (
    Column("收到", "number"), Column("上期", "number"), Column("增减", "number"), Column("办结", "number"),
    Column("按期办结率", "number", hint="按期办结数/有时限的办结数"), Column("在办", "number"),
    Column("超期在办", "number"),
)  # fmt: skip


def summary(request: HttpRequest) -> HttpResponse:
    """One week or month, by `period`; the last whole week where none is told."""
    period = _period(request.GET.get("period", ""))
    every, by_kind, by_lead = total(period), sums_by("kind", period), sums_by("lead_id", period)
    by_place = by_level(sums_by("place_id", period), "community")
    departments = dict(Department.objects.values_list("pk", "name"))
    kinds_table = _table("类别", ((kinds()[one.key].name, [("f.kind", one.key)], one) for one in by_kind), period)
    led = ((departments.get(one.key, _NO_LEAD), [("f.lead", departments.get(one.key, ""))], one) for one in by_lead)
    placed = ((place.name, [("place", str(place.pk))], one) for place, one in by_place.items())
    leads_table, places_table = _table("主办部门", led, period), _table("社区", placed, period)
    panels = (
        Panel("按类别", table=kinds_table, width="full"),
        Panel("按社区", table=places_table, width="full"),
        Panel("按主办部门", table=leads_table, width="full"),
        _risen(by_kind, by_place),
        _repeated(period),
        _silent(departments),
    )
    earlier, later, today = period.previous(), period.next(), timezone.localdate()
    other = Link("按月", f"?period={Period.around('month', period.end)}")
    if period.kind == "month":
        other = Link("按周", f"?period={Period.around('week', min(period.end, today))}")
    ahead = (Link(later.name, f"?period={later}", icon="chevron-right"),) if later.start <= today else ()
    context = {
        "title": f"事件情况：{period.name}",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "actions": (Link(earlier.name, f"?period={earlier}", icon="chevron-left"), *ahead, other),
        "as_of_text": "收到、办结按日期计入本期；在办和超期在办是现在的数；作废的不计。数字都可以点开看事件。",
        "tiles": _tiles(every, period),
        "panels": panels,
        "copy_text": _text(period, every, by_kind),
    }
    return render(request, "desk/board.html", context)


def _period(told: str) -> Period:
    if not told:
        return Period.around("week", timezone.localdate() - timedelta(days=7))
    try:
        found = Period.parse(told[:20])
    except PeriodError as error:
        raise JingweiError(f"{error.message}。", code=error.code) from error
    if found.kind not in ("week", "month"):
        raise JingweiError("这里按周或按月看，如 2026-W48、2026-11。", code="period.kind")
    return found


def _address(pairs: list[tuple[str, str]], *more: tuple[str, str]) -> str:
    return f"{reverse('matters:list')}?{urlencode([*more, *(pair for pair in pairs if pair[1])])}"


def _cells(one: Sums, pairs: list[tuple[str, str]], period: Period) -> tuple[Any, ...]:
    opened = [("f.stage", stage) for stage in OPEN]
    today = str(timezone.localdate())
    in_time = _share(one) if one.timed else "—"
    return (
        Cell(one.received, url=_address(pairs, ("f.received-in", str(period)))),
        Cell(one.before, url=_address(pairs, ("f.received-in", str(period.previous())))),
        f"{one.rise:+d}" if one.rise else "0",
        Cell(one.closed, url=_address(pairs, ("f.closed-in", str(period)))),
        in_time,
        Cell(one.open, url=_address(pairs, *opened)),
        Cell(one.overdue, url=_address(pairs, *opened, ("f.due-under", today))),
    )


def _table(head: str, told: Iterable[tuple[str, list[tuple[str, str]], Sums]], period: Period) -> Table:
    rows = tuple(Row((name, *_cells(one, pairs, period))) for name, pairs, one in told)
    return Table((Column(head), *_COLUMNS), rows)


def _tiles(every: Sums, period: Period) -> tuple[Tile, ...]:
    rise = f"上期{every.before}件，{_change(every)}"
    opened = [("f.stage", stage) for stage in OPEN]
    return (
        Tile("本期收到", every.received, "件", _address([], ("f.received-in", str(period))), note=rise),
        Tile("本期办结", every.closed, "件", _address([], ("f.closed-in", str(period)))),
        Tile("现在在办", every.open, "件", _address([], *opened)),
        Tile("超期在办", every.overdue, "件", _address([], *opened, ("f.due-under", str(timezone.localdate())))),
    )


def _risen(by_kind: list[Sums], by_place: dict[Place, Sums]) -> Panel:
    """What makes up the rise: the kinds and communities that grew most."""
    grown = [(kinds()[one.key].name, one) for one in by_kind] + [(place.name, one) for place, one in by_place.items()]
    most = sorted((one for one in grown if one[1].rise > 0), key=lambda one: -one[1].rise)[:8]
    rows = tuple(Row((name, f"+{one.rise}", f"{one.before} → {one.received}")) for name, one in most)
    table = Table((Column("增加在哪里"), Column("增加", "number"), Column("上期 → 本期")), rows)
    return Panel("增加最多的", table=table if rows else None, empty=None if rows else Empty("没有比上期多的"))


def _repeated(period: Period) -> Panel:
    found = repeats(period)
    places = dict(Place.objects.filter(pk__in=[one.place for one in found]).values_list("pk", "name"))
    rows = tuple(
        Row(
            (
                category_name(one.category),
                places.get(one.place, ""),
                Cell(
                    one.count,
                    url=_address(
                        [("f.category", one.category), ("place", str(one.place))], ("f.received-in", str(period))
                    ),
                ),
            )
        )
        for one in found
    )
    table = Table((Column("分类"), Column("区划"), Column("件数", "number")), rows)
    return Panel("同一处同一类多次", table=table if rows else None, empty=None if rows else Empty("没有三次以上的"))


def _silent(departments: dict[Any, str]) -> Panel:
    named = [(departments.get(lead, ""), n) for lead, n in silent(_SILENT_DAYS)]
    rows = tuple(Row((name, Cell(n, url=_address([("f.lead", name)], ("f.stage", "working"))))) for name, n in named)
    table = Table((Column("部门"), Column("件数", "number")), rows)
    title = f"{_SILENT_DAYS}天没有进展的在办事件"
    return Panel(title, table=table if rows else None, empty=None if rows else Empty("都有进展"))


def _change(one: Sums) -> str:
    return f"{'增加' if one.rise > 0 else '减少'}{abs(one.rise)}件" if one.rise else "持平"


def _share(one: Sums) -> str:
    return f"{one.in_time * 100 / one.timed:.1f}%（{one.in_time}/{one.timed}）"


def _text(period: Period, every: Sums, by_kind: list[Sums]) -> str:
    """The same as plain words, for a chat or a briefing."""
    parts = "，".join(f"{kinds()[one.key].name}{one.received}件" for one in by_kind if one.received)
    share = f"，按期办结率{_share(every)}" if every.timed else ""
    return (
        f"{period.name}事件情况：收到{every.received}件，比上期{_change(every)}。其中{parts}。办结{every.closed}件{share}。"
        f"截至{timezone.localtime():%m月%d日%H时}，在办{every.open}件，超期{every.overdue}件。"
    )
