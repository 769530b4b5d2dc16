"""The card of a figure: what it means, what it rests on, its rows as they were counted, and what changed since."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError, Missing
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Badge, Link, Tone
from jingwei.core.ui.prose import ORIGIN_WORDS
from jingwei.indicators.cells import Ask
from jingwei.indicators.pages.asked import address, inside
from jingwei.indicators.pages.shown import number
from jingwei.indicators.rows import difference
from jingwei.indicators.statements import STAGES
from jingwei.places.models import Place
from jingwei.places.offices import street_name
from jingwei.reports.models import Figure, Report
from jingwei.reports.origins import origin_of
from jingwei.reports.pages.report import find_report
from jingwei.reports.stored import sources_of
from jingwei.reports.writing.figures import KIND_WORDS, FigureValue
from jingwei.reports.writing.printing import decimals_for

_MEASURES = {"level": "", "growth": "增长", "change": "增减", "share": "占比", "part": "分项"}
_ROLES = {"growth": ("本期", "基期"), "change": ("本期", "基期"), "share": ("分子", "分母")}


def page(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """The card beside the prose, or as a page of its own when opened from a Word file."""
    report = find_report(report_id)
    figure = Figure.objects.filter(report=report, number=number).first()
    if figure is None:
        raise Missing("报告里没有这个数据。")
    card = _card(report, figure)
    if request.headers.get("HX-Request"):
        return render(request, "ui/figure_card.html", card)
    return render(request, "desk/record.html", _own_page(report, figure, card))


def _card(report: Report, figure: Figure) -> dict[str, Any]:
    sources = sources_of(figure.card)
    first = sources[0] if sources else None
    origin = origin_of(figure.card["source_kind"], figure.printed, [source.kind for source in sources])
    place = _place(first.place if first else report.subdistrict, report.subdistrict)
    measure = figure.card["measure"]
    name = first.name if first else figure.card["indicator"]
    rows_url, rows_text = _rows(first, place) if first else ("", "")
    return {
        "title": name + (f"（{_MEASURES[measure]}）" if _MEASURES.get(measure) else ""),
        "value": figure.printed,
        "origin": origin,
        "doubt": figure.card["note"] or (_changed(first, place) if first else ""),
        "definition": first.basis if first else "",
        "period": first.period.name if first else report.period,
        "place": place.name if place else street_name(report.subdistrict),
        "items": tuple(_items(figure, sources)),
        "rows_url": rows_url,
        "rows_text": rows_text,
        "links": _links(sources, place),
        "history": tuple(_history(report, first)),
    }


def _items(figure: Figure, sources: tuple[FigureValue, ...]) -> Iterator[Item]:
    roles = _ROLES.get(figure.card["measure"], ("数值",))
    for at, source in enumerate(sources):
        role = roles[at] if at < len(roles) else source.name
        yield Item(role if len(sources) > 1 else "准确值", _exact(source), hint=source.why)
        if len(sources) > 1:
            yield Item(f"{role}来源", f"{source.name} · {source.period.name} · {_origin_line(source)}", wide=True)
    if not sources:
        return
    first = sources[0]
    yield Item("指标版本", f"第{first.version}版")
    if first.denominator is not None and first.numerator is not None:
        yield Item("分子／分母", f"{first.numerator:f}／{first.denominator:f}")
    if first.as_of:
        yield Item("取数截至", first.as_of)
    if first.row_count is not None:
        yield Item("计入行数", first.row_count)
    if first.row_digest:
        yield Item("明细校验码", f"{first.row_digest[:16]}…")
    if first.supplier:
        yield Item("提供单位", first.supplier)
        yield Item("来源文件", first.paper, wide=True)
        yield Item("阶段", STAGES[first.stage])


def _exact(source: FigureValue) -> str | None:
    if source.hidden:
        return "不对外显示"
    if source.value is None:
        return f"{source.stated_growth:f}%" if source.stated_growth is not None else None
    places = max(decimals_for(source.value, source.unit), 0)
    return number(source.value, places) + source.unit


def _origin_line(source: FigureValue) -> str:
    return source.paper or KIND_WORDS[source.kind]


def _rows(source: FigureValue, place: Place | None) -> tuple[str, str]:
    """Where the rows are, as known when they were counted; those of a number that is not told open for whoever may
    see them."""
    if source.kind != "counted" or source.as_of is None or source.known_at is None:
        return "", ""
    if not (source.row_count or source.hidden):
        return "", ""
    url = address(
        reverse("indicators:rows", args=[source.definition]),
        period=str(source.period),
        place=place.code if place else "",
        by=source.by,
        part=source.part,
        version=str(source.version),
        as_of=source.as_of.isoformat(),
        known_at=source.known_at.isoformat(),
    )
    return url, "打开明细（有权限的岗位）" if source.hidden else f"打开 {source.row_count} 行明细"


def _links(sources: tuple[FigureValue, ...], place: Place | None) -> tuple[Link, ...]:
    """The rows of the base or the whole, and the indicator itself."""
    out = []
    for source in sources[1:]:
        url, text = _rows(source, place)
        if url:
            out.append(Link(f"{source.name}（{source.period.name}）：{text}", url))
    if sources:
        first = sources[0]
        here = reverse("indicators:definition", args=[first.definition])
        out.append(Link("看指标", address(here, period=str(first.period))))
    return tuple(out)


def _changed(source: FigureValue, place: Place | None) -> str:
    """What corrections since then would make of the number; empty when the rows are the same."""
    if source.kind != "counted" or source.as_of is None or source.known_at is None:
        return ""
    ask = Ask(source.definition, source.period, inside(place), source.by, source.part)
    try:
        return difference(ask, source.version, source.as_of, source.known_at).said
    except JingweiError as error:
        return f"现在不能重数：{error.message}"


def _history(report: Report, first: FigureValue | None) -> Iterator[Event]:
    when = first.known_at if first and first.known_at else report.known_at
    yield Event(timezone.localtime(when), report.made_by, "取数")


def _place(code: str, street: str) -> Place | None:
    if code == street:
        return None
    rows = Place.objects.filter(code=code) | Place.objects.filter(name=code)
    return rows.select_related("scheme").order_by("-scheme__gives_rights").first()


def _own_page(report: Report, figure: Figure, card: dict[str, Any]) -> dict[str, Any]:
    here = reverse("reports:report", args=[report.pk])
    tone: Tone = "warn" if card["origin"] == "missing" else "good"
    actions = (Link(card["rows_text"], card["rows_url"], icon="list", look="primary"),) if card["rows_url"] else ()
    return {
        "title": f"{card['title']}：{card['value']}",
        "number": f"第{figure.number}个数据",
        "subtitle": f"{card['place']} · {card['period']}",
        "badges": (Badge(ORIGIN_WORDS[card["origin"]], tone),),
        "crumbs": (Link("报告", reverse("reports:index")), Link(report.title, here)),
        "actions": actions,
        "summary": (*((Item("提示", card["doubt"], wide=True),) if card["doubt"] else ()), *card["items"]),
        "sections": (Section("口径", text=card["definition"] or "没有口径说明。", links=card["links"]),),
        "history": card["history"],
    }
