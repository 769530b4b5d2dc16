"""A point, a line and an outline on the ground, in longitude and latitude (CGCS2000 or WGS-84)."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.problems import Wrong

WEST, EAST, SOUTH, NORTH = 73.4, 135.1, 3.8, 53.6  # the country with its islands, and a little more
PLACES = 7  # decimals kept: about one centimetre
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ONE_POINT = re.compile(r"[^\d\-.]*(-?\d+(?:\.\d+)?)[^\d\-.]+(-?\d+(?:\.\d+)?)[^\d]*")
_EXAMPLE = "请填经度和纬度，例如 118.586421,24.907853"


def check_point(lon: float, lat: float) -> None:
    """Raise Wrong unless the point can lie in China."""
    if WEST <= lon <= EAST and SOUTH <= lat <= NORTH:
        return
    if lon == 0 and lat == 0:
        raise Wrong("point.zero", "0,0 是没有定位成功时留下的坐标；请重新定位，或留空")
    if WEST <= lat <= EAST and SOUTH <= lon <= NORTH:
        raise Wrong("point.swapped", f"经度和纬度写反了；应经度在前、纬度在后，{_EXAMPLE}")
    if abs(lon) > 180 or abs(lat) > 90:
        raise Wrong(
            "point.projected", f"不是经纬度，像是以米为单位的平面坐标；请先转换成经纬度（CGCS2000），{_EXAMPLE}"
        )
    raise Wrong("point.outside", f"这个点不在我国境内（经度应在{WEST}到{EAST}、纬度应在{SOUTH}到{NORTH}之间），请核对")


class Location(Kind):
    """A point, stored as {"lon", "lat"} in degrees.

    Reads {"lon", "lat"}, a pair (lon, lat) as two columns of a sheet give it, "lon,lat", or a GeoJSON Point.
    """

    key = "location"
    label = "位置"
    widget = "point"
    python_type = dict[str, float]

    def parse(self, raw: Any, field: Field, *, unit: str | None = None) -> Any:
        if isinstance(raw, (tuple, list)) and all(part is None or part == "" for part in raw):
            raw = None
        return super().parse(raw, field, unit=unit)

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        lon, lat = _pair(raw)
        lon, lat = _degrees(lon), _degrees(lat)
        check_point(lon, lat)
        return {"lon": round(lon, PLACES), "lat": round(lat, PLACES)}

    def parse_column(
        self, raws: Sequence[Any], field: Field, *, unit: str | None = None
    ) -> tuple[list[Any], dict[int, Wrong]]:
        """Points as two columns of numbers give them are seldom equal, so nothing is looked up twice."""
        values: list[Any] = []
        wrongs: dict[int, Wrong] = {}
        for index, raw in enumerate(raws):
            if type(raw) is tuple and len(raw) == 2 and type(raw[0]) is float and type(raw[1]) is float:
                lon, lat = raw
                if WEST <= lon <= EAST and SOUTH <= lat <= NORTH:
                    values.append({"lon": round(lon, PLACES), "lat": round(lat, PLACES)})
                    continue
            try:
                values.append(self.parse(raw, field, unit=unit))
            except Wrong as wrong:
                values.append(None)
                wrongs[index] = wrong
        return values, wrongs

    def show(self, stored: Any, field: Field) -> str:
        return (
            f"{stored['lon']:.{PLACES}f}".rstrip("0").rstrip(".")
            + ","
            + f"{stored['lat']:.{PLACES}f}".rstrip("0").rstrip(".")
        )

    def search_text(self, stored: Any, field: Field) -> str:
        return ""

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "lon": {"type": "number", "minimum": WEST, "maximum": EAST},
                "lat": {"type": "number", "minimum": SOUTH, "maximum": NORTH},
            },
            "required": ["lon", "lat"],
            "additionalProperties": False,
        }


def _pair(raw: Any) -> tuple[Any, Any]:
    if isinstance(raw, (tuple, list)) and len(raw) == 2:
        if any(part is None or part == "" for part in raw):
            raise Wrong("point.half", "经度和纬度只填了一个，请补全")
        return raw[0], raw[1]
    if isinstance(raw, dict):
        if raw.get("type") == "Point" and isinstance(raw.get("coordinates"), (list, tuple)):
            return _pair(list(raw["coordinates"][:2]))
        if {"lon", "lat"} <= set(raw):
            return _pair((raw["lon"], raw["lat"]))
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).strip()
        if text.startswith("{"):
            return _pair(_json(text))
        point = _ONE_POINT.fullmatch(text)
        if point:
            return float(point[1]), float(point[2])
    raise Wrong("point.shape", f"不是坐标，{_EXAMPLE}")


def _degrees(raw: Any) -> float:
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).strip().strip("°度EeNn东经北纬 ")
        if _NUMBER.fullmatch(text):
            return float(text)
    elif isinstance(raw, (int, float)) and not isinstance(raw, bool) and math.isfinite(raw):
        return float(raw)
    raise Wrong("point.shape", f"经度和纬度应是以度为单位的小数，{_EXAMPLE}")


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Wrong("geometry.shape", "不是有效的图形数据（GeoJSON），请重新导出或在地图上重画") from None


class _Geometry(Kind):
    """A GeoJSON geometry; reads GeoJSON (also as text, or one Feature) and WKT."""

    widget = "textarea"
    python_type = dict[str, Any]
    types: ClassVar[tuple[str, ...]]
    noun: ClassVar[str]

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        geometry = shapely.force_2d(_geometry(raw))
        if geometry.geom_type not in self.types:
            raise Wrong("geometry.type", f"应是{self.noun}，给的是{_NAMES.get(geometry.geom_type, '别的图形')}")
        if geometry.is_empty:
            raise Wrong("geometry.empty", f"{self.noun}里没有坐标，请重画")
        _check_bounds(geometry)
        rounded = shapely.transform(geometry, lambda points: points.round(PLACES))
        if not rounded.is_valid:
            raise Wrong("geometry.invalid", _invalid(rounded, self.noun))
        return json.loads(json.dumps(mapping(rounded)))

    def show(self, stored: Any, field: Field) -> str:
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))

    def search_text(self, stored: Any, field: Field) -> str:
        return ""

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {"type": {"enum": list(self.types)}, "coordinates": {"type": "array"}},
            "required": ["type", "coordinates"],
        }


class Line(_Geometry):
    """A line: river, road, lane, pipe."""

    key = "line"
    label = "线"
    types = ("LineString", "MultiLineString")
    noun = "线"


class Outline(_Geometry):
    """An outline: parcel, compound, grid."""

    key = "outline"
    label = "范围"
    types = ("Polygon", "MultiPolygon")
    noun = "范围（面）"


_NAMES = {
    "Point": "点",
    "MultiPoint": "多个点",
    "LineString": "线",
    "MultiLineString": "多条线",
    "LinearRing": "线",
    "Polygon": "面",
    "MultiPolygon": "多个面",
}


def _geometry(raw: Any) -> BaseGeometry:
    broken = Wrong("geometry.shape", "不是有效的图形数据（GeoJSON），请重新导出或在地图上重画")
    if isinstance(raw, str):
        text = raw.strip()
        if not text.startswith("{"):
            try:
                return shapely.from_wkt(text)
            except shapely.errors.ShapelyError:
                raise broken from None
        raw = _json(text)
    if isinstance(raw, dict) and raw.get("type") == "FeatureCollection":
        features = raw.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise Wrong("geometry.several", "文件里有多个图形，这里只能放一个")
        raw = features[0]
    if isinstance(raw, dict) and raw.get("type") == "Feature":
        raw = raw.get("geometry")
    if not isinstance(raw, dict):
        raise broken
    try:
        return shape(raw)
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise broken from None


def _check_bounds(geometry: BaseGeometry) -> None:
    west, south, east, north = geometry.bounds
    check_point(west, south)
    check_point(east, north)


def _invalid(geometry: BaseGeometry, noun: str) -> str:
    reason = explain_validity(geometry)
    where = re.search(r"\[(-?[\d.]+) (-?[\d.]+)", reason)
    at = f"，位置在 {float(where[1]):.6f},{float(where[2]):.6f} 附近" if where else ""
    if reason.startswith("Self-intersection"):
        return f"{noun}的边界自己相交了{at}，请改正后再导入"
    if "Too few points" in reason:
        return f"{noun}的点太少，围不成图形，请重画"
    return f"{noun}的图形不成立{at}，请改正后再导入"
