"""An invented square subdistrict for tests of the territory: communities side by side, grids inside them."""

import json
from collections.abc import Iterable
from typing import Any

from jingwei.core.actions import Done, perform
from jingwei.core.files import keep_file
from jingwei.core.scope import SYSTEM, Actor, Reader, Scope
from jingwei.places.actions import ImportOutlines

STREET = "990101009"
WEST, SOUTH, SIDE = 119.8, 38.6, 0.01


def office(role: str = "office", code: str = STREET) -> Scope:
    """The scope of somebody in the office with one role."""
    return Scope(Reader.STREET, code, Actor(None, "测甲", frozenset({role}), title="测试岗"))


def keeper(code: str = STREET) -> Scope:
    """The system itself, as keeper of lists."""
    return Scope(Reader.ADMIN, code, SYSTEM)


def square(code: str, name: str, level: str, parent: str, *box: float) -> dict[str, Any]:
    """A feature; `box` is west, south, east, north in sides of the whole square."""
    west, south, east, north = box
    x0, y0, x1, y1 = WEST + west * SIDE, SOUTH + south * SIDE, WEST + east * SIDE, SOUTH + north * SIDE
    ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
    properties = {"code": code, "name": name, "level": level, "parent": parent}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def features(communities: int = 2, grids: int = 2) -> list[dict[str, Any]]:
    """The whole square, `communities` strips of it, each cut into `grids`."""
    made = [square(STREET, "试验街道", "街道", "", 0, 0, 1, 1)]
    for c in range(communities):
        code, west, east = f"{STREET}{c + 1:03d}", c / communities, (c + 1) / communities
        made.append(square(code, f"第{c + 1}社区", "社区", STREET, west, 0, east, 1))
        for g in range(grids):
            box = (west, g / grids, east, (g + 1) / grids)
            made.append(square(f"{code}{g + 1:03d}", f"第{c + 1}社区第{g + 1}网格", "网格", code, *box))
    return made


def import_features(made: Iterable[dict[str, Any]], on: str = "2024-01-01", **more: Any) -> Done:
    """Bring features in through the action."""
    text = json.dumps({"type": "FeatureCollection", "features": list(made)}, ensure_ascii=False)
    stored = keep_file(text.encode(), "网格边界.geojson", "application/geo+json")
    values = {"scheme": "general", "scheme_name": "综合网格", "valid_from": on, **more}
    return perform(ImportOutlines(), [values], targets=[stored.pk])
