"""The map: outlines by scheme and level, points of the ledgers, and the same as a picture and a table."""

from dataclasses import replace
from datetime import date
from math import isfinite
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.scope import Reader, current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.maps import Box, MapPage, OutlineLayer, PointLayer
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.desk.grid_answer import answer_for
from jingwei.desk.lookup import choice_section
from jingwei.desk.spot_search import find, read_asked
from jingwei.places.drawing import Bounds, Drawn, Layer, as_features, draw, drawn_level, picture, union_bounds
from jingwei.places.models import GridScheme, Place
from jingwei.places.query import place_by_id, rights_scheme, scheme_by_key, schemes
from jingwei.registers.models import Register
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.shape_layer import shaped_registers, shapes_in
from jingwei.registers.spots import bounds as spot_bounds
from jingwei.registers.spots import located_by_place, located_registers, spots

_COUNTRY: Bounds = (73.5, 18.0, 135.0, 53.5)
_AROUND = 0.004
_SEEN_WELL = 600  # a single dot, drawn as large as one of so many
_SHOWN_LEVELS = 2
_COLOURS = (("#0d3a56", 2.2), ("#12618f", 0.9), ("#8fb2c8", 0.6))


def map_page(request: HttpRequest) -> HttpResponse:
    """The map. GET: `q` asks for a grid; `place` and `at` show one; `layers` names the ledgers that are shown."""
    known = schemes()
    ledgers = located_registers() if policy.allows(current_scope().actor, "see") else []
    shown = request.GET.getlist("layers") or [ledger.key for ledger in ledgers[:1]]
    found, place, spot = _found(request)
    page = MapPage(
        bounds=_bounds(known, place, spot),
        points=tuple(_point_layer(ledger, ledger.key in shown) for ledger in ledgers),
        outlines=(*_outline_layers(known), *_shape_layers()),
        picture_url=reverse("places:picture") + (f"?layer={shown[0]}" if shown else ""),
        tiles=settings.MAP_TILES,
        attribution=settings.MAP_APPROVAL_NUMBER,
        mark=spot,
    )
    context = {
        "title": "地图",
        "map": page,
        "table": _table(known, ledgers),
        "search_url": reverse("places:map"),
        "search": request.GET.get("q", "")[:80],
        "found": found,
        "actions": _actions(ledgers),
    }
    return render(request, "desk/map.html", context)


def _actions(ledgers: list[Register]) -> tuple[Link, ...]:
    links = [Link("区划与网格", reverse("places:list"), icon="list")]
    if len(ledgers) > 1 and current_scope().reader is not Reader.PLACE:
        links.append(Link("服务圈", reverse("places:circles"), icon="map-pin"))
    return tuple(links)


def points(request: HttpRequest, register: str) -> HttpResponse:
    """The rows of a ledger in a box as columns (docs/look.md, Map). Raises JingweiError for a box that is none."""
    policy.may(current_scope().actor, "see")
    return JsonResponse(spots(register_by_key(register), box_of(request)))


def outlines(request: HttpRequest, scheme: str, level: str) -> HttpResponse:
    """The outlines of one level in a box as GeoJSON, simplified for the zoom."""
    box = box_of(request)
    drawn = drawn_level(scheme_by_key(scheme).pk, level, timezone.localdate(), box.zoom)
    urls = {one.place: reverse("places:place_card", args=[one.place]) for one in drawn}
    return JsonResponse(as_features(drawn, (box.west, box.south, box.east, box.north), urls))


def shapes(request: HttpRequest, register: str) -> HttpResponse:
    """Lines and outlines of a ledger's rows in a box as GeoJSON."""
    policy.may(current_scope().actor, "see")
    return JsonResponse(shapes_in(register_by_key(register), box_of(request), _card_url()))


def map_picture(request: HttpRequest) -> HttpResponse:
    """The same drawn by the server. GET: `layer` a ledger, or `place` one place with what lies below it, `at` a spot in
    it (longitude,latitude)."""
    today = timezone.localdate()
    if request.GET.get("place"):
        place = place_by_id(_uuid(request.GET["place"]))
        svg = picture(_place_layers(place), _spot(request.GET.get("at", "")), place.name, width=420)
    else:
        svg = picture(_street_layers(today), _dots(request.GET.get("layer", "")), "辖区示意图")
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")


def _spot(given: str) -> tuple[tuple[float, float, int], ...]:
    """A spot of an address as a dot that is seen well; none where it is no spot."""
    try:
        lon, lat = (float(part) for part in given[:40].split(","))
    except ValueError:
        return ()
    return ((lon, lat, _SEEN_WELL),) if isfinite(lon) and isfinite(lat) else ()


def box_of(request: HttpRequest) -> Box:
    """The box that is asked for. Raises JingweiError for one that is none."""
    try:
        return Box.read(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValueError as error:
        raise JingweiError(f"{error}。", code="map.box") from error


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise JingweiError("网格参数不对，请重新查找。", code="place.wrong") from error


def _found(request: HttpRequest) -> tuple[Section | None, UUID | None, tuple[float, float] | None]:
    given = request.GET
    words = given.get("q", "")
    if not (words or given.get("place") or given.get("at")):
        return None, None, None
    try:
        found = find(read_asked(words, given.get("place", ""), given.get("at", ""), given.get("name", "")))
    except JingweiError as error:
        return Section("查网格", error=error.message), None, None
    if found.chosen:
        chosen = found.chosen
        answer = answer_for(chosen.place, chosen.spot, chosen.label)
        if answer is None:
            return Section("查网格", error="这个位置不在任何网格内，请核对经纬度。"), None, chosen.spot
        return Section(answer.title, items=answer.brief), answer.way[-1].pk, chosen.spot
    choices = choice_section(words, found)
    return choices or Section("查网格", empty=Empty(f"没有找到“{words[:40]}”", icon="map-pin")), None, None


def _bounds(known: list[GridScheme], place: UUID | None, spot: tuple[float, float] | None) -> Bounds:
    if spot:
        return spot[0] - _AROUND, spot[1] - _AROUND, spot[0] + _AROUND, spot[1] + _AROUND
    drawn: tuple[Drawn, ...] = ()
    scope = current_scope()
    if place:
        drawn = draw([place_by_id(place)])
    elif scope.reader is Reader.PLACE:
        drawn = draw(Place.objects.filter(pk__in=scope.places, outline__isnull=False))
    rights = rights_scheme(known)
    if not drawn and rights and rights.levels:
        drawn = drawn_level(rights.pk, rights.levels[0]["key"], timezone.localdate())
    return union_bounds(drawn) or spot_bounds_here() or _COUNTRY


def map_bounds() -> Bounds:
    """The box of the whole subdistrict."""
    return _bounds(schemes(), None, None)


def spot_bounds_here() -> Bounds | None:
    """The box around all points, where the reader may see ledgers at all."""
    return spot_bounds() if policy.allows(current_scope().actor, "see") else None


def _outline_layers(known: list[GridScheme]) -> tuple[OutlineLayer, ...]:
    layers = []
    for scheme in known:
        for number, level in enumerate(scheme.levels[1:] or scheme.levels):
            own = level["name"] if scheme.gives_rights else scheme.name
            label = own if scheme.gives_rights or len(scheme.levels) < 3 else f"{own}·{level['name']}"
            url = reverse("places:outlines", args=[scheme.key, level["key"]])
            shown = scheme.gives_rights and number < _SHOWN_LEVELS
            # Names of the first level only: those below would cover each other.
            layers.append(OutlineLayer(f"o-{scheme.key}-{number}", label, url, shown=shown, labels=number == 0))
    return tuple(layers)


def _point_layer(ledger: Register, shown: bool) -> PointLayer:
    url = reverse("places:points", args=[ledger.key])
    return PointLayer(f"p-{ledger.key}", ledger.noun, url, _card_url(), shown=shown)


def _shape_layers() -> tuple[OutlineLayer, ...]:
    if not policy.allows(current_scope().actor, "see"):
        return ()
    return tuple(
        OutlineLayer(f"s-{one.key}", one.noun, reverse("places:shapes", args=[one.key]), labels=False)
        for one, _ in shaped_registers()
    )


def _card_url() -> str:
    """The address of a card up to the key of its row."""
    return reverse("places:entry_card", args=[UUID(int=0)]).removesuffix(str(UUID(int=0)))


def _table(known: list[GridScheme], ledgers: list[Register]) -> Table | None:
    """How many rows lie in each part of the street, for those who cannot see the map."""
    rights = rights_scheme(known)
    if rights is None or not ledgers:
        return None
    level = rights.levels[1]["key"] if len(rights.levels) > 1 else rights.levels[0]["key"]
    today = timezone.localdate()
    parts = Place.objects.filter(scheme=rights, level=level, valid_from__lte=today, valid_to__gt=today)
    located = located_by_place(2 if len(rights.levels) > 1 else 1)
    rows = []
    for place in parts.defer("outline").order_by("code"):
        counts = located.get(place.pk, {})
        cells = (place.name, *(counts.get(ledger.pk, 0) for ledger in ledgers))
        rows.append(Row(cells, url=reverse("places:place", args=[place.pk])))
    columns = (Column("区划"), *(Column(ledger.noun, "number", hint=ledger.name) for ledger in ledgers))
    totals = ("合计", *(sum(row.cells[index] for row in rows) for index in range(1, len(columns))))
    return Table(columns, tuple(rows), totals=totals, caption="各区划图上有位置的对象数")


def _street_layers(today: date) -> list[Layer]:
    rights = rights_scheme(schemes())
    if rights is None:
        return []
    levels = rights.levels[: _SHOWN_LEVELS + 1]
    layers = []
    for (line, width), level in zip(_COLOURS, levels, strict=False):
        drawn = drawn_level(rights.pk, level["key"], today, 14)
        layers.append(Layer(drawn, line, width, named=level is (levels[1] if len(levels) > 1 else levels[0])))
    return list(reversed(layers))


def _place_layers(place: Place) -> list[Layer]:
    below = Place.objects.filter(parent=place, valid_to=place.valid_to, outline__isnull=False).order_by("code")
    # 听涛第一网格01微网格 is 01微网格 inside 听涛第一网格.
    named = tuple(replace(one, name=one.name.removeprefix(place.name)) for one in draw(below, 16))
    return [Layer(named, "#12618f", 1.2, named=True), Layer(draw([place], 16), "#0d3a56", 3)]


def _dots(layer: str) -> list[tuple[float, float, int]]:
    if not layer or not policy.allows(current_scope().actor, "see"):
        return []
    box = spot_bounds()
    if box is None:
        return []
    found: dict[str, Any] = spots(register_by_key(layer), Box(*box, zoom=15))
    scale = 1_000_000
    return [(lon / scale, lat / scale, n) for lon, lat, n in zip(found["lon"], found["lat"], found["n"], strict=True)]
