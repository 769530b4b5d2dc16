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

    `picture_url` is a server-drawn picture for browsers without WebGL2.
    """

    bounds: tuple[float, float, float, float]
    points: tuple[PointLayer, ...] = ()
    outlines: tuple[OutlineLayer, ...] = ()
    picture_url: str = ""
    tiles: str = ""
    attribution: str = ""
    max_zoom: int = 19

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
