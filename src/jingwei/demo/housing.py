"""Houses and residential compounds: every dwelling and shop a row, head counts only, no person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from jingwei.demo import plausible
from jingwei.demo.chance import chance
from jingwei.demo.profiles import Profile
from jingwei.demo.shares import split
from jingwei.demo.sites import Degrees, Point, frontage, lattice
from jingwei.demo.territory import Area, Territory

# Share of houses in compounds, one-family houses and shops by character of the community; the rest: offices, works.
_MIX = {
    "old": (0.80, 0.06, 0.11),
    "new": (0.86, 0.00, 0.10),
    "industry": (0.62, 0.05, 0.13),
    "village": (0.00, 0.88, 0.08),
}
# Kind of compound: floors, units, flats a floor, first and last year of building, structure.
_COMPOUND_KINDS = {
    "老旧小区": ((5, 6), (3, 4), (2,), (1984, 2001), "砖混"),
    "商品房小区": ((11, 18, 24, 26), (2, 3), (2, 4), (2006, 2023), "钢筋混凝土"),
    "安置小区": ((11, 17), (2, 3), (4,), (2012, 2022), "钢筋混凝土"),
    "人才公寓": ((12, 16), (1, 2), (6, 8), (2015, 2023), "钢筋混凝土"),
}
_KINDS_BY_CHARACTER = {
    "old": ("老旧小区", "老旧小区", "老旧小区", "商品房小区"),
    "new": ("商品房小区", "商品房小区", "商品房小区", "安置小区"),
    "industry": ("人才公寓", "安置小区", "老旧小区"),
    "village": ("安置小区",),
}


@dataclass(slots=True)
class House:
    """One row of the house ledger; ``site`` in metres."""

    address: str
    compound: str
    area: Area
    use: str
    structure: str
    built: int
    floor_area: float
    floors: int
    let: bool
    site: Point
    residents: int = 0
    building: int = 0
    code: str = ""
    lon: float = 0.0
    lat: float = 0.0


@dataclass(slots=True)
class Compound:
    """A residential compound and the microgrids it lies in."""

    name: str
    kind: str
    community: Area
    road: str
    number: int
    built: int
    areas: list[Area] = field(default_factory=list)
    buildings: int = 0


@dataclass(slots=True)
class Roads:
    """Two road names a grid, and house numbers on each that are given once."""

    names: dict[str, tuple[str, str]]
    last: dict[str, int] = field(default_factory=dict)

    def next(self, grid_code: str, rng: random.Random) -> tuple[str, int]:
        """A road of the grid and its next free number."""
        road = self.names[grid_code][rng.random() < 0.5]
        self.last[road] = self.last.get(road, 0) + rng.choice((1, 2, 2, 3))
        return road, self.last[road]


def make_roads(profile: Profile, territory: Territory) -> Roads:
    """The roads of a territory."""
    names = plausible.road_names(chance("roads", profile))
    return Roads({grid.code: (next(names), next(names)) for grid in territory.grids})


def make_housing(profile: Profile, territory: Territory, roads: Roads) -> tuple[list[House], list[Compound]]:
    """The houses in the order of their microgrids, and the compounds in the order of their names' first use."""
    rng = chance("houses", profile)
    weights = [
        (area.community.weight if area.community else 1) * rng.uniform(0.55, 1.6) for area in territory.microgrids
    ]
    counts = split(profile.houses, weights, floor=1)
    compounds = _compounds(profile, territory, roads, rng)
    by_area: dict[str, list[Compound]] = {}
    for compound in compounds:
        for area in compound.areas:
            by_area.setdefault(area.code, []).append(compound)
    houses: list[House] = []
    for area, count in zip(territory.microgrids, counts, strict=True):
        houses += _houses_in(
            area, count, compounds=by_area.get(area.code, []), roads=roads, rng=rng, street=profile.name
        )
    _settle(houses, profile.residents, rng)
    points = Degrees.of(territory.plane, [house.site for house in houses])
    for serial, (house, lon, lat) in enumerate(zip(houses, points.lons, points.lats, strict=True), start=1):
        house.code, house.lon, house.lat = f"F{profile.code}{serial:06d}", lon, lat
    return houses, compounds


def _compounds(profile: Profile, territory: Territory, roads: Roads, rng: random.Random) -> list[Compound]:
    names = plausible.compound_names(rng)
    towns = [area for area in territory.communities if not area.code[9:].startswith("2")]
    by_community = {town.code: [a for a in territory.microgrids if a.code.startswith(town.code)] for town in towns}
    each = split(profile.compounds, [len(by_community[town.code]) for town in towns], floor=0)
    compounds = []
    for town, count in zip(towns, each, strict=True):
        cells = by_community[town.code]
        # A large compound covers several microgrids in a row; where compounds are more, a microgrid holds several.
        sizes = split(max(len(cells), count), [1.0] * count) if count else []
        start = 0
        for size in sizes:
            covered = [cells[i % len(cells)] for i in range(start, start + size)]
            start += size
            compounds.append(_compound(next(names), town, covered, roads, rng))
    return compounds


def _compound(name: str, town: Area, covered: list[Area], roads: Roads, rng: random.Random) -> Compound:
    assert town.community is not None
    kind = rng.choice(_KINDS_BY_CHARACTER[town.community.character])
    road, number = roads.next(covered[0].parent, rng)
    first, last = _COMPOUND_KINDS[kind][3]
    return Compound(name, kind, town, road, number, rng.randint(first, last), covered)


def _houses_in(
    area: Area, count: int, *, compounds: list[Compound], roads: Roads, rng: random.Random, street: str
) -> list[House]:
    assert area.community is not None
    in_compounds, single, shops = _MIX[area.community.character]
    if not compounds:
        single, in_compounds = single + in_compounds, 0.0
    flats, ones, fronts, others = split(count, [in_compounds, single, shops, 1 - in_compounds - single - shops])
    start = f"{street}{area.community.name}"
    houses: list[House] = []
    for compound, share in zip(compounds, split(flats, [1.0] * len(compounds)), strict=True):
        houses += _flats(start, area, compound, share, rng)
    houses += _singles(start, area, ones, roads, rng)
    houses += _fronts(start, area, fronts, roads, rng)
    houses += _works(start, area, others, roads, rng)
    return houses


def _flats(start: str, area: Area, compound: Compound, count: int, rng: random.Random) -> list[House]:
    floors_from, units_from, doors_from, _, structure = _COMPOUND_KINDS[compound.kind]
    blocks: list[tuple[int, int, int]] = []
    room = 0
    while room < count:
        blocks.append((rng.choice(floors_from), rng.choice(units_from), rng.choice(doors_from)))
        room += blocks[-1][0] * blocks[-1][1] * blocks[-1][2]
    head = f"{start}{compound.road}{compound.number}号{compound.name}"
    houses: list[House] = []
    for (floors, units, doors), site in zip(blocks, lattice(area.flat, len(blocks), rng), strict=True):
        compound.buildings += 1
        sizes = [round(rng.uniform(52, 88) if floors < 7 else rng.uniform(68, 142), 2) for _ in range(doors)]
        for unit, floor, door in _doors(floors, units, doors):
            if len(houses) == count:
                break
            place = (site[0] + (unit - (units + 1) / 2) * 9 + door, site[1] + rng.uniform(-2, 2))
            address = f"{head}{compound.buildings}号楼{unit}单元{floor}{door:02d}室"
            house = House(
                address, compound.name, area, "住宅", structure, compound.built, sizes[door - 1], floors,
                rng.random() < 0.17, place, building=compound.buildings,
            )  # fmt: skip
            houses.append(house)
    return houses


def _doors(floors: int, units: int, doors: int) -> Iterator[tuple[int, int, int]]:
    return ((u, f, d) for u in range(1, units + 1) for f in range(1, floors + 1) for d in range(1, doors + 1))


def _singles(start: str, area: Area, count: int, roads: Roads, rng: random.Random) -> list[House]:
    houses = []
    for site in lattice(area.flat, count, rng, margin=14):
        road, number = roads.next(area.parent, rng)
        floors = rng.choice((1, 1, 2, 2, 2, 3))
        structure = rng.choice(("砖混", "砖混", "砖木"))
        size = round(rng.uniform(48, 95) * floors, 2)
        address = f"{start}{road}{number}号"
        built = rng.randint(1978, 2014)
        houses.append(House(address, "", area, "自建住宅", structure, built, size, floors, rng.random() < 0.12, site))
    return houses


def _fronts(start: str, area: Area, count: int, roads: Roads, rng: random.Random) -> list[House]:
    houses = []
    for site in frontage(area.flat, count, rng):
        road, number = roads.next(area.parent, rng)
        address, size = f"{start}{road}{number}号商铺", round(rng.uniform(18, 160), 2)
        built = rng.randint(1988, 2023)
        structure = "钢筋混凝土" if built > 2003 else "砖混"
        houses.append(
            House(address, "", area, "商业", structure, built, size, rng.choice((1, 1, 2)), rng.random() < 0.71, site)
        )
    return houses


def _works(start: str, area: Area, count: int, roads: Roads, rng: random.Random) -> list[House]:
    assert area.community is not None
    busy = area.community.character == "industry"
    uses = (
        ("工业仓储",) * 6 + ("办公",) * 3 + ("公共服务",) if busy else ("办公",) * 5 + ("公共服务",) * 3 + ("工业仓储",)
    )
    houses = []
    for site in lattice(area.flat, count, rng, margin=16):
        use = rng.choice(uses)
        road, number = roads.next(area.parent, rng)
        tail = {"工业仓储": "厂房", "办公": "办公楼", "公共服务": "服务用房"}[use]
        size = round(rng.uniform(420, 4200) if use == "工业仓储" else rng.uniform(60, 900), 2)
        structure = "钢结构" if use == "工业仓储" else "钢筋混凝土"
        address = f"{start}{road}{number}号{tail}"
        built, floors = rng.randint(1992, 2023), rng.choice((1, 2, 3, 5))
        houses.append(House(address, "", area, use, structure, built, size, floors, rng.random() < 0.38, site))
    return houses


def _settle(houses: list[House], residents: int, rng: random.Random) -> None:
    """Give dwellings their head counts so that they add up exactly."""
    homes = [house for house in houses if house.use in ("住宅", "自建住宅")]
    mean = residents / len(homes)
    sizes = (0, 1, 2, 3, 4, 5, 6)
    spread = (3.2, 2.2, 2.9, 2.6, 1.1, 0.4, 0.1)
    lean = [weight * (mean / 1.85) ** size for size, weight in zip(sizes, spread, strict=True)]
    for house, size in zip(homes, rng.choices(sizes, lean, k=len(homes)), strict=True):
        house.residents = size
    missing = residents - sum(house.residents for house in homes)
    step = 1 if missing > 0 else -1
    while missing:
        house = homes[rng.randrange(len(homes))]
        if house.residents + step in range(9):
            house.residents += step
            missing -= step
