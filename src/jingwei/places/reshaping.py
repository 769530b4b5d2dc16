"""Areas of one level cut, joined and redrawn so that they still fill the same ground: what one gives, another gets.

Everything is cut in degrees, where the edges of GeoJSON are straight, on a lattice of a tenth of a millimetre.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import hypot

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as cut_by

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.places.equal_area import LocalPlane, plane_of
from jingwei.places.outline_checks import TOLERANCE_M2, areal
from jingwei.places.outlines import Outline, area_words
from jingwei.places.steps import DOES, Step

LATTICE = 1e-9
_REACH = 5e-4  # how far the ends of a line are lengthened to meet the border: some 50 m
_HAIR_M = 0.3
_SNAP = 1e-5  # how near a redrawn border is laid on that of a neighbour: about 1 m


@dataclass(slots=True)
class Shaping:
    """The areas of a scheme while they are redrawn. `outlines` are those that hold now, by code.

    `heirs`: a code that ended → the one that took it in. `used` are all codes ever borne. `told` is a sentence per
    step.
    """

    outlines: dict[str, Outline]
    used: set[str]
    plane: LocalPlane
    street: str
    heirs: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def area(self, shape: BaseGeometry) -> float:
        """Square metres."""
        return float(self.plane.flatten(shape).area)

    def follow(self, steps: Iterable[Step]) -> None:
        """Do all steps, one on what the other left. Raises Invalid with a sentence that names the step."""
        for number, step in enumerate(steps, start=1):
            try:
                self._do(step)
            except _Unfit as unfit:
                message = f"第{number}步（{DOES[step.do]}）：{unfit}"
                raise Invalid([Problem("steps", "调整步骤", "", message, "steps.unfit")]) from unfit

    def _do(self, step: Step) -> None:
        one = self._get(step.place)
        if one.code == self.street:
            raise _Unfit(f"{one.title}是整个辖区，边界由上级划定，请用“导入边界”更新。")
        if step.do == "split":
            self._split(one, step)
        elif step.do == "join":
            self._join(one, self._get(step.other), step.name)
        else:
            self._redraw(one, Polygon(step.points))

    def _get(self, code: str) -> Outline:
        if code not in self.outlines:
            raise _Unfit(f"没有编码为“{code}”且有边界的区划，可能已停用或在前面的步骤里并掉了。")
        return self.outlines[code]

    def _split(self, one: Outline, step: Step) -> None:
        if step.code in self.used:
            raise _Unfit(f"编码{step.code}已经用过；停用的编码也不能再用，以免往年的数混在一起。")
        line = LineString(step.points)
        if not line.is_simple:
            raise _Unfit("分界线自己交叉了，请重画。")
        line = _lengthened(line, one.shape)
        pieces = [(part, list(cut_by(part, line).geoms)) for part in shapely.get_parts(one.shape)]
        cut = [pair for _, pair in pieces if len(pair) > 1]
        if len(cut) != 1 or len(cut[0]) != 2:
            if not cut:
                raise _Unfit(f"这条线没有把{one.title}分开：线的两端要落在边界上或边界外。")
            raise _Unfit(f"这条线把{one.title}分成了{sum(map(len, cut)) - len(cut) + 1}块；请只穿过一次。")
        large, small = sorted(cut[0], key=self.area, reverse=True)
        if self.area(small) <= TOLERANCE_M2:
            raise _Unfit(f"分出的一块只有{area_words(self.area(small))}，请重画。")
        islands = [part for part, pair in pieces if len(pair) == 1]
        kept, new = (small, large) if step.keep == "smaller" else (large, small)
        self.outlines[one.code] = replace(one, shape=shapely.union_all([kept, *islands]))
        self.outlines[step.code] = Outline(step.code, step.name, one.level, one.parent, new)
        self.used.add(step.code)
        self.told.append(
            f"{one.title}拆成两块：原编码的一块{area_words(self.area(kept))}，"
            f"新的“{step.name}”({step.code}){area_words(self.area(new))}。"
        )

    def _join(self, one: Outline, other: Outline, name: str) -> None:
        if one.code == other.code:
            raise _Unfit("不能和自己合并，请选另一个相邻的区划。")
        if one.level != other.level:
            raise _Unfit(f"{one.title}与{other.title}不是同一层级，不能合并。")
        if self._border(one.shape, other.shape) <= 0:
            raise _Unfit(f"{one.title}与{other.title}不相邻，没有共同的边界，不能合并。")
        whole = shapely.union(one.shape, other.shape, grid_size=LATTICE)
        self.outlines[one.code] = replace(one, shape=whole, name=name or one.name)
        del self.outlines[other.code]
        self.heirs = {code: one.code if heir == other.code else heir for code, heir in self.heirs.items()}
        self.heirs[other.code] = one.code
        renamed = f"，改称“{name}”" if name and name != one.name else ""
        self.told.append(f"{other.title}并入{one.title}{renamed}，共{area_words(self.area(whole))}。")

    def _redraw(self, one: Outline, drawn: Polygon) -> None:
        if not drawn.is_valid:
            where = shapely.is_valid_reason(drawn).rpartition("[")[2].rstrip("]").replace(" ", ",")
            raise _Unfit(f"边界线自己交叉了，在{where}附近；请移动那里的点。")
        beside = {code: two for code, two in self.outlines.items() if two.level == one.level and code != one.code}
        main, *islands = sorted(shapely.get_parts(one.shape), key=self.area, reverse=True)
        holes = [ring for ring in main.interiors if drawn.contains(Polygon(ring))]
        laid = _laid(Polygon(drawn.exterior, holes), [two.shape for two in beside.values()])
        near = [two.shape for two in beside.values() if two.shape.intersects(laid)]
        new = self._without_hairs(one.shape, shapely.union_all([laid, *islands], grid_size=LATTICE), near)
        gained, given = [], []
        for code, two in beside.items():
            if not two.shape.intersects(new):
                continue
            taken = self.area(areal(shapely.intersection(two.shape, new)))
            if taken <= TOLERANCE_M2:
                continue
            parts = shapely.get_parts(areal(shapely.difference(two.shape, new, grid_size=LATTICE)))
            hairs = [part for part in parts if self._is_hair(part)]
            if len(hairs) == len(parts):
                raise _Unfit(f"这样画会把{two.title}整个占去；要并在一起请用“合并”。")
            # What is cut off as a hair on the far side goes with the ground that was taken.
            new = shapely.union_all([new, *hairs], grid_size=LATTICE)
            rest = areal(shapely.difference(two.shape, new, grid_size=LATTICE))
            beside[code] = self.outlines[code] = replace(two, shape=rest)
            gained.append(f"从“{two.name}”划入{area_words(taken)}")
        for part in shapely.get_parts(areal(shapely.difference(one.shape, new, grid_size=LATTICE))):
            told = self.area(part) > TOLERANCE_M2
            borders = {code: self._border(part, two.shape) for code, two in beside.items()}
            heir = max(borders, key=lambda code: borders[code], default="")
            if heir and borders[heir] > 0:
                two = beside[heir]
                grown = shapely.union(two.shape, part, grid_size=LATTICE)
                beside[heir] = self.outlines[heir] = replace(two, shape=grown)
                given += [f"划给“{two.name}”{area_words(self.area(part))}"] if told else []
            elif told:
                given.append(f"{area_words(self.area(part))}没有相邻的区划可划给")
        self.outlines[one.code] = replace(one, shape=new)
        self.told.append(f"{one.title}改边界：{'，'.join([*gained, *given]) or '与邻居的地块没有增减'}。")

    def _without_hairs(self, old: BaseGeometry, new: BaseGeometry, near: list[BaseGeometry]) -> BaseGeometry:
        """The new area, its border left as it was where it was moved by a hair: nobody meant to move it there."""
        lost = [part for part in shapely.get_parts(areal(shapely.difference(old, new))) if self._is_hair(part)]
        new = shapely.union_all([new, *lost], grid_size=LATTICE)
        taken = [shapely.intersection(new, two) for two in near]
        taken.append(shapely.difference(new, shapely.union_all([old, *near])))
        won = [part for piece in taken for part in shapely.get_parts(areal(piece)) if self._is_hair(part)]
        # On the lattice what is thinner than it has gone; left in, GEOS finds no way around it.
        hairs = areal(shapely.union_all(won, grid_size=LATTICE))
        return areal(shapely.difference(new, hairs, grid_size=LATTICE)) if not hairs.is_empty else new

    def _is_hair(self, piece: BaseGeometry) -> bool:
        """Whether a piece is nowhere as wide as two hands, or next to nothing."""
        flat = self.plane.flatten(piece)
        return bool(flat.area <= TOLERANCE_M2 or flat.buffer(-_HAIR_M / 2).is_empty)

    def _border(self, one: BaseGeometry, two: BaseGeometry) -> float:
        """How many metres of border two areas share; a border within some centimetres counts as shared."""
        if not one.dwithin(two, 1e-6):
            return 0.0
        along = shapely.intersection(one.boundary, two.boundary.buffer(2e-6, quad_segs=1))
        return float(self.plane.flatten(along).length) if along.length > 1e-5 else 0.0


class _Unfit(Exception):
    pass


def shaping_of(outlines: Mapping[str, Outline], used: Iterable[str], street: str) -> Shaping:
    """The ground before the first step."""
    plane = plane_of(shapely.union_all([one.shape.envelope for one in outlines.values()]))
    return Shaping(dict(outlines), set(used), plane, street)


def _lengthened(line: LineString, shape: BaseGeometry) -> LineString:
    """The line with ends that stop shortly inside the area drawn on until they are outside."""
    points = list(line.coords)
    for end, inner in ((0, 1), (-1, -2)):
        (x, y), (x0, y0) = points[end], points[inner]
        length = hypot(x - x0, y - y0)
        if length and shape.covers(shapely.Point(x, y)):
            further = (x + (x - x0) / length * _REACH, y + (y - y0) / length * _REACH)
            points = [further, *points] if end == 0 else [*points, further]
    return LineString(points)


def _laid(drawn: Polygon, beside: Iterable[BaseGeometry]) -> BaseGeometry:
    """The drawn area with its border laid on that of neighbours it nearly meets."""
    lines = shapely.union_all([shape.boundary for shape in beside if shape.dwithin(drawn, _SNAP)])
    laid = shapely.snap(drawn, lines, _SNAP) if not lines.is_empty else drawn
    return laid if laid.is_valid and not laid.is_empty else drawn
