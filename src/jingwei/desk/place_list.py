"""区划与网格: the places of the subdistrict by scheme and level, and what is to be said about their outlines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import shape

from jingwei.core.facts.asked import Asked, read_asked
from jingwei.core.facts.facts import facts_of
from jingwei.core.facts.listing import fact_list
from jingwei.core.facts.point import Point
from jingwei.core.facts.showing import chips
from jingwei.core.facts.source import Source
from jingwei.core.facts.table import FactRow
from jingwei.core.fields import Choice, Field
from jingwei.core.ports import list_offers
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.places.actions import ImportOutlines
from jingwei.places.facts import territory
from jingwei.places.models import GridScheme, Place
from jingwei.places.outline_checks import check_outlines
from jingwei.places.outlines import Outline, OutlineReport, area_words
from jingwei.places.policy import policy
from jingwei.places.query import scheme_by_key, schemes
from jingwei.places.territory import territory_state

_REMARKS = (Column("问题"), Column("轻重", "badge"), Column("面积"), Column("位置", "code"))


def listing(request: HttpRequest) -> HttpResponse:
    """The places of a scheme on a day. GET: `scheme`, `level`, and what every list takes (core/facts/asked.py)."""
    known = schemes()
    if not known:
        empty = Empty("还没有网格", "从制图软件导出 GeoJSON，由办公室综合岗或系统管理员导入。")
        return render(request, "desk/list.html", {"title": "区划与网格", "empty": empty, "actions": _actions(None)})
    asked = read_asked(facts_of(_named(next(iter(territory())), known)), request.GET)
    where = _where(request, asked.where, known)
    asked = asked.narrowed(where)
    scheme = next((one for one in known if one.key == where.get("scheme")), None)
    here = reverse("places:list")
    more: dict[str, Any] = {
        "tabs": tuple(
            Link(one.name, here + replace(asked, where={"scheme": one.key}).params(), here=one is scheme)
            for one in known
        ),
        "tabs_label": "网格体系",
        "actions": (*_actions(scheme), *(link for offer in list_offers for link in offer(asked))),
        # The scheme is chosen by its tab.
        "chosen": tuple(link for link in chips(asked, here) if not scheme or link.label != f"网格体系：{scheme.name}"),
        "clear_url": here + Asked(asked.facts.at(Point()), {"scheme": scheme.key}).params() if scheme else here,
    }
    if asked.point.on and asked.point.on != timezone.localdate():
        more["subtitle"] = f"{asked.point.on} 的区划。边界变更后，往年的数仍按往年的网格统计。"
    return fact_list(request, asked, more)


def _where(request: HttpRequest, where: Mapping[str, Any], known: Sequence[GridScheme]) -> dict[str, Any]:
    """The conditions, with the scheme that is shown where nothing is said of it, and those of older addresses."""
    out = dict(where)
    level = request.GET.get("level", "")[:24]
    if level:
        out["level"] = level
    if not where:
        asked = request.GET.get("scheme", "")
        out = {"scheme": next((one.key for one in known if one.key == asked), known[0].key), **out}
    return out


def _named(source: Source, known: Sequence[GridScheme]) -> Source:
    """The territory with the names of its schemes and levels, and what the list shows beside them."""
    levels = {str(level["key"]): str(level["name"]) for one in reversed(known) for level in one.levels}
    named = {"scheme": _choices({one.key: one.name for one in known}), "level": _choices(levels)}
    fields = tuple(
        replace(field, kind="choice", choices=named[field.key], facet=field.key == "level")
        if named.get(field.key)
        else field
        for field in source.fieldset.fields
    )
    shown = source.shown() if source.shown else None
    assert shown is not None
    listed = replace(
        shown, columns=("name", "code", "level", "above", "km2", "below", "since"), beside=_BESIDE, fill=_fill
    )
    return replace(source, fieldset=replace(source.fieldset, fields=fields), shown=lambda: listed)


def _choices(names: Mapping[str, str]) -> tuple[Choice, ...]:
    borne = list(names.values())
    return tuple(
        Choice(key, name if borne.count(name) == 1 and name not in names else f"{name}（{key}）")
        for key, name in names.items()
    )


_BESIDE = (
    Field("km2", "面积（平方公里）", "number", decimals=3),
    Field("below", "下辖", "integer"),
)


def _fill(asked: Asked, rows: Sequence[FactRow]) -> None:
    """The area in square kilometres, and how many places lie directly below."""
    day = asked.point.on or timezone.localdate()
    below = Place.objects.filter(parent__in=[row.entry for row in rows], valid_from__lte=day, valid_to__gt=day)
    counts = dict(below.order_by().values_list("parent").annotate(n=Count("pk")))
    for row in rows:
        row.data["below"] = counts.get(row.entry, 0)
        if area := row.data.get("area"):
            row.data["km2"] = str((Decimal(area["n"]) / 1_000_000).quantize(Decimal("0.001")))


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
        "crumbs": (Link("区划与网格", f"{reverse('places:list')}?f.scheme={scheme}"),),
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


def square_kilometres(place: Place) -> Decimal | None:
    """The area of a place with three places of the decimal point (a thousand square metres)."""
    return None if place.area is None else (place.area / 1_000_000).quantize(Decimal("0.001"))


def _actions(scheme: GridScheme | None) -> tuple[Link, ...]:
    links = []
    if scheme is not None:
        links.append(Link("在地图上看", reverse("places:map"), icon="map"))
        links.append(Link("边界检查", reverse("places:check", args=[scheme.key]), icon="list-check"))
    if scheme is not None and policy.allows(current_scope().actor, "redraw_places"):
        links.append(Link("调整网格", reverse("places:redraw", args=[scheme.key]), icon="edit"))
    if policy.allows(current_scope().actor, "keep_places"):
        links.append(Link("导入边界", reverse("places:import"), icon="upload"))
        records = f"{reverse('imports:list')}?kind={ImportOutlines.name}"
        links.append(Link("导入记录", records, icon="history"))
    return tuple(links)
