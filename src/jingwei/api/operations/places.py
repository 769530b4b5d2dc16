"""The territory: places and their outlines, and in which place a point lies."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from jingwei.api.asking import PlacesAsked, PlacesPageAsked, PointOnMap
from jingwei.api.paging import behind, write_cursor
from jingwei.api.shapes import READ, LocatedOut, PlacePage
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.places.models import Place
from jingwei.places.territory import territory

router = Router(tags=["区划与网格"])
_COLUMNS = ("id", "code", "name", "level", "scheme__key", "parent__code", "valid_from", "valid_to")


@router.get("/places", response={200: PlacePage, **READ}, operation_id="places.list", summary="区划与网格")
def list_places(request: HttpRequest, asked: Query[PlacesPageAsked]) -> Any:
    """按代码排序。"""
    rows = behind(_places(asked), "places_place", ("code", "id"), ("text", "uuid"), asked.after)
    found = list(rows.values(*_COLUMNS)[: asked.limit + 1])
    shown = found[: asked.limit]
    for row in shown:
        row["scheme"], row["parent"] = row["scheme__key"], row["parent__code"]
    more = write_cursor(shown[-1]["code"], shown[-1]["id"]) if len(found) > asked.limit else None
    return {"items": shown, "next": more}


@router.get(
    "/places.geojson",
    response={200: dict[str, Any], **READ},
    operation_id="places.geojson",
    summary="区划与网格的边界（GeoJSON）",
)
def places_geojson(request: HttpRequest, asked: Query[PlacesAsked]) -> Any:
    """CGCS2000 经纬度的要素集合；没有边界的 geometry 为 null。"""
    rows = _places(asked).values(*_COLUMNS, "outline")
    features = [
        {
            "type": "Feature",
            "id": str(row["id"]),
            "geometry": row["outline"],
            "properties": {
                "code": row["code"],
                "name": row["name"],
                "level": row["level"],
                "scheme": row["scheme__key"],
                "parent": row["parent__code"],
            },
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


@router.get(
    "/places/locate", response={200: LocatedOut, **READ}, operation_id="places.locate", summary="一个点在哪个网格"
)
def locate(request: HttpRequest, asked: Query[PointOnMap]) -> Any:
    """经纬度所在的最小网格、其上各级，以及其他网格体系中的网格。"""
    land = territory(asked.on or timezone.localdate())
    found = land.locator.locate(asked.lon, asked.lat)
    if found is None:
        raise Missing("这个点不在本街道的任何网格内，请核对经纬度（经度在前）。", code="place.outside")
    path = land.paths[found]
    others = land.locate_others([asked.lon], [asked.lat])[0]
    rows = Place.objects.filter(pk__in=[*path, *others]).in_bulk()
    return {
        "place": rows[found],
        "path": [rows[key] for key in path],
        "others": [rows[key] for key in others],
    }


def _places(asked: PlacesAsked) -> QuerySet[Place]:
    day = asked.on or timezone.localdate()
    rows = Place.objects.filter(subdistrict=current_scope().subdistrict, valid_from__lte=day, valid_to__gt=day)
    if asked.scheme:
        rows = rows.filter(scheme__key=asked.scheme)
    if asked.level:
        rows = rows.filter(level=asked.level)
    return rows.order_by("code", "id")
