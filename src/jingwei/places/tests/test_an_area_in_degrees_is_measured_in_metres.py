import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box

from jingwei.places.equal_area import LocalPlane, area_m2, length_m


def test_the_whole_ellipsoid_has_its_known_area():
    # GRS 80 / CGCS2000: 510 065 621.7 square kilometres.
    assert area_m2(box(-180, -90, 180, 90)) / 1e6 == pytest.approx(510_065_621.7, abs=0.2)


def test_a_degree_cell_at_the_equator_has_its_known_area():
    assert area_m2(box(0, 0, 1, 1)) / 1e6 == pytest.approx(12308.8, abs=1.0)


def test_the_area_does_not_depend_on_where_the_plane_is_laid():
    cell = box(119.8, 38.6, 119.81, 38.61)
    areas = [LocalPlane(lon, lat).flatten(cell).area for lon, lat in ((119.8, 38.6), (118.0, 37.0), (110.0, 20.0))]
    assert max(areas) - min(areas) < 1e-3


def test_a_degree_of_the_meridian_and_of_the_parallel_have_their_known_lengths():
    # At 38.6 degrees north a degree of latitude measures 111.0 km, one of longitude 87.1 km.
    assert length_m(LineString([(119.8, 38.595), (119.8, 38.605)])) == pytest.approx(1110.05, abs=0.3)
    expected = 111319.49 * math.cos(math.radians(38.6)) / math.sqrt(1 - 0.00669438 * math.sin(math.radians(38.6)) ** 2)
    assert length_m(LineString([(119.8, 38.6), (119.81, 38.6)])) == pytest.approx(expected / 100, abs=0.05)


def test_an_empty_shape_has_no_area():
    assert area_m2(Polygon()) == 0


@given(st.floats(74, 135), st.floats(4, 53), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_degrees_to_metres_and_back(lon, lat, east, north):
    plane = LocalPlane(lon, lat)
    there = plane.to_metres(np.array([lon + east]), np.array([lat + north]))
    lons, lats = plane.to_degrees(*there)
    assert lons[0] == pytest.approx(lon + east, abs=1e-8)
    assert lats[0] == pytest.approx(lat + north, abs=1e-8)
