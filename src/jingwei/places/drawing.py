"""Outlines as a map shows them: simplified for a zoom with their common borders kept, as GeoJSON and as a picture."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from jingwei.core.scope import current_scope
from jingwei.places.models import Place
from jingwei.places.territory import territory_state

Bounds = tuple[float, float, float, float]
_KEPT = 48
_kept: dict[tuple[Any, ...], tuple["Drawn", ...]] = {}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place ready to be drawn: `at` is where its name is written."""

    place: UUID
    name: str
    shape: BaseGeometry
    at: tuple[float, float]

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in degrees."""
        west, south, east, north = self.shape.bounds
        return west, south, east, north


def drawn_level(scheme: UUID, level: str, on: date, zoom: int = 22) -> tuple[Drawn, ...]:
    """The outlines of one level on a day, simplified to about half a pixel of the zoom; kept until a place changes."""
    street = current_scope().subdistrict
    key = (street, territory_state(street), scheme, level, on, zoom)
    if key not in _kept:
        while len(_kept) >= _KEPT:
            _kept.pop(next(iter(_kept)))
        rows = Place.objects.filter(
            scheme_id=scheme, level=level, valid_from__lte=on, valid_to__gt=on, outline__isnull=False
        )
        _kept[key] = draw(rows.order_by("code"), zoom)
    return _kept[key]


def draw(places: Iterable[Place], zoom: int = 22) -> tuple[Drawn, ...]:
    """Outlines of places as they are, or simplified for a zoom. Places without an outline are left out."""
    known = [place for place in places if place.outline]
    shapes = [shape(place.outline or {}) for place in known]
    if shapes and zoom < 17:
        tolerance = 360 / (512 * 2**zoom) / 2
        shapes = list(shapely.coverage_simplify(shapes, tolerance))
    points = [one.representative_point() for one in shapes]
    return tuple(
        Drawn(place.pk, place.name, one, (round(at.x, 6), round(at.y, 6)))
        for place, one, at in zip(known, shapes, points, strict=True)
    )


def union_bounds(drawn: Sequence[Drawn]) -> Bounds | None:
    """The box around all of them."""
    if not drawn:
        return None
    boxes = [one.bounds for one in drawn]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def as_features(drawn: Iterable[Drawn], box: Bounds, urls: dict[UUID, str]) -> dict[str, Any]:
    """GeoJSON of those that touch a box, with `name`, `url` and `at`; degrees with six places (0.1 m)."""
    west, south, east, north = box
    features = []
    for one in drawn:
        left, low, right, high = one.bounds
        if right < west or left > east or high < south or low > north:
            continue
        properties = {"name": one.name, "url": urls.get(one.place, ""), "at": one.at}
        rounded = shapely.transform(one.shape, lambda points: points.round(6))
        features.append({"type": "Feature", "properties": properties, "geometry": mapping(rounded)})
    return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a picture: outlines in one colour, with names where `named`."""

    drawn: tuple[Drawn, ...]
    line: str
    width: float
    fill: str = "none"
    named: bool = False


def picture(layers: Sequence[Layer], dots: Iterable[tuple[float, float, int]], title: str, width: int = 1000) -> str:
    """An SVG picture of outlines and dots (longitude, latitude, how many each stands for), north up."""
    box = union_bounds([one for layer in layers for one in layer.drawn])
    if box is None:
        return _svg(width, 120, title, '<text x="24" y="64" font-size="22" fill="#4a5560">还没有边界</text>')
    west, south, east, north = box
    stretch = cos(radians((south + north) / 2))
    scale = (width - 24) / max((east - west) * stretch, 1e-9)
    height = round((north - south) * scale) + 24

    def spot(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * stretch * scale + 12, 1), round((north - lat) * scale + 12, 1)

    parts = []
    for layer in layers:
        for one in layer.drawn:
            path = outline_path(one.shape, spot)
            parts.append(f'<path d="{path}" fill="{layer.fill}" stroke="{layer.line}" stroke-width="{layer.width}"/>')
    for lon, lat, count in dots:
        x, y = spot(lon, lat)
        radius = round(min(2 + count**0.5 / 4, 16), 1)
        parts.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#b5481a" fill-opacity="0.45"/>')
    for layer in layers:
        for one in layer.drawn if layer.named else ():
            x, y = spot(*one.at)
            parts.append(
                f'<text x="{x}" y="{y}" font-size="20" text-anchor="middle" fill="#0d3a56" stroke="#ffffff" '
                f'stroke-width="4" paint-order="stroke">{escape(one.name)}</text>'
            )
    return _svg(width, height, title, "".join(parts))


def outline_path(geometry: BaseGeometry, spot: Callable[[float, float], tuple[float, float]]) -> str:
    """The outline as the data of an SVG path; `spot` gives x and y of a longitude and latitude."""
    return "".join(_path(ring.coords, spot) for ring in _rings(geometry))


def _rings(geometry: BaseGeometry) -> list[Any]:
    polygons = shapely.get_parts(geometry)
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _path(points: Any, spot: Any) -> str:
    return "M" + "L".join("{} {}".format(*spot(lon, lat)) for lon, lat in points) + "Z"


def _svg(width: int, height: int, title: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" role="img" aria-label={quoteattr(title)}>'
        f'<rect width="{width}" height="{height}" fill="#f4f2ec"/>{body}</svg>'
    )
