"""Rivers as lines and parcels of state-owned land as outlines."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta

import shapely
from shapely.geometry import LineString, Polygon

from jingwei.demo.chance import chance
from jingwei.demo.housing import Roads
from jingwei.demo.profiles import COUNTY, Profile
from jingwei.demo.shares import split
from jingwei.demo.territory import Area, Territory
from jingwei.places.equal_area import length_m
from jingwei.places.locate import Locator

SQUARE_METRES_PER_MU = 2000 / 3

_RIVER_NAMES = ("听潮河", "石泉溪", "揽月河", "鸥鸣河", "金沙溪")
_USES = {
    "old": ("城镇住宅用地", "城镇住宅用地", "商服用地", "公共管理与公共服务用地", "公园绿地"),
    "new": ("城镇住宅用地", "城镇住宅用地", "商服用地", "公共管理与公共服务用地", "教育用地", "公园绿地"),
    "industry": ("工业用地", "工业用地", "工业用地", "物流仓储用地", "商服用地", "城镇住宅用地"),
    "village": ("工业用地", "城镇住宅用地", "商服用地", "公共管理与公共服务用地", "公园绿地"),
}

# What the use of a parcel is at, with how often; those on the way to a buyer have not been supplied yet.
_STATES = {
    "在用": 72,
    "在建": 6,
    "低效": 7,
    "闲置": 3,
    "待供": 3,
    "待腾空": 2,
    "已腾空": 1,
    "待控规调整": 2,
    "招商洽谈": 2,
    "已出让": 2,
}
_UNSUPPLIED = frozenset({"待供", "待腾空", "已腾空", "待控规调整", "招商洽谈"})
_AREAS = {"old": "老船厂片区", "new": "观澜新城", "industry": "云港产业园", "village": "东屿片区"}


@dataclass(frozen=True, slots=True)
class River:
    """A river: its course in degrees and what the table of rivers says of it."""

    code: str
    name: str
    grade: str
    start: str
    end: str
    kilometres: float
    communities: tuple[str, ...]
    target: str
    state: str
    line: LineString


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of state-owned land: outline in degrees, area in mu as measured."""

    code: str
    seat: str
    area: Area
    use: str
    state: str
    supply: str
    granted: date | None
    mu: float
    plot_ratio: float | None
    shape: Polygon
    plan_area: str

    @property
    def counted_floor(self) -> float | None:
        """Square metres that count towards the plot ratio, of parcels that were sold."""
        sold = self.state == "已出让" and self.plot_ratio
        return round(self.mu * SQUARE_METRES_PER_MU * sold, 2) if sold else None

    @property
    def low_use(self) -> bool:
        """Whether it stands in the list of land of low use."""
        return self.state in ("低效", "闲置", "待腾空")


def make_rivers(profile: Profile, territory: Territory) -> list[River]:
    """Rivers that run from the land side in the west to the coast in the east, side by side."""
    rng = chance("rivers", profile)
    outline = territory.subdistrict.flat
    west, south, east, north = outline.bounds
    finder = Locator((area, area.shape) for area in territory.communities)
    rivers = []
    for index in range(profile.rivers):
        level = south + (north - south) * (index + 1) / (profile.rivers + 1)
        swing, phase = (north - south) * rng.uniform(0.03, 0.06), rng.uniform(0, math.tau)
        steps = 60
        points = []
        for step in range(steps + 1):
            x = west + (east - west) * step / steps
            wind = math.sin(phase + step / 6.5) + 0.35 * math.sin(2.3 * phase + step / 2.1)
            points.append((x, level + swing * wind + rng.uniform(-8, 8)))
        course = shapely.intersection(LineString(points), outline)
        course = max(shapely.get_parts(course), key=lambda part: part.length)
        line = shapely.transform(territory.plane.unflatten(course), lambda xy: xy.round(7))
        assert isinstance(line, LineString)
        passed: dict[str, None] = {}
        for lon, lat in line.coords:
            area = finder.locate(lon, lat)
            if area is not None:
                passed[area.name] = None
        rivers.append(_river(profile, index, line, tuple(passed), rng))
    return rivers


def _river(profile: Profile, index: int, line: LineString, passed: tuple[str, ...], rng: random.Random) -> River:
    name = _RIVER_NAMES[index % len(_RIVER_NAMES)] if profile.rivers > 1 else "栖霞河"
    grade = ("区级河道", "街道级河道")[index % 2]
    target = "Ⅲ类" if grade == "区级河道" else "Ⅳ类"
    return River(
        code=f"HD{profile.code}{index + 1:02d}",
        name=name,
        grade=grade,
        start=f"{passed[0]}西界",
        end=f"{passed[-1]}入海口",
        kilometres=round(length_m(line) / 1000, 2),
        communities=passed,
        target=target,
        state=rng.choice(("Ⅱ类", "Ⅲ类")) if target == "Ⅲ类" else rng.choice(("Ⅲ类", "Ⅳ类")),
        line=line,
    )


def make_parcels(profile: Profile, territory: Territory, roads: Roads) -> list[Parcel]:
    """Parcels inside the microgrids, none over another."""
    rng = chance("parcels", profile)
    counts = split(profile.parcels, [area.flat.area for area in territory.microgrids])
    parcels: list[Parcel] = []
    for area, count in zip(territory.microgrids, counts, strict=True):
        for piece in _pieces(area.flat, count, rng):
            shape = shapely.transform(territory.plane.unflatten(piece), lambda xy: xy.round(7))
            assert isinstance(shape, Polygon)
            mu = round(territory.plane.flatten(shape).area / SQUARE_METRES_PER_MU, 2)
            parcels.append(_parcel(profile, area, len(parcels) + 1, shape=shape, mu=mu, roads=roads, rng=rng))
    return parcels


def _pieces(cell: Polygon, count: int, rng: random.Random) -> list[Polygon]:
    """``count`` separate plots: the cell without its roads, halved across its longer side until there are enough."""
    if count <= 0:
        return []
    core = cell.buffer(-9, join_style="mitre")
    plots = [part for part in shapely.get_parts(core) if isinstance(part, Polygon)] or [cell.buffer(-1)]
    while len(plots) < count + 1:
        plots.sort(key=lambda plot: plot.area)
        plots += _halves(plots.pop(), rng)
    chosen = sorted(rng.sample(range(len(plots)), count))
    return [plots[i] for i in chosen]


def _halves(plot: Polygon, rng: random.Random) -> list[Polygon]:
    west, south, east, north = plot.bounds
    share = rng.uniform(0.4, 0.6)
    if east - west > north - south:
        x = west + (east - west) * share
        sides = [shapely.box(west, south, x - 4, north), shapely.box(x + 4, south, east, north)]
    else:
        y = south + (north - south) * share
        sides = [shapely.box(west, south, east, y - 4), shapely.box(west, y + 4, east, north)]
    halves = [
        part for side in sides for part in shapely.get_parts(plot.intersection(side)) if isinstance(part, Polygon)
    ]
    return [half for half in halves if half.area > 60] or [plot]


def _parcel(
    profile: Profile, area: Area, serial: int, *, shape: Polygon, mu: float, roads: Roads, rng: random.Random
) -> Parcel:
    assert area.community is not None
    use = rng.choice(_USES[area.community.character])
    state = rng.choices([*_STATES], [*_STATES.values()])[0]
    public = use in ("公园绿地", "公共管理与公共服务用地", "教育用地")
    supply = "" if state in _UNSUPPLIED else "划拨" if public else "出让"
    granted = None if state in _UNSUPPLIED else date(1999, 1, 1) + timedelta(days=rng.randrange(9_000))
    road = rng.choice(roads.names[area.parent])
    return Parcel(
        code=f"{COUNTY[0]}{profile.code[-3:]}{area.code[9:12]}GB{serial:05d}",
        seat=f"{profile.name}{area.community.name}{road}{rng.choice('东西南北')}侧",
        area=area,
        use=use,
        state=state,
        supply=supply,
        granted=granted,
        mu=mu,
        plot_ratio=None if state in _UNSUPPLIED or use == "公园绿地" else round(rng.uniform(0.8, 3.2), 2),
        shape=shape,
        plan_area=_AREAS[area.community.character],
    )
