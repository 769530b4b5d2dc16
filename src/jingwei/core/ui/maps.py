"""What the map page takes, and the shape in which points travel. The endpoints are described in `docs/look.md`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OutlineLayer:
    """Outlines that can be switched on: `url` answers `?bbox=` with GeoJSON whose features have `name` and `url`."""

    key: str
    label: str
    url: str
    shown: bool = False
    labels: bool = True


@dataclass(frozen=True, slots=True)
class PointLayer:
    """Points that can be switched on: `url` answers `?bbox=&zoom=` with `point_columns`; `card_url` + id is a card."""

    key: str
    label: str
    url: str
    card_url: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class MapPage:
    """A map. `bounds` is west, south, east, north in degrees; `tiles` a tile address with {z}/{x}/{y}, or none.

    `picture_url` is a server-drawn picture for browsers without WebGL2; `mark` the spot that was asked for.
    """

    bounds: tuple[float, float, float, float]
    points: tuple[PointLayer, ...] = ()
    outlines: tuple[OutlineLayer, ...] = ()
    picture_url: str = ""
    tiles: str = ""
    attribution: str = ""
    max_zoom: int = 19
    mark: tuple[float, float] | None = None

    @property
    def layers(self) -> tuple[OutlineLayer | PointLayer, ...]:
        """Everything that can be switched on, as the page lists it."""
        return (*self.outlines, *self.points)

    def config(self) -> dict[str, Any]:
        """The same as plain JSON values, read by `map.js`."""
        return asdict(self)


def point_columns(
    points: Iterable[tuple[float, float, int, str, str]], *, clustered: bool, total: int
) -> dict[str, Any]:
    """Pack points for the map client: one list per column, degrees as whole millionths (about 0.1 m).

    Each point is (longitude, latitude, how many it stands for, id, name); of a cluster id and name are empty.
    """
    lon: list[int] = []
    lat: list[int] = []
    n: list[int] = []
    ids: list[str] = []
    names: list[str] = []
    for longitude, latitude, count, key, name in points:
        lon.append(round(longitude * 1_000_000))
        lat.append(round(latitude * 1_000_000))
        n.append(count)
        ids.append(key)
        names.append(name)
    columns: dict[str, Any] = {"clustered": clustered, "total": total, "lon": lon, "lat": lat, "n": n}
    if not clustered:
        columns |= {"id": ids, "name": names}
    return columns


CLUSTER_ABOVE = 3000
"""How many points a box may hold before they are clustered."""

_PIXELS = 60


def lattice_step(zoom: int) -> float:
    """Side of a cluster cell at a zoom in degrees of longitude: about 60 pixels of the screen.

    In SQL: `GROUP BY floor(lon / step), floor(lat / step)`, answering avg(lon), avg(lat), count(*).
    """
    return float(360.0 * _PIXELS / (512 * 2**zoom))


def cluster(points: Iterable[tuple[float, float]], zoom: int) -> list[tuple[float, float, int, str, str]]:
    """Put points (longitude, latitude) together by the lattice of a zoom; each cell stands at their mean."""
    step = lattice_step(zoom)
    cells: dict[tuple[int, int], list[float]] = {}
    for longitude, latitude in points:
        cell = cells.setdefault((int(longitude // step), int(latitude // step)), [0.0, 0.0, 0])
        cell[0] += longitude
        cell[1] += latitude
        cell[2] += 1
    return [(lon / n, lat / n, int(n), "", "") for lon, lat, n in cells.values()]


@dataclass(frozen=True, slots=True)
class Box:
    """The part of the map that is asked for: degrees and zoom."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies inside."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    @classmethod
    def read(cls, bbox: str, zoom: str) -> Box:
        """Read what the map client sends. Raises ValueError with a Chinese sentence."""
        try:
            west, south, east, north = (float(part) for part in bbox.split(","))
            level = int(zoom)
        except ValueError:
            raise ValueError(
                f"地图范围“{bbox}”、级别“{zoom}”不对：范围应为“西，南，东，北”四个经纬度，级别为整数"
            ) from None
        inside = -180 <= west <= east <= 180 and -90 <= south <= north <= 90 and 0 <= level <= 22
        if not inside:
            raise ValueError(f"地图范围“{bbox}”、级别“{zoom}”超出了经纬度或级别的上下限")
        return cls(west, south, east, north, level)
