"""One indicator: what it means, its value with everything that proves it, over the years and by community."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.facts.facts import all_facts
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.indicators.cells import Ask, Cell, Published
from jingwei.indicators.definitions import Defined, definition, load_definitions
from jingwei.indicators.growth import break_of, growth_of, with_bases
from jingwei.indicators.pages.asked import address, choosable, inside, period_of, place_of
from jingwei.indicators.pages.explained import meaning_items, versions_section
from jingwei.indicators.pages.series import RESTATED, series_section
from jingwei.indicators.pages.shown import kind_badge, moment, number, percent, rank_text, rows_url, value_text
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import present, small_note
from jingwei.indicators.rows import difference
from jingwei.indicators.statements import STAGES
from jingwei.places.models import Place
from jingwei.places.offices import street_name

_LEVEL = "community"
_BROKEN = "上年同期按另一版口径取数，不能直接比较；可看按现口径追溯的数"


def page(request: HttpRequest, key: str) -> HttpResponse:
    """The definition with its value of a period, for the whole subdistrict or a place."""
    policy.may(current_scope().actor, "see")
    found = definition(key)
    period, place = period_of(request), place_of(request)
    ask = Ask(key, period, inside(place), _LEVEL if place is None and found.kind != "reported" else "")
    restated = bool(request.GET.get("restated"))
    cells = present(with_bases([ask]), restated=restated)
    cell = cells[ask]
    code = place.code if place else ""
    here = reverse("indicators:definition", args=[key])
    url = rows_url(ask, cell, code, cell.known_at if cell.lock else None)
    facts, names = all_facts(), {one: each.row.name for one, each in load_definitions().items()}
    context = {
        "title": found.row.name,
        "subtitle": f"{_where(place)} · {period.name}" + (f" · {RESTATED}" if restated else ""),
        "crumbs": (Link("指标", address(reverse("indicators:index"), period=str(period))),),
        "badges": (
            kind_badge(cell.kind),
            *((Badge("已锁定", "good", f"第{cell.lock}次锁定，{moment(cell.known_at)}"),) if cell.lock else ()),
            *((Badge("已停用", "calm"),) if found.row.retired else ()),
        ),
        "actions": (*((Link("打开明细", url, icon="list", look="primary"),) if url else ()), *_verbs(found, restated)),
        "tabs": tuple(
            Link(each.name, address(here, period=str(each), place=code), here=each == period)
            for each in choosable(period)
        ),
        "tabs_label": "统计期",
        "summary": _summary(ask, cells),
        "sections": (
            Section("口径", text=found.row.basis, items=meaning_items(found, facts, names)),
            *(() if found.kind == "reported" else (_parts(cell, period),)),
            series_section(found, code, restated=restated),
            Section("由什么得来、用在哪里", loading_url=reverse("indicators:ties", args=[key]), key="ties"),
            versions_section(found, facts, names),
        ),
    }
    return render(request, "desk/record.html", context)


def _verbs(found: Defined, restated: bool) -> Iterator[Link]:
    """What the reader may do with the definition."""
    key, may = found.row.key, policy.allows(current_scope().actor, "define")
    if may:
        yield Link("修改口径", reverse("indicators:redefine", args=[key]), icon="pencil")
    if found.row.version > 1:
        here = reverse("indicators:definition", args=[key])
        yield Link("按当时口径看", here) if restated else Link(RESTATED, address(here, restated="1"))
    if may:
        yield Link("照此新建", address(reverse("indicators:define"), copy=key), icon="copy")
    yield Link("下载定义（YAML）", reverse("indicators:definition_yaml", args=[key]), icon="file-export")
    if may and not found.row.retired:
        yield Link("停用", reverse("indicators:retire", args=[key]), icon="ban", look="danger")


def _where(place: Place | None) -> str:
    return place.name if place else street_name(current_scope().subdistrict)


def _summary(ask: Ask, cells: dict[Ask, Cell]) -> tuple[Item, ...]:
    cell = cells[ask]
    grown = growth_of(ask, cells)
    value = value_text(cell)
    out = [
        Item(
            "数值", value, unit=cell.unit if cell.value is not None else "", hint=cell.why if cell.value is None else ""
        )
    ]
    if cell.value is None:
        out.append(Item("为何不显示" if cell.hidden else "为何没有", cell.why, wide=True))
    broken = break_of(ask, cells)
    source = "按公布数，不自行计算" if grown and grown.published else ""
    out.append(Item("同比", grown.text if grown else broken or None, source=source, hint=_BROKEN if broken else ""))
    out += [item for said in cell.published if said.measure != "growth" for item in _published(said, cell)]
    if cell.computed is not None:
        out.append(
            Item(
                "按数值计算",
                f"{number(cell.computed, max(1, cell.decimals))}",
                unit=cell.unit,
                source="系统计算，供核对",
            )
        )
    if cell.denominator is not None:
        out.append(
            Item("分子／分母", f"{number(cell.numerator or cell.denominator * 0, 0)}／{number(cell.denominator, 0)}")
        )
    if cell.as_of:
        out.append(Item("取数截至", cell.as_of))
        out.append(Item("计入行数", cell.rows))
    if cell.kind == "reported" or cell.supplier:
        out += [
            Item("提供单位", cell.supplier or None),
            Item("来源文件", cell.paper or None),
            Item("阶段", STAGES[cell.stage]),
        ]
    else:
        out.append(Item("锁定时间" if cell.lock else "取数时间", moment(cell.known_at)))
    if cell.lock:
        out.append(Item("现在重数", _recounted(ask, cell), wide=True))
    return tuple(out)


def _published(said: Published, cell: Cell) -> Iterator[Item]:
    """Rank and completion as published, and their paper where it is another than that of the value."""
    paper = "" if (said.supplier, said.paper) == (cell.supplier, cell.paper) else f"{said.supplier}，{said.paper}"
    if said.measure == "rank":
        yield Item("公布位次", rank_text(said), source=paper, wide=True)
    else:
        yield Item("公布完成年度计划", percent(said.value), source=paper or "按公布数")


def _recounted(ask: Ask, cell: Cell) -> str:
    """What a locked value would be today, and what was corrected since."""
    now = present([ask], recount=True)[ask]
    same = value_text(now) == value_text(cell)
    said = "与锁定数一致" if same else f"{value_text(now)}{now.unit}" + (f"（{now.why}）" if now.why else "")
    if cell.kind == "counted" and cell.as_of and cell.known_at and not (cell.hidden or now.hidden):
        said += "；" + (difference(ask, cell.version, cell.as_of, cell.known_at).said or "台账没有更正")
    return said


def _parts(cell: Cell, period: Period) -> Section:
    if not cell.parts:
        return Section("分社区", empty=Empty("没有分社区的数", cell.why or "没有可以分列的社区"))
    here = reverse("indicators:definition", args=[cell.ask.key])
    rows = tuple(
        Row(
            (
                part.name,
                UiCell(value_text(part.cell), note="" if part.cell.hidden else part.cell.why),
                part.cell.rows,
                _open(part.cell, part.code),
            ),
            url=address(here, period=str(period), place=part.code) if part.code else "",
        )
        for part in cell.parts
    )
    columns = (Column("社区"), Column("数值", "number"), Column("计入行数", "number"), Column("明细"))
    return Section(
        "分社区",
        table=Table(columns, rows, unit=cell.unit, totals=("全街道", value_text(cell), cell.rows, "")),
        text=small_note() if any(part.cell.hidden for part in cell.parts) else "",
    )


def _open(cell: Cell, code: str) -> Link | None:
    url = rows_url(cell.ask, cell, code) if code else ""
    return Link("打开明细", url) if url and cell.rows else None
