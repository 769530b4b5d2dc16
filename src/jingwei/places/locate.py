"""Which place is a point in: one point or a whole ledger at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

Key = TypeVar("Key", bound=Hashable)


class Locator(Generic[Key]):
    """Finds the place of a point among the outlines of one level of one scheme.

    ``places`` are pairs of a place's key and its outline in degrees (CGCS2000). A point on a border belongs to the
    place that was given first, so hand them over in the order of their codes; the outer border counts as inside.
    """

    def __init__(self, places: Iterable[tuple[Key, BaseGeometry]]) -> None:
        pairs = [(key, shape) for key, shape in places if not shape.is_empty]
        self._keys: list[Key] = [key for key, _ in pairs]
        self._shapes = np.array([shape for _, shape in pairs], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._keys)

    def locate(self, lon: float | None, lat: float | None) -> Key | None:
        """The key of the place that holds the point (degrees); None where no place does or a coordinate is missing."""
        return self.locate_many([lon], [lat])[0]

    def locate_many(self, lons: Sequence[float | None], lats: Sequence[float | None]) -> list[Key | None]:
        """The keys of the places that hold the points, in the order of the points; None as in ``locate``."""
        east = np.asarray(lons, dtype=np.float64)
        north = np.asarray(lats, dtype=np.float64)
        if east.shape != north.shape or east.ndim != 1:
            raise ValueError("lons and lats must be two sequences of one length")
        found = self._first_place(east, north)
        return [self._keys[index] if index >= 0 else None for index in found.tolist()]

    def _first_place(self, east: np.ndarray, north: np.ndarray) -> np.ndarray:
        none = len(self._keys)
        first = np.full(east.shape, none, dtype=np.int64)
        known = np.flatnonzero(np.isfinite(east) & np.isfinite(north))
        if none and known.size:
            hits, shapes = self._tree.query(shapely.points(east[known], north[known]))
            points = known[hits]
            inside = shapely.intersects_xy(self._shapes[shapes], east[points], north[points])
            np.minimum.at(first, points[inside], shapes[inside])
        first[first == none] = -1
        return first
