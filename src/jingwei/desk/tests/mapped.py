"""The small street with outlines on the ground and a few located houses."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.places.models import GridScheme, Place
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses, house, record

WEST, SOUTH, SIDE = 119.8, 38.6, 0.01
SPOT = (119.802, 38.602)


def _square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    x0, y0, x1, y1 = WEST + west * SIDE, SOUTH + south * SIDE, WEST + east * SIDE, SOUTH + north * SIDE
    return {"type": "Polygon", "coordinates": [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]]}


def mapped_street(**more: Any) -> Street:
    """`make_street` with communities as strips of a square, grids as their halves, and a second scheme over all."""
    street = make_street(**{"micro": 0, **more})
    with open_scope(street.keeper()):
        for place in street.places.values():
            place.outline = _square(*_box(street, place))
            place.area = Decimal(1000)
        Place.objects.bulk_update(street.places.values(), ["outline", "area"])
        levels = [{"key": "drive", "name": "防疫网格"}]
        drive = GridScheme.objects.create(key="drive", name="防疫网格", levels=levels, order=1)
        one = Place(
            subdistrict=street.code, scheme=drive, code="F01", name="防疫1号", level="drive", sort="1",
            valid_from=street.community().valid_from, outline=_square(0, 0, 1, 1),
        )  # fmt: skip
        one.path = [one.pk]
        one.save()
    with open_scope(street.scope("office")):
        define_houses()
    return replace(street)


def _box(street: Street, place: Place) -> tuple[float, float, float, float]:
    if place.level == "street":
        return 0, 0, 1, 1
    community = int(place.code[9:12]) - 1
    count = sum(one.level == "community" for one in street.places.values())
    west, east = community / count, (community + 1) / count
    if place.level == "community":
        return west, 0, east, 1
    grid = int(place.code[12:15]) - 1
    return west, grid / 2, east, (grid + 1) / 2


def add_houses(street: Street, *numbers: int, grid: Place | None = None, spot: tuple[float, float] = SPOT) -> list[str]:
    """Houses 示例路N号 in a grid (the first), each at the spot."""
    where = {"lon": spot[0], "lat": spot[1]}
    code = (grid or street.grid()).code
    with open_scope(street.scope("office")):
        return record(register_by_key("houses"), [house(number, code, point=where) for number in numbers])
