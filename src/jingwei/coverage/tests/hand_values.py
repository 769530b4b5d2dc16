"""What the recount by hand works out of single values: bounds, distances, what is counted of a matter."""

from collections.abc import Mapping
from math import cos, hypot, radians, sin, sqrt
from typing import Any

_EQUATOR, _ECCENTRICITY = 6378137.0, 0.00669438002290
_BOUNDS = {
    "min": lambda value, bound: value >= bound,
    "max": lambda value, bound: value <= bound,
    "over": lambda value, bound: value > bound,
    "under": lambda value, bound: value < bound,
}


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The straight way between two points (longitude, latitude) a few kilometres apart, over the ellipsoid of CGCS2000:
    by its radii of curvature in the middle of the two."""
    middle = radians((one[1] + other[1]) / 2)
    bent = 1 - _ECCENTRICITY * sin(middle) ** 2
    north = radians(other[1] - one[1]) * _EQUATOR * (1 - _ECCENTRICITY) / bent**1.5
    east = radians(other[0] - one[0]) * _EQUATOR / sqrt(bent) * cos(middle)
    return hypot(north, east)


def told_of_matter(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is counted of a matter whose sheet says nothing of dispatch and return: its days, and where it stands."""
    days = {key: said[f"{key}_at"][:10] for key in ("received", "closed") if f"{key}_at" in said}
    return {**days, "stage": "closed" if "closed" in days else "received"}


def bounded(value: Any, bounds: Mapping[str, Any]) -> bool:
    """Whether a value keeps to all its bounds."""
    return all(check(value, bounds[word]) for word, check in _BOUNDS.items() if word in bounds)


def each(value: Any) -> list[Any]:
    """What is wanted as a list, told as one or singly."""
    return list(value) if isinstance(value, (list, tuple)) else [value]
