"""The places of a described street: strips of a rectangle, so that they fill it and share their borders."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from jingwei.coverage.description import Description, Scheme

_WEST, _SOUTH, _WIDE, _HIGH = 120.0, 36.0, 0.08, 0.06
_SPOTS = 97
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its code, name, level word, parent's code and rectangle."""

    code: str
    name: str
    level: str
    parent: str
    box: Box

    @property
    def shape(self) -> BaseGeometry:
        """The outline in degrees."""
        return box(*self.box)


@dataclass(slots=True)
class Land:
    """The places of a street: those of each scheme, and communities and lowest ones of the scheme that gives rights."""

    schemes: dict[str, list[Spot]] = field(default_factory=dict)
    communities: list[str] = field(default_factory=list)
    lowest: list[str] = field(default_factory=list)
    by_code: dict[str, Spot] = field(default_factory=dict)

    def point(self, place: str, n: int) -> str:
        """A point in a place, another one for another number."""
        west, south, east, north = self._box(place)
        along, up = (n * 37 % _SPOTS + 1) / (_SPOTS + 1), (n * 61 % _SPOTS + 1) / (_SPOTS + 1)
        return f"{west + (east - west) * along:.6f},{south + (north - south) * up:.6f}"

    def line(self, place: str) -> str:
        """A line through a place, as WKT."""
        west, south, east, north = self._box(place)
        return f"LINESTRING ({west:.6f} {south:.6f}, {east:.6f} {north:.6f})"

    def outline(self, place: str) -> str:
        """An outline in the middle of a place, as WKT."""
        west, south, east, north = self._box(place)
        inner = (east - west) / 4, (north - south) / 4
        return box(west + inner[0], south + inner[1], east - inner[0], north - inner[1]).wkt

    def _box(self, place: str) -> Box:
        spot = self.by_code.get(place)
        return spot.box if spot else (_WEST, _SOUTH, _WEST + _WIDE, _SOUTH + _HIGH)


def make_land(street: Description) -> Land:
    """The places of a street."""
    land = Land()
    for scheme in street.places:
        spots = list(_general(street, scheme) if scheme.communities else _across(street, scheme))
        land.schemes[scheme.key] = spots
        land.by_code.update({spot.code: spot for spot in spots})
        if scheme.rights:
            parents = {spot.parent for spot in spots}
            land.communities = [spot.code for spot in spots if spot.level == "社区"]
            land.lowest = [spot.code for spot in spots if spot.code not in parents]
    return land


def _general(street: Description, scheme: Scheme) -> Iterator[Spot]:
    yield Spot(street.code, street.name, "街道", "", (_WEST, _SOUTH, _WEST + _WIDE, _SOUTH + _HIGH))
    grids = _shares(scheme.grids, scheme.communities)
    small, grid = _shares(scheme.microgrids, scheme.grids), 0
    for number, (west, east) in enumerate(_strips(_WEST, _WIDE, scheme.communities), start=1):
        code = f"{street.code}{number:03d}"
        yield Spot(code, f"第{number}社区", "社区", street.code, (west, _SOUTH, east, _SOUTH + _HIGH))
        for place, (south, north) in enumerate(_strips(_SOUTH, _HIGH, grids[number - 1]), start=1):
            name, inside = f"第{number}社区第{place}网格", (west, south, east, north)
            yield Spot(f"{code}{place:03d}", name, scheme.level, code, inside)
            grid += 1
            yield from _micro(f"{code}{place:03d}", name, inside, small[grid - 1])


def _micro(grid: str, name: str, inside: Box, count: int) -> Iterator[Spot]:
    west, south, east, north = inside
    for number, (left, right) in enumerate(_strips(west, east - west, count), start=1):
        yield Spot(f"{grid}{number:02d}", f"{name}{number}单元", "微网格", grid, (left, south, right, north))


def _across(street: Description, scheme: Scheme) -> Iterator[Spot]:
    for number, (south, north) in enumerate(_strips(_SOUTH, _HIGH, scheme.grids), start=1):
        code = f"{street.code}{scheme.key[:1].upper()}{number:02d}"
        yield Spot(code, f"{scheme.level}{number}号", scheme.level, "", (_WEST, south, _WEST + _WIDE, north))


def _strips(start: float, length: float, count: int) -> Iterable[tuple[float, float]]:
    edges = [round(start + length * at / count, 6) for at in range(count + 1)] if count else []
    return pairwise(edges)


def _shares(total: int, among: int) -> list[int]:
    return [total // among + (1 if at < total % among else 0) for at in range(among)]
