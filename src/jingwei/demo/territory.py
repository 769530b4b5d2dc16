"""The territory of a demo subdistrict: a four-level scheme whose microgrids tile it, and a second scheme across."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import Polygon

from jingwei.demo import plausible
from jingwei.demo.chance import chance
from jingwei.demo.profiles import Community, Profile
from jingwei.demo.shares import split
from jingwei.demo.tiling import divide, irregular_outline, serial_order, share_borders, union
from jingwei.places.equal_area import LocalPlane

DRIVE_LEVEL = "防疫网格"


@dataclass(frozen=True, slots=True)
class Area:
    """One place: code, name, level word, parent's code, outline in degrees and, for measuring, in metres."""

    code: str
    name: str
    level: str
    parent: str
    shape: Polygon
    flat: Polygon
    community: Community | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """A subdistrict's places. ``microgrids`` and ``drive_grids`` each fill the subdistrict."""

    plane: LocalPlane
    subdistrict: Area
    communities: list[Area]
    grids: list[Area]
    microgrids: list[Area]
    drive_grids: list[Area]

    @property
    def scheme(self) -> list[Area]:
        """The general scheme from the top down."""
        return [self.subdistrict, *self.communities, *self.grids, *self.microgrids]


def make_territory(profile: Profile) -> Territory:
    """The territory of a profile; the same profile gives the same one."""
    rng = chance("territory", profile)
    plane = LocalPlane(profile.lon, profile.lat)
    outline = irregular_outline(profile.square_km * 1e6, rng)
    cells = divide(outline, len(profile.communities), rng, sway=0.09, rounds=2)
    cells = [cells[index] for index in serial_order(cells)]
    grids_each = split(profile.grids, [cell.area for cell in cells], floor=1)
    grid_cells = [
        [parts[index] for index in serial_order(parts)]
        for cell, count in zip(cells, grids_each, strict=True)
        for parts in [divide(cell, count, rng, sway=0.05)]
    ]
    flat_grids = [grid for grids in grid_cells for grid in grids]
    small_each = split(profile.microgrids, [grid.area for grid in flat_grids], floor=1)
    flat_small = [divide(grid, count, rng, sway=0.03) for grid, count in zip(flat_grids, small_each, strict=True)]
    microgrids = [cell for parts in flat_small for cell in (parts[i] for i in serial_order(parts))]
    across = divide(outline, profile.drive_grids, rng, sway=0.06)
    across = [across[index] for index in serial_order(across)]
    fitted, drive = share_borders(
        [[plane.unflatten(cell) for cell in microgrids], [plane.unflatten(cell) for cell in across]]
    )
    return _named(profile, plane, grids_each=grids_each, small_each=small_each, fitted=fitted, drive=drive)


def _named(
    profile: Profile,
    plane: LocalPlane,
    *,
    grids_each: list[int],
    small_each: list[int],
    fitted: list[Polygon],
    drive: list[Polygon],
) -> Territory:
    def area(
        code: str, name: str, level: str, *, parent: str, shape: Polygon, community: Community | None = None
    ) -> Area:
        flat = plane.flatten(shape)
        assert isinstance(flat, Polygon)
        return Area(code, name, level, parent, shape, flat, community)

    left, counts = iter(fitted), iter(small_each)
    communities, grids, microgrids = [], [], []
    serials = {"community": 0, "village": 200}
    for community, grid_count in zip(_placed(profile), grids_each, strict=True):
        kind = "village" if community.is_village else "community"
        serials[kind] += 1
        code = f"{profile.code}{serials[kind]:03d}"
        stem = community.name.removesuffix("社区").removesuffix("村")
        own: list[Polygon] = []
        for number in range(1, grid_count + 1):
            grid_code, grid_name = f"{code}{number:03d}", f"{stem}第{plausible.ordinal(number)}网格"
            cells = [next(left) for _ in range(next(counts))]
            own += cells
            grids.append(area(grid_code, grid_name, "网格", parent=code, shape=union(cells), community=community))
            microgrids += [
                area(
                    f"{grid_code}{n:02d}",
                    f"{grid_name}{n:02d}微网格",
                    "微网格",
                    parent=grid_code,
                    shape=cell,
                    community=community,
                )
                for n, cell in enumerate(cells, start=1)
            ]
        communities.append(
            area(code, community.name, "社区", parent=profile.code, shape=union(own), community=community)
        )
    subdistrict = area(profile.code, profile.name, "街道", parent="", shape=union(fitted))
    drives = [
        area(f"{profile.code}F{n:02d}", f"防疫{n:02d}号网格", DRIVE_LEVEL, parent=profile.code, shape=cell)
        for n, cell in enumerate(drive, start=1)
    ]
    return Territory(plane, subdistrict, communities, grids, microgrids, drives)


def _placed(profile: Profile) -> list[Community]:
    """Communities in the order of their cells: villages at the edges of the list, the town between them."""
    villages = [community for community in profile.communities if community.is_village]
    towns = [community for community in profile.communities if not community.is_village]
    half = len(villages) // 2
    return [*villages[:half], *towns, *villages[half:]]
