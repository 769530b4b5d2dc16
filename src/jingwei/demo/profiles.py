"""The two fictional subdistricts of the demo: their codes, sizes and names. Nothing here exists.

The six-digit county 990101 belongs to no assigned division, and the territory lies in the open water of the Bohai Sea,
so that nobody takes it for a real office.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

PROVINCE = ("99", "沧海省（虚构）")
CITY = ("9901", "沧澜市（虚构）")
COUNTY = ("990101", "观海区（虚构）")
FICTION = "本文件全部内容为演示用虚构数据：区划代码未经分配，位置在渤海开阔海面，人名、电话、企业、地址均不存在。"


@dataclass(frozen=True, slots=True)
class Community:
    """A community's name, its share of the houses and its character: old, new, industry or village."""

    name: str
    character: str
    weight: float = 1.0

    @property
    def is_village(self) -> bool:
        return self.character == "village"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a subdistrict is made of; every count is met exactly. ``first_phone`` begins its range of 199-0000-xxxx."""

    code: str
    name: str
    lon: float
    lat: float
    square_km: float
    communities: tuple[Community, ...]
    grids: int
    microgrids: int
    drive_grids: int
    departments: int
    staff: int
    houses: int
    residents: int
    compounds: int
    enterprises: int
    rivers: int
    parcels: int
    elderly_care: int
    service_points: int
    waste_points: int
    chemical_dealers: int
    fire_facilities: int
    idle_premises: int
    first_phone: int

    @property
    def short(self) -> str:
        return self.name.removesuffix("街道")

    def scaled(self, scale: float) -> Profile:
        """The same subdistrict at a fraction of its size, for tests; counts of people and bodies stay workable."""
        if scale == 1:
            return self

        def less(count: int, floor: int) -> int:
            return max(min(floor, count), round(count * scale))

        villages = [community for community in self.communities if community.is_village]
        towns = [community for community in self.communities if not community.is_village]
        keep = less(len(self.communities), 3)
        communities = tuple(towns[: keep - 1] + villages[:1]) if keep < len(self.communities) else self.communities
        grids = less(self.grids, len(communities) + 1)
        microgrids = less(self.microgrids, grids + 2)
        houses = less(self.houses, microgrids * 12)
        return replace(
            self,
            square_km=self.square_km * scale,
            communities=communities,
            grids=grids,
            microgrids=microgrids,
            drive_grids=less(self.drive_grids, 3),
            staff=less(self.staff, self.departments * 3 + 8 + len(communities) * 3 + microgrids),
            houses=houses,
            residents=round(self.residents * houses / self.houses),
            compounds=less(self.compounds, 2),
            enterprises=less(self.enterprises, 24),
            rivers=less(self.rivers, 1),
            parcels=less(self.parcels, microgrids),
            elderly_care=less(self.elderly_care, 3),
            service_points=less(self.service_points, 4),
            waste_points=less(self.waste_points, 4),
            chemical_dealers=less(self.chemical_dealers, 2),
            fire_facilities=less(self.fire_facilities, 4),
            idle_premises=less(self.idle_premises, 3),
        )


LARGE = Profile(
    code="990101001",
    name="望澜街道",
    lon=119.815,
    lat=38.625,
    square_km=31.6,
    communities=(
        Community("听涛社区", "old", 1.25),
        Community("望海社区", "old", 1.1),
        Community("金沙社区", "new", 1.2),
        Community("澜庭社区", "new", 1.3),
        Community("银帆社区", "new", 1.0),
        Community("鹭洲社区", "new", 1.05),
        Community("潮音社区", "old", 1.0),
        Community("观澜社区", "new", 0.95),
        Community("云港社区", "industry", 0.7),
        Community("东屿村", "village", 0.8),
        Community("南礁村", "village", 0.75),
        Community("白鸥村", "village", 0.7),
    ),
    grids=64,
    microgrids=218,
    drive_grids=47,
    departments=22,
    staff=400,
    houses=73_441,
    residents=109_863,
    compounds=117,
    enterprises=1_689,
    rivers=5,
    parcels=706,
    elderly_care=46,
    service_points=88,
    waste_points=386,
    chemical_dealers=43,
    fire_facilities=524,
    idle_premises=57,
    first_phone=0,
)

SMALL = Profile(
    code="990101002",
    name="栖霞台街道",
    lon=119.905,
    lat=38.648,
    square_km=3.3,
    communities=(
        Community("晴川社区", "new", 1.2),
        Community("松风社区", "old", 1.0),
        Community("揽月社区", "new", 0.9),
        Community("石泉村", "village", 0.6),
    ),
    grids=8,
    microgrids=22,
    drive_grids=5,
    departments=10,
    staff=62,
    houses=7_318,
    residents=10_942,
    compounds=12,
    enterprises=168,
    rivers=1,
    parcels=71,
    elderly_care=6,
    service_points=9,
    waste_points=38,
    chemical_dealers=5,
    fire_facilities=52,
    idle_premises=6,
    first_phone=6000,
)

STREETS = (LARGE, SMALL)
