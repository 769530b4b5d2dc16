import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon, box

from jingwei.places.locate import Locator


def grid_of(columns, rows, size=0.01, lon=119.0, lat=38.0):
    return [
        (
            f"{row:02}{column:02}",
            box(lon + column * size, lat + row * size, lon + (column + 1) * size, lat + (row + 1) * size),
        )
        for row in range(rows)
        for column in range(columns)
    ]


CELLS = grid_of(5, 5)


def test_a_point_inside_gives_the_key_and_one_outside_gives_none():
    locator = Locator(CELLS)
    assert locator.locate(119.005, 38.005) == "0000"
    assert locator.locate(119.045, 38.015) == "0104"
    assert locator.locate(120.0, 38.0) is None


def test_a_missing_coordinate_gives_none_and_the_others_keep_their_order():
    locator = Locator(CELLS)
    assert locator.locate(None, 38.0) is None
    assert locator.locate_many([119.005, None, float("nan"), 119.015], [38.005, 38.0, 38.0, None]) == [
        "0000",
        None,
        None,
        None,
    ]


def test_a_point_on_a_border_belongs_to_the_place_given_first():
    locator = Locator(CELLS)
    assert locator.locate(119.01, 38.005) == "0000"
    assert Locator(reversed(CELLS)).locate(119.01, 38.005) == "0001"
    assert locator.locate(119.0, 38.0) == "0000"


def test_no_outlines_find_nothing_and_uneven_lists_are_refused():
    assert Locator([]).locate_many([119.0], [38.0]) == [None]
    assert Locator([("empty", Polygon())]).locate(119.0, 38.0) is None
    with pytest.raises(ValueError, match="one length"):
        Locator(CELLS).locate_many([119.0], [])


def test_a_hole_is_not_inside():
    ring = Polygon(
        [(119, 38), (119.1, 38), (119.1, 38.1), (119, 38.1)],
        [[(119.04, 38.04), (119.06, 38.04), (119.06, 38.06), (119.04, 38.06)]],
    )
    locator = Locator([("ring", ring)])
    assert locator.locate(119.05, 38.05) is None
    assert locator.locate(119.02, 38.02) == "ring"


@given(st.lists(st.tuples(st.floats(118.99, 119.06), st.floats(37.99, 38.06)), max_size=40))
def test_many_points_are_found_as_one_by_one(points):
    locator = Locator(CELLS)
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    expected = [next((key for key, cell in CELLS if cell.intersects(Point(p))), None) for p in points]
    assert locator.locate_many(lons, lats) == expected == [locator.locate(*p) for p in points]


def test_a_whole_ledger_is_located_at_once():
    rng = random.Random(7)
    lons = np.array([rng.uniform(119, 119.05) for _ in range(20_000)])
    lats = np.array([rng.uniform(38, 38.05) for _ in range(20_000)])
    found = Locator(CELLS).locate_many(lons, lats)
    assert found[0] == f"{int((lats[0] - 38) / 0.01):02}{int((lons[0] - 119) / 0.01):02}"
    assert None not in found
