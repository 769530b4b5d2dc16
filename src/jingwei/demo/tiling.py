"""Cutting an area into cells that fill it: no gap, no overlap, borders shared point by point."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import LineString, MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

GRID_DEGREES = 1e-7  # a centimetre: what seven decimals in a file can say


def irregular_outline(area_m2: float, rng: random.Random) -> Polygon:
    """A subdistrict's outline around (0, 0) in metres with the given area: longer than high, its east side a coast."""
    waves = [(k, rng.uniform(0.3, 1.0) * 0.16 / k, rng.uniform(0, math.tau)) for k in range(2, 9)]
    points = []
    for step in range(150):
        angle = math.tau * step / 150
        radius = 1 + sum(size * math.cos(k * angle + turn) for k, size, turn in waves)
        radius *= 1 + (0.035 if math.cos(angle) > 0.2 else 0.008) * rng.uniform(-1, 1)
        points.append((1.25 * radius * math.cos(angle), 0.85 * radius * math.sin(angle)))
    rough = Polygon(points)
    stretch = math.sqrt(area_m2 / rough.area)
    return Polygon([(x * stretch, y * stretch) for x, y in points])


def divide(shape: BaseGeometry, count: int, rng: random.Random, sway: float = 0.0, rounds: int = 3) -> list[Polygon]:
    """``count`` connected cells that fill ``shape`` (metres); ``sway`` bends their common borders by that share."""
    if count == 1:
        return [_largest(shape)]
    for _ in range(20):
        cells = _cells(shape, count, rng, rounds)
        lines = [_bend(line, sway, rng) for line in _edges(cells)]
        faces = list(shapely.get_parts(shapely.polygonize(_noded([*lines, shape.boundary]))))
        faces = [face for face in faces if shape.contains(face.representative_point())]
        labels = [_most_covered(face, cells) for face in faces]
        if len(set(labels)) == count:
            return _united(faces, labels)
    raise RuntimeError(f"an area could not be divided into {count} cells")


def serial_order(shapes: Sequence[BaseGeometry]) -> list[int]:
    """The order in which serials are given: rows from north to south, within a row from west to east."""
    if not shapes:
        return []
    height = math.sqrt(sum(shape.area for shape in shapes) / len(shapes))
    centres = [shape.representative_point() for shape in shapes]
    top = max(centre.y for centre in centres)
    return sorted(range(len(shapes)), key=lambda i: (int((top - centres[i].y) / height), centres[i].x))


def share_borders(schemes: Sequence[Sequence[BaseGeometry]]) -> list[list[Polygon]]:
    """The cells of several divisions of one area, in degrees, with every border point in common to the centimetre.

    All borders are cut at each other on one grid of seven decimals; what was a cell becomes the union of the pieces
    inside it, so that cells, their unions and other divisions fit together exactly.
    """
    lines = [cell.boundary for cells in schemes for cell in cells]
    pieces = list(shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID_DEGREES)])))
    points = np.array([piece.representative_point() for piece in pieces], dtype=object)
    result = []
    for cells in schemes:
        tree = STRtree(list(cells))
        nearest = tree.nearest(points)
        inside, owner = tree.query(points, predicate="intersects")
        labels = nearest.tolist()
        for piece, cell in sorted(zip(inside.tolist(), owner.tolist(), strict=True), reverse=True):
            labels[piece] = cell
        united = _united(pieces, labels)
        if len(united) != len(cells):
            raise RuntimeError("a cell was lost while borders were fitted")
        result.append([_rounded(cell) for cell in united])
    return result


def union(cells: Sequence[BaseGeometry]) -> Polygon:
    """The area of cells that share their borders, as one polygon with every border point kept."""
    return _rounded(_largest(shapely.union_all(list(cells))))


def _rounded(shape: Polygon) -> Polygon:
    rounded = shapely.transform(shape, lambda xy: np.round(xy, 7))
    return rounded if isinstance(rounded, Polygon) else _largest(rounded)


def _largest(shape: BaseGeometry) -> Polygon:
    return max((part for part in shapely.get_parts(shape) if isinstance(part, Polygon)), key=lambda part: part.area)


def scatter(shape: BaseGeometry, count: int, rng: random.Random) -> list[tuple[float, float]]:
    """Random points inside a shape, in its own units."""
    shapely.prepare(shape)
    west, south, east, north = shape.bounds
    points: list[tuple[float, float]] = []
    while len(points) < count:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(shape, x, y):
            points.append((x, y))
    return points


def _cells(shape: BaseGeometry, count: int, rng: random.Random, rounds: int) -> list[BaseGeometry]:
    points = scatter(shape, count, rng)
    frame = shape.envelope.buffer(math.sqrt(shape.area))
    cells: list[BaseGeometry] = []
    for turn in range(rounds + 1):
        parts = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=frame, ordered=True))
        cells = [part.intersection(frame) for part in parts]
        if turn < rounds:
            centres = [cell.intersection(shape).centroid for cell in cells]
            points = [(centre.x, centre.y) for centre in centres]
    return cells


def _edges(cells: Sequence[BaseGeometry]) -> list[LineString]:
    """The borders between cells, from node to node, in a settled order."""
    merged = shapely.line_merge(shapely.union_all([cell.boundary for cell in cells]))
    return sorted(shapely.get_parts(merged).tolist(), key=lambda line: (line.coords[0], line.coords[-1]))


def _bend(line: LineString, sway: float, rng: random.Random) -> LineString:
    if not sway:
        return line
    points = [*line.coords]
    for _ in range(3):
        bent = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            push = rng.uniform(-sway, sway)
            bent += [((x0 + x1) / 2 - push * (y1 - y0), (y0 + y1) / 2 + push * (x1 - x0)), (x1, y1)]
        points = bent
    return LineString(points)


def _noded(lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    return [shapely.union_all(list(lines), grid_size=0.001)]


def _most_covered(face: BaseGeometry, cells: Sequence[BaseGeometry]) -> int:
    areas = [face.intersection(cell).area for cell in cells]
    return areas.index(max(areas))


def _united(faces: Sequence[BaseGeometry], labels: list[int]) -> list[Polygon]:
    """One polygon per label; a piece cut off from the rest of its label goes to the neighbour it touches most."""
    labels = list(labels)
    for _ in range(10):
        groups: dict[int, list[int]] = {}
        for index, label in enumerate(labels):
            groups.setdefault(label, []).append(index)
        shapes = {label: shapely.union_all([faces[i] for i in members]) for label, members in groups.items()}
        whole = {label: shape for label, shape in shapes.items() if isinstance(shape, Polygon)}
        if len(whole) == len(shapes):
            return [whole[label] for label in sorted(whole)]
        split_up = [label for label in shapes if label not in whole]
        for label in split_up:
            main = _largest(shapes[label])
            for index in groups[label]:
                if not main.intersects(faces[index].representative_point()):
                    labels[index] = _best_neighbour(faces[index], label, shapes)
    raise RuntimeError("cells could not be made whole")


def _best_neighbour(face: BaseGeometry, label: int, shapes: dict[int, BaseGeometry]) -> int:
    shared = {
        other: shape.intersection(face).length
        for other, shape in shapes.items()
        if other != label and shape.intersects(face)
    }
    return max(shared, key=lambda other: (shared[other], -other), default=label)
