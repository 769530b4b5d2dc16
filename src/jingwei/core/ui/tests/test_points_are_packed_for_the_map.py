import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.ui.maps import Box, cluster, lattice_step, point_columns

POINTS = st.lists(st.tuples(st.floats(118, 119), st.floats(24, 25)), max_size=200)


@given(points=POINTS, zoom=st.integers(0, 20))
def test_no_point_is_lost_in_a_cluster(points: list[tuple[float, float]], zoom: int) -> None:
    cells = cluster(points, zoom)
    assert sum(count for _, _, count, _, _ in cells) == len(points)
    assert all(117.999 <= lon <= 119.001 and 23.999 <= lat <= 25.001 for lon, lat, _, _, _ in cells)


def test_a_step_halves_with_each_zoom() -> None:
    assert lattice_step(12) == 2 * lattice_step(13)


def test_points_travel_in_columns_of_whole_numbers() -> None:
    assert point_columns([(118.1234567, 24.5, 1, "a", "东港路1号")], clustered=False, total=1) == {
        "clustered": False,
        "total": 1,
        "lon": [118123457],
        "lat": [24500000],
        "n": [1],
        "id": ["a"],
        "name": ["东港路1号"],
    }


def test_a_cluster_has_no_name() -> None:
    assert set(point_columns([(1.0, 2.0, 9, "", "")], clustered=True, total=9)) == {
        "clustered",
        "total",
        "lon",
        "lat",
        "n",
    }


def test_a_box_is_read() -> None:
    box = Box.read("118.0,24.4,118.2,24.6", "13")
    assert box.holds(118.1, 24.5)
    assert not box.holds(118.3, 24.5)


@pytest.mark.parametrize(
    ("bbox", "zoom"),
    [
        ("", "12"),
        ("1,2,3", "12"),
        ("118,24,119,25", "x"),
        ("119,24,118,25", "12"),
        ("nan,24,119,25", "12"),
        ("1,2,3,400", "1"),
        ("1,2,3,4", "99"),
    ],
)
def test_a_bad_box_is_named_in_words(bbox: str, zoom: str) -> None:
    with pytest.raises(ValueError, match="地图范围"):
        Box.read(bbox, zoom)
