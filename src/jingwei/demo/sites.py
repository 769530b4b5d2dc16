"""Building sites inside a microgrid: points in metres that stay clear of its border."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon

from jingwei.demo.tiling import scatter
from jingwei.places.equal_area import LocalPlane

Point = tuple[float, float]


def _inner(cell: Polygon, margin: float) -> Polygon:
    """The cell without a strip along its border; a narrow cell keeps its core."""
    while margin > 0.5:
        parts = [part for part in shapely.get_parts(cell.buffer(-margin)) if isinstance(part, Polygon)]
        if parts:
            return max(parts, key=lambda part: part.area)
        margin /= 2
    return cell


def lattice(cell: Polygon, count: int, rng: random.Random, margin: float = 22.0) -> list[Point]:
    """``count`` points on a turned lattice that fills the cell, row by row."""
    if count <= 0:
        return []
    inner = _inner(cell, margin)
    shapely.prepare(inner)
    turn = math.radians(rng.uniform(-18, 18))
    centre = inner.centroid
    reach = math.hypot(inner.bounds[2] - inner.bounds[0], inner.bounds[3] - inner.bounds[1]) / 2
    step = math.sqrt(inner.area / count)
    while True:
        side = np.arange(-reach, reach + step, step)
        across, along = np.meshgrid(side * 1.25, side * 0.8)
        x = (centre.x + across * math.cos(turn) - along * math.sin(turn)).ravel()
        y = (centre.y + across * math.sin(turn) + along * math.cos(turn)).ravel()
        kept = np.flatnonzero(shapely.contains_xy(inner, x, y))
        if kept.size >= count:
            chosen = sorted(rng.sample(range(int(kept.size)), count))
            return [(float(x[kept[i]]), float(y[kept[i]])) for i in chosen]
        step *= 0.93


def frontage(cell: Polygon, count: int, rng: random.Random, margin: float = 11.0) -> list[Point]:
    """``count`` points along the inside of the cell's border, where shops face the road."""
    if count <= 0:
        return []
    ring = _inner(cell, margin).exterior
    places = sorted(rng.random() for _ in range(count))
    return [(p.x, p.y) for p in shapely.line_interpolate_point(ring, places, normalized=True).tolist()]


def anywhere(cell: Polygon, count: int, rng: random.Random, margin: float = 15.0) -> list[Point]:
    """``count`` random points inside the cell."""
    return scatter(_inner(cell, margin), count, rng)


@dataclass(frozen=True, slots=True)
class Degrees:
    """Points in degrees, to the six decimals an office writes down (0.1 m)."""

    lons: list[float]
    lats: list[float]

    @classmethod
    def of(cls, plane: LocalPlane, points: list[Point]) -> Degrees:
        xy = np.array(points, dtype=np.float64).reshape(-1, 2)
        lons, lats = plane.to_degrees(xy[:, 0], xy[:, 1])
        return cls(np.round(lons, 6).tolist(), np.round(lats, 6).tolist())


def degrees(plane: LocalPlane, point: Point) -> tuple[float, float]:
    """One point in degrees, to six decimals."""
    found = Degrees.of(plane, [point])
    return found.lons[0], found.lats[0]
