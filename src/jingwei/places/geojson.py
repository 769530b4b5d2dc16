"""Reading outlines of places from a GeoJSON file as offices and their contractors deliver it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from jingwei.places.equal_area import area_m2
from jingwei.places.outlines import LEVEL_WORDS, Outline, OutlineRemark, OutlineReport, area_words

CODE_NAMES = ("code", "编码", "区划编码", "网格编码", "代码", "区划代码")
NAME_NAMES = ("name", "名称", "区划名称", "网格名称")
LEVEL_NAMES = ("level", "级别", "层级", "类型")
PARENT_NAMES = ("parent", "上级编码", "上级", "所属编码")

_DEGREES = ("CRS84", "4326", "4490")


class OutlineFileError(ValueError):
    """The file as a whole cannot be read; the message is a Chinese sentence, ``code`` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_outlines(data: bytes) -> OutlineReport:
    """The outlines of a FeatureCollection with the properties code, name, level and parent (or their Chinese heads).

    Coordinates are degrees of CGCS2000. Rings that cross themselves are mended and remarked; a feature that cannot be
    used is left out with an error. Raises ``OutlineFileError`` where the file is not such a collection.
    """
    report = OutlineReport()
    for number, feature in enumerate(read_features(data), start=1):
        remarks: list[OutlineRemark] = []
        outline = _outline(number, feature, remarks)
        report.remarks.extend(remarks)
        if outline is not None:
            report.outlines.append(outline)
    return report


def read_features(data: bytes) -> list[Mapping[str, Any]]:
    """The features of a GeoJSON file in its order. Raises ``OutlineFileError``."""
    try:
        document = json.loads(_text(data))
    except (json.JSONDecodeError, RecursionError) as error:
        raise OutlineFileError(
            "geojson.not_json", "文件不是GeoJSON：内容无法解析。请从制图软件导出“GeoJSON”格式再上传。"
        ) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise OutlineFileError(
            "geojson.no_collection", "文件里没有要素集合(FeatureCollection)。请把全部边界导出为一个GeoJSON文件。"
        )
    name = str((((document.get("crs") or {}).get("properties")) or {}).get("name") or "CRS84")
    if not any(mark in name for mark in _DEGREES):
        raise OutlineFileError(
            "geojson.not_degrees",
            f"文件的坐标系是“{name}”。请导出为CGCS2000经纬度(EPSG:4490)再上传。",
        )
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise OutlineFileError("geojson.empty", "文件里没有任何图形。")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def write_features(features: Iterable[tuple[Mapping[str, Any], BaseGeometry]], name: str, **about: str) -> str:
    """A FeatureCollection of properties and geometries in degrees, one feature a line; ``about`` stands at its head."""
    head = {"type": "FeatureCollection", "name": name, **about}
    lines = [
        json.dumps(
            {"type": "Feature", "properties": dict(properties), "geometry": shapely.geometry.mapping(shape)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for properties, shape in features
    ]
    start = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    return start + ',"features":[\n' + ",\n".join(lines) + "\n]}\n"


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OutlineFileError("geojson.encoding", "文件的文字编码无法识别。请另存为UTF-8再上传。")


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((properties[name] for name in names if properties.get(name) not in (None, "")), None)


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _outline(number: int, feature: Mapping[str, Any], remarks: list[OutlineRemark]) -> Outline | None:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    code, name = _first(properties, CODE_NAMES), _word(_first(properties, NAME_NAMES))
    level = _word(_first(properties, LEVEL_NAMES))
    title = f"第{number}个图形" + (f"“{name}”" if name else "")

    def refuse(kind: str, message: str) -> None:
        remarks.append(OutlineRemark(kind, "error", title + message, feature=number))

    if isinstance(code, float):
        refuse("code.number", f"的编码{code!r}被存成了小数，位数可能已丢失。请把编码列改为文本后重新导出。")
        return None
    missing = [label for label, value in (("编码", code), ("名称", name), ("级别", level)) if value in (None, "")]
    if missing:
        refuse("property.missing", f"缺少{'、'.join(missing)}。每个图形要有编码、名称、级别和上级编码。")
        return None
    try:
        drawn = _polygons(feature.get("geometry"))
    except _BadShape as error:
        refuse(error.code, str(error))
        return None
    shape = _mended(drawn, _word(code), title, number, remarks)
    if shape is None:
        return None
    parent = _word(_first(properties, PARENT_NAMES)) or None
    return Outline(_word(code), name, LEVEL_WORDS.get(level, level), parent, shape)


class _BadShape(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _polygons(geometry: Any) -> BaseGeometry:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        found = {"Point": "点", "LineString": "线", "MultiLineString": "线", None: "空"}.get(kind, str(kind))
        raise _BadShape("shape.not_area", f"不是面（现为{found}）。区划和网格要画成闭合的面。")
    parts = [geometry.get("coordinates")] if kind == "Polygon" else geometry.get("coordinates")
    if not isinstance(parts, list) or not parts:
        raise _BadShape("shape.no_coordinates", "没有坐标。")
    polygons = []
    for part in parts:
        if not isinstance(part, list) or not part:
            raise _BadShape("shape.no_coordinates", "没有坐标。")
        shell, *holes = [_ring(ring) for ring in part]
        polygons.append(Polygon(shell, holes))
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


def _ring(ring: Any) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for position in ring if isinstance(ring, list) else []:
        pair = position[:2] if isinstance(position, list) else []
        if len(pair) != 2 or any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in pair):
            raise _BadShape(
                "shape.bad_number", f"有一个坐标不是数字：{json.dumps(position, ensure_ascii=False)[:60]}。"
            )
        lon, lat = float(pair[0]), float(pair[1])
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise _BadShape("shape.bad_number", "有一个坐标不是有限的数字。")
        if 73 <= lat <= 136 and 3 <= lon <= 54:
            raise _BadShape("shape.swapped", f"的经度和纬度写反了：({lon}, {lat})。应先写经度，再写纬度。")
        if not (73 <= lon <= 136 and 3 <= lat <= 54):
            raise _BadShape("shape.out_of_range", f"的坐标({lon}, {lat})不在我国经纬度范围内。请导出为CGCS2000经纬度。")
        points.append((lon, lat))
    if points and points[0] != points[-1]:
        points.append(points[0])
    if len(set(points)) < 3:
        raise _BadShape("shape.short_ring", f"的边界只有{len(set(points))}个不同的点，至少要3个。")
    return points


def _mended(
    shape: BaseGeometry, code: str, title: str, number: int, remarks: list[OutlineRemark]
) -> BaseGeometry | None:
    if shape.is_valid:
        return shape
    crossing = _reason_point(shape)
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if mended.is_empty or mended.geom_type not in ("Polygon", "MultiPolygon"):
        message = f"{title}的边界围不成一个面（没有面积），请重画。"
        remarks.append(OutlineRemark("shape.no_area", "error", message, (code,), feature=number))
        return None
    area = area_m2(mended)
    where = f"，在经度{crossing[0]:.6f}、纬度{crossing[1]:.6f}处" if crossing else ""
    message = f"{title}的边界自相交{where}；已自动修正，修正后面积{area_words(area)}，请核对。"
    remarks.append(OutlineRemark("shape.mended", "warn", message, (code,), area, crossing, number))
    return mended


def _reason_point(shape: BaseGeometry) -> tuple[float, float] | None:
    reason = shapely.is_valid_reason(shape)
    inside = reason.partition("[")[2].rstrip("]").split()
    return (float(inside[0]), float(inside[1])) if len(inside) == 2 else None
