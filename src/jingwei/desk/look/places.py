"""Invented places for the page of parts. Nothing here is real."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

from jingwei.core.ui.maps import MapPage, OutlineLayer, PointLayer

MAP = MapPage(
    bounds=(118.05, 24.40, 118.19, 24.52),
    points=(PointLayer("houses", "房屋", "?page=points", "?page=card&id="),),
    outlines=(OutlineLayer("grids", "网格", "?page=outlines", shown=True),),
    picture_url="?page=picture",
)


@lru_cache(maxsize=1)
def points() -> tuple[tuple[float, float], ...]:
    """73,441 invented places in and around five clumps."""
    dice = random.Random(11)  # noqa: S311 - sample data
    middles = [(dice.uniform(118.07, 118.17), dice.uniform(24.42, 24.50)) for _ in range(5)]
    places = []
    for _ in range(73441):
        lon, lat = dice.choice(middles)
        places.append((dice.gauss(lon, 0.012), dice.gauss(lat, 0.009)))
    return tuple(places)


def outlines() -> dict[str, Any]:
    """A lattice of 48 invented grids as GeoJSON."""
    features = []
    for column in range(8):
        for row in range(6):
            west, south = 118.05 + column * 0.0175, 24.40 + row * 0.02
            ring = [
                [west, south],
                [west + 0.0175, south],
                [west + 0.0175, south + 0.02],
                [west, south + 0.02],
                [west, south],
            ]
            middle = [west + 0.00875, south + 0.01]
            properties = {"name": f"{column + 1}-{row + 1}网格", "url": "?page=card", "at": middle}
            features.append(
                {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
            )
    return {"type": "FeatureCollection", "features": features}
