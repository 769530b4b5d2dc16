"""区划与网格: the places of the subdistrict by scheme and level, and what is to be said about their outlines."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import shape

from jingwei.core.errors import JingweiError
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Badge, Column, Empty, Facet, Link, Option, Pager, Row, Table
from jingwei.places.actions import ImportOutlines
from jingwei.places.models import GridScheme, Place
from jingwei.places.outline_checks import check_outlines
from jingwei.places.outlines import Outline, OutlineReport, area_words
from jingwei.places.policy import policy
from jingwei.places.query import places_on, scheme_by_key, schemes
from jingwei.places.territory import territory_state

PAGE = 50
_COLUMNS = (
    Column("名称"), Column("编码", "code"), Column("层级"), Column("上级"),
    Column("面积（平方公里）", "number"), Column("下辖", "number"), Column("启用日期", "date"),
)  # fmt: skip
_REMARKS = (Column("问题"), Column("轻重", "badge"), Column("面积"), Column("位置", "code"))


@dataclass(frozen=True)
class Asked:
    """The question a list of places answers."""

    scheme: GridScheme
    level: str = ""
    words: str = ""
    on: date | None = None

    def url(self, page: int = 1) -> str:
        """The question as an address."""
        pairs = [*self.pairs(), ("q", self.words), ("page", str(page) if page > 1 else "")]
        return f"{reverse('places:list')}?{urlencode([pair for pair in pairs if pair[1]])}"

    def pairs(self) -> list[tuple[str, str]]:
        """What a search keeps."""
        kept = [("scheme", self.scheme.key), ("level", self.level), ("on", str(self.on or ""))]
        return [pair for pair in kept if pair[1]]


def listing(request: HttpRequest) -> HttpResponse:
    """The places of a scheme on a day. GET: `scheme`, `level`, `q`, `on`, `page`."""
    known = schemes()
    scheme = next((one for one in known if one.key == request.GET.get("scheme")), known[0] if known else None)
    if scheme is None:
        empty = Empty("还没有网格", "从制图软件导出 GeoJSON，由办公室综合岗或系统管理员导入。")
        return render(request, "desk/list.html", {"title": "区划与网格", "empty": empty, "actions": _actions(None)})
    words = request.GET.get("q", "").strip()[:40]
    asked = Asked(scheme, request.GET.get("level", ""), words, _day(request.GET.get("on", "")))
    rows = _rows(asked)
    total, page = rows.count(), _page(request.GET.get("page", ""))
    names = {level["key"]: level["name"] for level in scheme.levels}
    shown = _with_below(rows, asked).order_by("path__len", "code")[(page - 1) * PAGE : page * PAGE]
    context = {
        "title": "区划与网格",
        "subtitle": f"{asked.on} 的区划。边界变更后，往年的数仍按往年的网格统计。" if asked.on else "",
        "tabs": tuple(Link(one.name, Asked(one, on=asked.on).url(), here=one is scheme) for one in known),
        "tabs_label": "网格体系",
        "table": Table(_COLUMNS, tuple(_row(place, names) for place in shown)),
        "pager": Pager.of(total, page, PAGE, asked.url),
        "facets": (_levels(asked, names),),
        "search": asked.words,
        "search_hint": "名称或编码",
        "hidden": tuple(asked.pairs()),
        "chosen": _chosen(asked, names),
        "clear_url": Asked(scheme).url(),
        "actions": _actions(scheme),
    }
    return render(request, "desk/list.html", context)


def check(request: HttpRequest, scheme: str) -> HttpResponse:
    """What is to be said about the outlines of a scheme today: overlaps, gaps, what lies outside its parent."""
    known = scheme_by_key(scheme)
    street = current_scope().subdistrict
    report = _report(street, territory_state(street), known.pk, timezone.localdate())
    rows = tuple(
        Row(
            (
                one.message,
                Badge("必须改正", "bad") if one.severity == "error" else Badge("请核对", "warn"),
                area_words(one.area_m2) if one.area_m2 else None,
                f"{one.at[0]:.6f},{one.at[1]:.6f}" if one.at else None,
            ),
            url=f"{reverse('places:map')}?at={one.at[0]},{one.at[1]}" if one.at else "",
        )
        for one in sorted(report.remarks, key=lambda one: (one.severity != "error", -(one.area_m2 or 0)))
    )
    context = {
        "title": f"{known.name}边界检查",
        "subtitle": report.sentences()[0] if rows else "",
        "crumbs": (Link("区划与网格", Asked(known).url()),),
        "table": Table(_REMARKS, rows),
        "empty": Empty("边界没有问题", report.sentences()[0], icon="circle-check"),
    }
    return render(request, "desk/list.html", context)


@lru_cache(maxsize=16)
def _report(street: str, state: tuple[Any, ...], scheme: UUID, on: date) -> OutlineReport:
    """Kept until a place changes: a check of 300 outlines takes a quarter of a second."""
    places = Place.objects.filter(scheme_id=scheme, valid_from__lte=on, valid_to__gt=on)
    known = list(places.select_related("parent").defer("parent__outline").order_by("code"))
    drawn = [
        Outline(one.code, one.name, one.level, one.parent.code if one.parent else None, shape(one.outline))
        for one in known
        if one.outline
    ]
    return check_outlines(OutlineReport(drawn, []))


def _rows(asked: Asked) -> QuerySet[Place]:
    day = asked.on or timezone.localdate()
    rows = places_on(day).filter(scheme=asked.scheme).select_related("parent").defer("outline", "parent__outline")
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.words:
        rows = rows.filter(Q(name__contains=asked.words) | Q(code__startswith=asked.words))
    return rows


def _with_below(rows: QuerySet[Place], asked: Asked) -> QuerySet[Any]:
    day = asked.on or timezone.localdate()
    return rows.annotate(below=Count("place", filter=Q(place__valid_from__lte=day, place__valid_to__gt=day)))


def _row(place: Any, names: dict[str, str]) -> Row:
    parent = place.parent.name if place.parent else None
    level, area = names.get(place.level, place.level), square_kilometres(place)
    cells = (place.name, place.code, level, parent, area, place.below, place.valid_from)
    return Row(cells, url=reverse("places:place", args=[place.pk]))


def square_kilometres(place: Place) -> Decimal | None:
    """The area of a place with three places of the decimal point (a thousand square metres)."""
    return None if place.area is None else (place.area / 1_000_000).quantize(Decimal("0.001"))


def _levels(asked: Asked, names: dict[str, str]) -> Facet:
    rows = places_on(asked.on).filter(scheme=asked.scheme).order_by().values_list("level").annotate(n=Count("pk"))
    counts = dict(rows)
    options = tuple(
        Option(
            name, counts.get(key, 0), replace(asked, level="" if key == asked.level else key).url(), key == asked.level
        )
        for key, name in names.items()
        if counts.get(key)
    )
    return Facet("层级", options, clear_url=replace(asked, level="").url() if asked.level else "")


def _chosen(asked: Asked, names: dict[str, str]) -> tuple[Link, ...]:
    out = []
    if asked.level:
        out.append(Link(names.get(asked.level, asked.level), replace(asked, level="").url()))
    if asked.on:
        out.append(Link(f"{asked.on} 的区划", replace(asked, on=None).url()))
    return tuple(out)


def _actions(scheme: GridScheme | None) -> tuple[Link, ...]:
    links = []
    if scheme is not None:
        links.append(Link("在地图上看", reverse("places:map"), icon="map"))
        links.append(Link("边界检查", reverse("places:check", args=[scheme.key]), icon="list-check"))
    if policy.allows(current_scope().actor, "keep_places"):
        links.append(Link("导入边界", reverse("places:import"), icon="upload"))
        records = f"{reverse('imports:list')}?kind={ImportOutlines.name}"
        links.append(Link("导入记录", records, icon="history"))
    return tuple(links)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise JingweiError(f"日期“{text[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdigit() and len(text) < 6 else 1
