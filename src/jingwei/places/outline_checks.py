"""How outlines lie to each other: outside their parent, over each other, leaving gaps, far away.

Everything is cut in degrees, where the edges of GeoJSON are straight, and measured on an equal-area plane.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from jingwei.places.equal_area import LocalPlane, plane_of
from jingwei.places.outlines import Outline, OutlineRemark, OutlineReport, area_words, code_remarks, level_name

TOLERANCE_M2 = 1.0


def check_outlines(
    report: OutlineReport, above: Iterable[Outline] = (), tolerance_m2: float = TOLERANCE_M2
) -> OutlineReport:
    """The report of a file with all remarks on codes and on how its outlines lie.

    ``above`` are outlines already in use that the file's own may name as parents. Differences up to ``tolerance_m2``
    square metres are rounding. Among levels of a strict scheme children must fill their parent; where no outline of a
    level names a parent in reach, the level is compared with the subdistrict.
    """
    own = report.outlines
    codes = {outline.code for outline in own}
    known = [outline for outline in above if outline.code not in codes]
    everything = [*own, *known]
    street = [outline for outline in everything if outline.level == "subdistrict"]
    plane = plane_of(shapely.union_all([outline.shape for outline in street or own]))
    remarks = [*report.remarks, *code_remarks(own)]
    lost = _far_away(own, street, plane)
    remarks += [remark for _, remark in lost]
    ruler = _Ruler(plane, tolerance_m2, frozenset(code for code, _ in lost))
    remarks += ruler.parents(own, everything, street)
    by_level: dict[str, list[Outline]] = defaultdict(list)
    for outline in own:
        by_level[outline.level].append(outline)
    for outlines in by_level.values():
        remarks += ruler.overlaps(outlines)
    remarks += ruler.gaps(own, everything, street)
    return OutlineReport(own, remarks)


def _far_away(own: Sequence[Outline], street: Sequence[Outline], plane: LocalPlane) -> list[tuple[str, OutlineRemark]]:
    if not street:
        return []
    home = shapely.union_all([outline.shape for outline in street])
    flat_home = plane.flatten(home)
    found = []
    for outline in own:
        if outline.level == "subdistrict" or outline.shape.intersects(home):
            continue
        kilometres = plane.flatten(outline.shape).distance(flat_home) / 1000
        message = f"{outline.title}整个在街道范围以外，相距{kilometres:.1f}公里。请核对坐标，或是否属于本街道。"
        remark = OutlineRemark("outside.subdistrict", "error", message, (outline.code,), at=_point(outline.shape))
        found.append((outline.code, remark))
    return found


def _point(shape: BaseGeometry) -> tuple[float, float]:
    point = shape.representative_point()
    return round(point.x, 7), round(point.y, 7)


def areal(shape: BaseGeometry) -> BaseGeometry:
    """Only the polygons of a cut, which may also hold touching lines and points."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


class _Ruler:
    def __init__(self, plane: LocalPlane, tolerance_m2: float, lost: frozenset[str]) -> None:
        self._plane = plane
        self._tolerance = tolerance_m2
        self._lost = lost

    def _area(self, shape: BaseGeometry) -> float:
        return float(self._plane.flatten(shape).area)

    def parents(
        self, own: Sequence[Outline], everything: Sequence[Outline], street: Sequence[Outline]
    ) -> list[OutlineRemark]:
        by_code = {outline.code: outline for outline in everything}
        remarks = []
        for outline in own:
            if outline.level == "subdistrict" or outline.code in self._lost:
                continue
            parent = by_code.get(outline.parent or "")
            if outline.parent and parent is None:
                message = f"{outline.title}的上级编码{outline.parent}不存在；请先导入上级，或改正上级编码。"
                remarks.append(OutlineRemark("parent.unknown", "error", message, (outline.code,)))
            container = parent or (street[0] if len(street) == 1 else None)
            if container is None or container is outline:
                continue
            beyond = areal(shapely.difference(outline.shape, container.shape))
            area = self._area(beyond)
            if area > self._tolerance:
                message = (
                    f"{outline.title}有{area_words(area)}超出{level_name(container.level)}{container.title}的边界。"
                )
                places = (outline.code, container.code)
                remarks.append(OutlineRemark("outside.parent", "warn", message, places, area, _point(beyond)))
        return remarks

    def overlaps(self, outlines: Sequence[Outline]) -> list[OutlineRemark]:
        if len(outlines) < 2:
            return []
        shapes = np.array([outline.shape for outline in outlines], dtype=object)
        left, right = STRtree(shapes).query(shapes, predicate="intersects")
        pairs = sorted((a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a < b)
        remarks = []
        for a, b in pairs:
            common = areal(shapely.intersection(shapes[a], shapes[b]))
            area = self._area(common)
            if area > self._tolerance:
                one, two = outlines[a], outlines[b]
                message = f"{level_name(one.level)}{one.title}与{two.title}重叠{area_words(area)}，请核对分界线。"
                remarks.append(OutlineRemark("overlap", "warn", message, (one.code, two.code), area, _point(common)))
        return remarks

    def gaps(
        self, own: Sequence[Outline], everything: Sequence[Outline], street: Sequence[Outline]
    ) -> list[OutlineRemark]:
        by_code = {outline.code: outline for outline in everything}
        children: dict[str, dict[str, list[Outline]]] = defaultdict(lambda: defaultdict(list))
        for outline in own:
            if outline.level == "subdistrict":
                continue
            container = by_code.get(outline.parent or "") or (street[0] if len(street) == 1 else None)
            if container is not None and container is not outline:
                children[container.code][outline.level].append(outline)
        remarks = []
        for code, levels in children.items():
            for level, outlines in levels.items():
                remarks += self._gaps_in(by_code[code], level, outlines)
        return remarks

    def _gaps_in(self, container: Outline, level: str, outlines: Sequence[Outline]) -> list[OutlineRemark]:
        filled = shapely.union_all([outline.shape for outline in outlines])
        bare = areal(shapely.difference(container.shape, filled))
        pieces = [(self._area(piece), piece) for piece in shapely.get_parts(bare)]
        pieces = sorted((item for item in pieces if item[0] > self._tolerance), key=lambda item: -item[0])
        if not pieces:
            return []
        total = sum(area for area, _ in pieces)
        lon, lat = _point(pieces[0][1])
        count = f"{len(pieces)}处空隙，共" if len(pieces) > 1 else "1处空隙，"
        message = (
            f"{level_name(container.level)}{container.title}内未被{level_name(level)}覆盖：{count}{area_words(total)}；"
            f"最大一处在经度{lon:.6f}、纬度{lat:.6f}附近。"
        )
        return [OutlineRemark("gap", "warn", message, (container.code,), total, (lon, lat))]
