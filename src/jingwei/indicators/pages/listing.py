"""All indicators with their values of one period: one evaluation, however many."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.periods import Period
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Empty, Facet, Link, Option, Row, Table
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.growth import break_of, growth_of, with_bases
from jingwei.indicators.pages.asked import address, period_of, period_options
from jingwei.indicators.pages.shown import KIND_WORDS, kind_badge, value_text
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import present

_COLUMNS = (
    Column("指标"), Column("数值", "number"), Column("单位"), Column("同比", "number"), Column("来源", "badge"),
    Column("责任部门"),
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """The list: search by name or key, narrowed by source and department."""
    actor = current_scope().actor
    policy.may(actor, "see")
    period = period_of(request)
    words, kind, owner = (request.GET.get(name, "").strip()[:60] for name in ("q", "kind", "owner"))
    every = sorted(load_definitions().values(), key=lambda one: one.row.pk)
    found = [one for one in every if _meets(one, words)]
    shown = chosen_definitions(request.GET, found)
    asks = [Ask(one.row.key, period) for one in shown]
    cells = present(with_bases(asks))
    here = reverse("indicators:index")
    kept = {"period": str(period), "q": words}
    context = {
        "title": "指标",
        "subtitle": f"{period.name}{_locked(cells.values(), period)} · {len(shown)} 项 · 点指标看口径、各期和明细",
        "table": Table(_COLUMNS, tuple(_row(ask, cells) for ask in asks)),
        "facets": (
            Facet("统计期", period_options(period, here, q=words, kind=kind, owner=owner)),
            _facet("来源", "kind", Counter(one.kind for one in found), kind, {**kept, "owner": owner}),
            _facet("责任部门", "owner", Counter(one.row.owner for one in found), owner, {**kept, "kind": kind}),
        ),
        "chosen": _chosen(here, kept, kind, owner),
        "clear_url": address(here, period=str(period)) if kind or owner or words else "",
        "search": words,
        "search_hint": "指标名称",
        "hidden": tuple((k, v) for k, v in (("period", str(period)), ("kind", kind), ("owner", owner)) if v),
        "actions": (*actions(actor), *_definitions(actor, {**kept, "kind": kind, "owner": owner})),
        "empty": Empty("没有符合条件的指标", "换个词，或去掉一些筛选。" if every else "由统计员装入标准指标。"),
    }
    return render(request, "desk/list.html", context)


def chosen_definitions(given: Mapping[str, str], every: Sequence[Defined]) -> list[Defined]:
    """The definitions that the filters of the list leave."""
    words, kind, owner = (given.get(name, "").strip()[:60] for name in ("q", "kind", "owner"))
    return [
        one
        for one in every
        if _meets(one, words) and (not kind or one.kind == kind) and (not owner or one.row.owner == owner)
    ]


def _locked(cells: Iterable[Cell], period: Period) -> str:
    return next((f"（第{cell.lock}次锁定）" for cell in cells if cell.lock and cell.ask.period == period), "")


def actions(actor: Actor) -> tuple[Link, ...]:
    """What can be done with indicators."""
    out = [
        Link("外部数据", reverse("indicators:values"), icon="table-import"),
        Link("统计期锁定", reverse("indicators:locks"), icon="lock"),
        Link("指标关系", reverse("indicators:all_ties"), icon="hierarchy"),
    ]
    if policy.allows(actor, "report"):
        out.insert(0, Link("录入外部数据", reverse("indicators:enter"), icon="plus", look="primary"))
    return tuple(out)


def _definitions(actor: Actor, kept: Mapping[str, str]) -> tuple[Link, ...]:
    """What can be done with definitions; a file of those that are listed is for all."""
    url = address(reverse("indicators:definitions_yaml"), **{k: v for k, v in kept.items() if k != "period"})
    out = [Link("下载定义（YAML）", url, icon="file-export")]
    if policy.allows(actor, "define"):
        out.insert(0, Link("定义指标", reverse("indicators:define"), icon="plus"))
        out.append(Link("导入定义（YAML）", reverse("indicators:import_definitions"), icon="file-import"))
    return tuple(out)


def _meets(one: Defined, words: str) -> bool:
    said = f"{one.row.name} {one.row.key}".casefold()
    return all(word in said for word in words.casefold().split())


def _row(ask: Ask, cells: dict[Ask, Cell]) -> Row:
    cell = cells[ask]
    grown = growth_of(ask, cells)
    here = address(reverse("indicators:definition", args=[ask.key]), period=str(ask.period))
    return Row(
        (
            cell.name,
            UiCell(value_text(cell), note=cell.why),
            cell.unit,
            UiCell(grown.text, note="按公布数" if grown.published else "") if grown else break_of(ask, cells) or None,
            kind_badge(cell.kind),
            cell.owner,
        ),
        url=here,
    )


def _facet(label: str, name: str, counts: Counter[str], chosen: str, kept: Mapping[str, str]) -> Facet:
    here = reverse("indicators:index")
    words: Mapping[str, str] = KIND_WORDS if name == "kind" else {}  # type: ignore[assignment]
    options = tuple(
        Option(words.get(value, value), count, address(here, **{**kept, name: value}), value == chosen)
        for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if value
    )
    return Facet(label, options, clear_url=address(here, **kept) if chosen else "")


def _chosen(here: str, kept: dict[str, str], kind: str, owner: str) -> tuple[Link, ...]:
    out = []
    if kind:
        out.append(Link(f"来源：{dict(KIND_WORDS).get(kind, kind)}", address(here, **kept, owner=owner)))  # type: ignore[call-overload]
    if owner:
        out.append(Link(f"责任部门：{owner}", address(here, **kept, kind=kind)))
    return tuple(out)
