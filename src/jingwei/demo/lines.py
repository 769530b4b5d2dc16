"""Lanes and roads of a demo subdistrict with their courses, and who is chief of each line from when to when."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import shapely
from shapely.geometry import LineString, Polygon

from jingwei.demo.chance import chance
from jingwei.demo.housing import Roads
from jingwei.demo.land import River
from jingwei.demo.profiles import LARGE, Profile
from jingwei.demo.staffing import Member, Office
from jingwei.demo.tables import LAST_DAY, Cell, Head, Row, Table, by_half_year, stock
from jingwei.demo.territory import Area, Territory
from jingwei.places.equal_area import length_m

_LANES = 66
_GRADES = {"主干路": 1, "次干路": 3, "支路": 6}
_WIDTHS = {"主干路": (24, 40), "次干路": (16, 24), "支路": (7, 14), "村道": (4, 7)}
_KEEPERS = ("区市政养护中心", "街道城建办", "示例市政工程公司")


@dataclass(frozen=True, slots=True)
class Line:
    """A lane or road: the area it lies in, its length as drawn, its course in degrees."""

    code: str
    name: str
    area: Area
    metres: float
    line: LineString


def make_lanes(profile: Profile, territory: Territory) -> list[Line]:
    """Lanes within the microgrids, in turn, so that every community has some."""
    rng = chance("lanes", profile)
    count = max(3, round(_LANES * profile.houses / LARGE.houses))
    step = max(1, len(territory.microgrids) // count)
    lanes = []
    for serial in range(1, count + 1):
        area = territory.microgrids[(serial * step) % len(territory.microgrids)]
        stem = area.community.name.removesuffix("社区").removesuffix("村") if area.community else ""
        course = _across(area.flat, rng.uniform(0, math.pi), rng.uniform(0.3, 0.7), rng)
        lanes.append(_line(f"JX{profile.code}{serial:04d}", f"{stem}{serial}号巷", area, course, territory))
    return lanes


def make_road_lines(profile: Profile, territory: Territory, roads: Roads) -> list[Line]:
    """The two roads of each grid, across each other."""
    rng = chance("road lines", profile)
    lines: list[Line] = []
    for grid in territory.grids:
        turn = rng.uniform(0, math.pi)
        for at, name in enumerate(roads.names[grid.code]):
            course = _across(grid.flat, turn + at * math.pi / 2, rng.uniform(0.75, 0.95), rng)
            lines.append(_line(f"DL{profile.code}{len(lines) + 1:04d}", name, grid, course, territory))
    return lines


def _across(cell: Polygon, turn: float, share: float, rng: random.Random) -> LineString:
    """A slightly bent line through the middle of a cell, in metres, as long as a share of the way across."""
    middle = cell.representative_point()
    reach = math.hypot(cell.bounds[2] - cell.bounds[0], cell.bounds[3] - cell.bounds[1])
    east, north = math.cos(turn) * reach, math.sin(turn) * reach
    ray = LineString([(middle.x - east, middle.y - north), (middle.x + east, middle.y + north)])
    inside = [part for part in shapely.get_parts(shapely.intersection(ray, cell)) if part.distance(middle) < 1]
    chord = max(inside, key=lambda part: part.length)
    ends = [chord.interpolate(at, normalized=True) for at in ((1 - share) / 2, (1 + share) / 2)]
    bent = chord.interpolate(0.5, normalized=True)
    side = rng.uniform(-0.03, 0.03) * chord.length * share
    return LineString([ends[0], (bent.x - math.sin(turn) * side, bent.y + math.cos(turn) * side), ends[1]])


def _line(code: str, name: str, area: Area, course: LineString, territory: Territory) -> Line:
    line = shapely.transform(territory.plane.unflatten(course), lambda xy: xy.round(7))
    assert isinstance(line, LineString)
    return Line(code, name, area, round(length_m(line), 1), line)


def lane_table(lanes: Sequence[Line]) -> Table:
    """One row per lane; the course is in the file of lines."""
    heads = (
        Head("街巷编号", 20), Head("街巷名称", 16), Head("长度(米)", 10, "amount", add_up=True), Head("社区", 12),
        Head("网格编码", 20),
    )  # fmt: skip
    rows: list[Row] = [(one.code, one.name, one.metres, _community(one), one.area.code) for one in lanes]
    return Table("lanes", "街巷台账", "单位：米", heads, stock(rows))


def road_table(profile: Profile, roads: Sequence[Line]) -> Table:
    """One row per road; the course is in the file of lines."""
    rng = chance("road table", profile)
    heads = (
        Head("道路编号", 20), Head("道路名称", 16), Head("道路等级", 10), Head("长度(米)", 10, "amount", add_up=True),
        Head("路宽(米)", 9, "amount"), Head("养护单位", 20), Head("社区", 12), Head("网格编码", 20),
    )  # fmt: skip
    rows: list[Row] = []
    for one in roads:
        village = one.area.community is not None and one.area.community.is_village
        grade = "村道" if village else rng.choices(list(_GRADES), list(_GRADES.values()))[0]
        width = float(rng.randint(*_WIDTHS[grade]))
        keeper = f"{_community(one)}村委会" if village else rng.choice(_KEEPERS)
        rows.append((one.code, one.name, grade, one.metres, width, keeper, _community(one), one.area.code))
    return Table("roads", "道路台账", "单位：米", heads, stock(rows))


def chief_table(
    profile: Profile, office: Office, lanes: Sequence[Line], roads: Sequence[Line], rivers: Sequence[River]
) -> Table:
    """One row per term of a chief; some were changed, some lanes are without one."""
    heads = (
        Head("编号", 18), Head("级别", 9), Head("街巷编号", 20), Head("道路编号", 20), Head("河道编号", 20),
        Head("职务", 28), Head("工号", 10), Head("任职日期", 12, "date"), Head("离任日期", 12, "date"),
        Head("网格编码", 20),
    )  # fmt: skip
    terms = _Terms(profile, office)
    for lane in lanes:
        terms.line((lane.code, None, None), lane.area, {"社区级": 0.92, "街道级": 0.7, "区级": 0.15})
    for road in roads:
        terms.line((None, road.code, None), road.area, {"社区级": 0.5, "街道级": 0.8, "区级": 0.2})
    for river in rivers:
        terms.line((None, None, river.code), None, {"街道级": 1, "区级": 1 if river.grade == "区级河道" else 0})
    return Table("line_chiefs", "街巷长路长河长台账", "单位：项", heads, by_half_year(terms.states))


class _Terms:
    def __init__(self, profile: Profile, office: Office) -> None:
        self.code, self.rng = profile.code, chance("chiefs", profile)
        self.leaders = [member for member in office.staff if not (member.department or member.community)]
        self.near: dict[str, list[Member]] = {}
        for member in office.staff:
            if member.community:
                self.near.setdefault(member.community.name, []).append(member)
        self.states: list[tuple[date, Row]] = []
        self.serial = 0

    def line(self, codes: tuple[Cell, Cell, Cell], area: Area | None, levels: dict[str, float]) -> None:
        """The chiefs of one line: each level with its chance, every fourth of them changed since."""
        for level, share in levels.items():
            if self.rng.random() >= share:
                continue
            since = date(2021, 3, 1) + timedelta(days=self.rng.randrange(900))
            changed = since + timedelta(days=self.rng.randint(200, 1_000))
            if self.rng.random() < 0.25 and changed <= LAST_DAY:
                self._term(level, codes, area, since, changed)
                since = changed
            self._term(level, codes, area, since, None)

    def _term(
        self, level: str, codes: tuple[Cell, Cell, Cell], area: Area | None, since: date, until: date | None
    ) -> None:
        self.serial += 1
        position, number = self._holder(level, area)
        start: Row = (f"XZ{self.code}{self.serial:04d}", level, *codes, position, number, since)
        grid = area.code if area else None
        self.states.append((since, (*start, None, grid)))
        if until is not None:
            self.states.append((until, (*start, until, grid)))

    def _holder(self, level: str, area: Area | None) -> tuple[str, Cell]:
        """Position and number of the roster; a leader of the district is in no roster here."""
        if level == "区级":
            return self.rng.choice(("区政府副区长", "区人大常委会副主任", "区政协副主席", "区委常委")), None
        name = area.community.name if area and area.community else ""
        member = self.rng.choice(self.near[name] if level == "社区级" and name in self.near else self.leaders)
        return member.position, member.number


def courses(lines: Sequence[Line | River]) -> Iterator[tuple[dict[str, str], LineString]]:
    """Number, name and course of each, as a file of lines has them."""
    for one in lines:
        yield {"编号": one.code, "名称": one.name}, one.line


def _community(one: Line) -> str:
    return one.area.community.name if one.area.community else ""
