"""Areas and short distances of outlines given in degrees (CGCS2000), in square metres and metres.

The plane is Lambert's cylindrical equal-area projection of the CGCS2000 ellipsoid with its standard parallel through
the place itself (Snyder, Map Projections: A Working Manual, 1987, eq. 10-13 to 10-16 and 3-12): areas are exact
everywhere, and within a subdistrict lengths are true to a few parts in a hundred thousand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

# CGCS2000 (GH 2000 ellipsoid, national standard GB 22021-2008): semi-major axis in metres and flattening.
SEMI_MAJOR_AXIS = 6378137.0
FLATTENING = 1 / 298.257222101

_E2 = FLATTENING * (2 - FLATTENING)
_E = math.sqrt(_E2)


def _authalic(sine: Floats) -> Floats:
    """Snyder's q (3-12): proportional to the area between the equator and a latitude with this sine."""
    term = _E * sine
    return np.asarray((1 - _E2) * (sine / (1 - term * term) + np.arctanh(term) / _E))


_Q_POLE = float(_authalic(np.array(1.0)))


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """An equal-area plane around one place: metres east and north of (``lon0``, ``lat0``)."""

    lon0: float
    lat0: float

    @property
    def _stretch(self) -> float:
        sine = math.sin(math.radians(self.lat0))
        return math.cos(math.radians(self.lat0)) / math.sqrt(1 - _E2 * sine * sine)

    def _north(self, lats: Floats) -> Floats:
        return np.asarray(SEMI_MAJOR_AXIS * _authalic(np.sin(np.radians(lats))) / (2 * self._stretch))

    def to_metres(self, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
        """Degrees to metres; arrays of one shape in, two arrays of that shape out."""
        east = SEMI_MAJOR_AXIS * self._stretch * np.radians(np.asarray(lons) - self.lon0)
        return east, self._north(np.asarray(lats)) - self._north(np.array(self.lat0))

    def to_degrees(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        """Metres back to degrees, by Snyder's iteration (3-16), good to well under a millimetre."""
        lons = self.lon0 + np.degrees(np.asarray(east) / (SEMI_MAJOR_AXIS * self._stretch))
        q = 2 * self._stretch * (np.asarray(north) + self._north(np.array(self.lat0))) / SEMI_MAJOR_AXIS
        lats = np.arcsin(np.clip(q / _Q_POLE, -1, 1))
        for _ in range(3):
            sine = np.sin(lats)
            lats = lats + (q - _authalic(sine)) * (1 - _E2 * sine * sine) ** 2 / (2 * (1 - _E2) * np.cos(lats))
        return lons, np.degrees(lats)

    def flatten(self, shape: BaseGeometry) -> BaseGeometry:
        """The same geometry in metres."""
        return shapely.transform(shape, lambda xy: np.column_stack(self.to_metres(xy[:, 0], xy[:, 1])))

    def unflatten(self, shape: BaseGeometry) -> BaseGeometry:
        """A geometry in metres of this plane, back in degrees."""
        return shapely.transform(shape, lambda xy: np.column_stack(self.to_degrees(xy[:, 0], xy[:, 1])))


def plane_of(shape: BaseGeometry) -> LocalPlane:
    """The plane through the middle of a shape's bounding box; an empty shape gives the plane at (0, 0)."""
    if shape.is_empty:
        return LocalPlane(0.0, 0.0)
    west, south, east, north = shape.bounds
    return LocalPlane((west + east) / 2, (south + north) / 2)


def area_m2(shape: BaseGeometry) -> float:
    """Area of a geometry in degrees, in square metres; points and lines have none."""
    return float(plane_of(shape).flatten(shape).area)


def length_m(shape: BaseGeometry) -> float:
    """Length of a line (or of the outline of an area) in degrees, in metres."""
    return float(plane_of(shape).flatten(shape).length)
