"""A file of outlines: a scheme over the whole street with so many parts side by side."""

import json
from typing import Any

from tests.query_counts.full_street import Full

from jingwei.core.files import keep_file
from jingwei.core.models import StoredFile
from jingwei.places.tests.drawn import spots
from jingwei.places.tests.squares import square


def outlines(full: Full, share: float = 1.0) -> dict[str, Any]:
    """The street and its parts, each over a `share` of its strip."""
    parts = full.each(
        lambda n: square(
            f"F{n:03d}", f"防疫{n}号", "防疫网格", full.street.code, n / full.rows, 0, (n + 1) / full.rows, share
        )
    )
    whole = square(full.street.code, full.street.name, "街道", "", 0, 0, 1, 1)
    return {"type": "FeatureCollection", "features": [whole, *parts]}


def _halved(full: Full, number: int) -> dict[str, Any]:
    """A step that cuts one grid, a strip over the whole height, across."""
    grid = full.street.grid(number + 1)
    line = spots((number / full.rows - 0.001, 0.25), ((number + 1) / full.rows + 0.001, 0.25))
    return {"do": "split", "place": grid.code, "points": line, "code": f"{grid.code[:12]}009", "name": f"新{number}"}


def drawn_file(full: Full) -> StoredFile:
    """A drawing that cuts so many grids, at most as many as one drawing may hold."""
    steps = [_halved(full, number) for number in range(min(full.rows, 20))]
    return keep_file(json.dumps({"steps": steps}).encode(), "网格调整.json", "application/json")


def redrawn_page(full: Full) -> dict[str, Any]:
    """What the page of redrawing is sent for one step."""
    step = _halved(full, 0)
    points = "\n".join(f"{lon},{lat}" for lon, lat in step["points"])
    return {**step, "points": points, "steps": "[]", "level": "grid", "press": "add"}
