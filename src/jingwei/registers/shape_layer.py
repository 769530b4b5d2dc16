"""Lines and outlines of ledger rows on the map: rivers, parcels."""

from typing import Any

import shapely
from django.db.models import F
from shapely.geometry import mapping, shape

from jingwei.core.fields import Field
from jingwei.core.ui.maps import Box
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.query import registers, versions

MOST = 5000
_KINDS = frozenset({"line", "outline"})


def shaped_registers() -> list[tuple[Register, Field]]:
    """The ledgers whose rows have a line or an outline, each with the field that holds it, in the order of the menu."""
    found = []
    for register in registers():
        field = next((one for one in fieldset_of(register).fields if one.kind in _KINDS), None)
        if field is not None:
            found.append((register, field))
    return found


def shapes_in(register: Register, box: Box, card_url: str) -> dict[str, Any]:
    """GeoJSON of the rows whose shape touches a box, simplified for its zoom; at most `MOST` rows are read.

    `card_url` + entry key is the address behind each; empty for a ledger without shapes.
    """
    field = next((one for one in fieldset_of(register).fields if one.kind in _KINDS), None)
    features = []
    if field is not None:
        rows = versions(register).filter(data__has_key=field.key).annotate(drawn=F(f"data__{field.key}"))
        tolerance = 360 / (512 * 2**box.zoom) / 2
        for entry, title, drawn in rows.order_by("sort", "id").values_list("entry_id", "title", "drawn")[:MOST]:
            whole = shape(drawn)
            west, south, east, north = whole.bounds
            if east < box.west or west > box.east or north < box.south or south > box.north:
                continue
            simple = shapely.transform(whole.simplify(tolerance), lambda points: points.round(6))
            properties = {"name": title, "url": f"{card_url}{entry}"}
            features.append({"type": "Feature", "properties": properties, "geometry": mapping(simple)})
    return {"type": "FeatureCollection", "features": features}
