"""Beside one matter: where it lies as a picture, and what is open nearby of the same kind; asked after the page."""

from datetime import date
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Link
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.query import find_matter, open_nearby, title_for
from jingwei.matters.stages import OPEN, Stage


def near(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A part of the page of a matter."""
    one = find_matter(pk)
    place, kind = one.place, kinds()[one.kind]
    asked = [("f.kind", kind.key), ("place", str(place.parent_id or place.pk)), *(("f.stage", each) for each in OPEN)]
    context = {
        "where": f"{place.name}，{one.address}" if one.address else place.name,
        "links": (
            Link("在地图上看", f"{reverse('places:map')}?place={place.pk}", icon="map"),
            Link("网格和服务人员", reverse("places:place", args=[place.pk]), icon="users"),
        ),
        "src": f"{reverse('places:picture')}?place={place.pk}",
        "alt": f"{place.name}的边界",
        "heading": f"附近在办的{kind.name}",
        "rows": _rows(one),
        "every": Link(f"本社区在办的{kind.name}", f"{reverse('matters:list')}?{urlencode(asked)}"),
    }
    return render(request, "matters/near.html", context)


def near_section(one: Matter) -> Section:
    """Where the part comes in."""
    return Section("所在位置", loading_url=reverse("matters:near", args=[one.pk]), key="near")


def _rows(one: Matter) -> list[tuple[Link, Badge, date]]:
    kind, actor = kinds()[one.kind], current_scope().actor
    return [
        (
            Link(title_for(actor, each), reverse("matters:matter", args=[each.pk])),
            Badge(kind.word(cast(Stage, each.stage)), "info"),
            each.received_on,
        )
        for each in open_nearby(one)
    ]
