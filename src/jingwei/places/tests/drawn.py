"""Steps drawn on the invented square subdistrict."""

import json
from typing import Any

from jingwei.core.actions import Done, perform
from jingwei.core.files import keep_file
from jingwei.places.actions import RedrawPlaces
from jingwei.places.tests.squares import SIDE, SOUTH, WEST

TODAY = "2025-03-01"


def spots(*at: tuple[float, float]) -> list[list[float]]:
    """Points in sides of the whole square, as degrees."""
    return [[WEST + x * SIDE, SOUTH + y * SIDE] for x, y in at]


def redraw(*steps: dict[str, Any], on: str = TODAY, scheme: str = "general", reason: str = "街道办会议纪要") -> Done:
    """Redraw through the action."""
    stored = keep_file(json.dumps({"steps": steps}).encode(), "网格调整.json", "application/json")
    return perform(RedrawPlaces(), [{"scheme": scheme, "valid_from": on}], targets=[stored.pk], reason=reason)
