import json

import pytest

from jingwei.core.fields import KINDS
from jingwei.core.tests.reading import field_of, read, refusal

POINT = {"lon": 118.586421, "lat": 24.907853}
SQUARE = [[118.0, 24.0], [118.1, 24.0], [118.1, 24.1], [118.0, 24.1], [118.0, 24.0]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}
BOW = [[118.0, 24.0], [118.1, 24.1], [118.1, 24.0], [118.0, 24.1], [118.0, 24.0]]


@pytest.mark.parametrize(
    "raw",
    [
        POINT, (118.586421, 24.907853), ["118.586421", "24.907853"], "118.586421,24.907853", "118.586421，24.907853",
        "118.586421 24.907853", "东经118.586421°，北纬24.907853°", "E118.586421,N24.907853",
        {"type": "Point", "coordinates": [118.586421, 24.907853]},
        '{"type":"Point","coordinates":[118.586421,24.907853]}',
        {"lon": "118.586421", "lat": "24.907853°"},
    ],
    ids=str,
)  # fmt: skip
def test_a_point_is_read_from_two_columns_a_text_or_geojson(raw):
    assert read("location", raw) == POINT


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("0,0", "point.zero"),
        ((0.0, 0.0), "point.zero"),
        ("24.9,118.5", "point.swapped"),
        ((24.9, 118.5), "point.swapped"),
        ("12.5,41.9", "point.outside"),
        ((150.0, 24.0), "point.outside"),
        ("40500123.5,2756123.1", "point.projected"),
        ("东湖路口", "point.shape"),
        ((118.5, None), "point.half"),
        ({"lon": "118.5", "lat": ""}, "point.half"),
        ((118.5, "x"), "point.shape"),
        ((float("nan"), 24.0), "point.shape"),
        ("{", "geometry.shape"),
        ("118.5", "point.shape"),
        ({"x": 1}, "point.shape"),
        (True, "point.shape"),
    ],
)
def test_a_point_that_cannot_be_here_is_refused(raw, code):
    assert refusal("location", raw).code == code


def test_swapped_and_missing_coordinates_say_what_is_right():
    assert "写反" in refusal("location", (24.9, 118.5)).message
    assert "没有定位" in refusal("location", "0,0").message
    assert read("location", (None, "")) is None
    assert refusal("location", (None, None), required=True).code == "field.required"


def test_a_column_of_points_keeps_its_rows():
    raws = [(118.5, 24.5), (None, None), (0.0, 0.0), "118.5,24.5", (118.123456789, 24.0)]
    values, wrongs = KINDS["location"].parse_column(raws, field_of("location"))
    assert values == [
        {"lon": 118.5, "lat": 24.5},
        None,
        None,
        {"lon": 118.5, "lat": 24.5},
        {"lon": 118.1234568, "lat": 24.0},
    ]
    assert {index: wrong.code for index, wrong in wrongs.items()} == {2: "point.zero"}


@pytest.mark.parametrize(
    "raw",
    [
        {"type": "Polygon", "coordinates": [SQUARE]},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]},
        json.dumps({"type": "Polygon", "coordinates": [SQUARE]}),
        "POLYGON ((118 24, 118.1 24, 118.1 24.1, 118 24.1, 118 24))",
        {"type": "Polygon", "coordinates": [[[*point, 12.0] for point in SQUARE]]},
    ],
)  # fmt: skip
def test_an_outline_is_kept_as_plain_geojson(raw):
    assert read("outline", raw) == {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"type": "Polygon", "coordinates": [BOW]}, "geometry.invalid"),
        ({"type": "LineString", "coordinates": SQUARE}, "geometry.type"),
        ({"type": "Polygon", "coordinates": [[[y, x] for x, y in SQUARE]]}, "point.swapped"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "point.zero"),
        ({"type": "Polygon", "coordinates": []}, "geometry.empty"),
        ({"type": "Polygon", "coordinates": [[1, 2]]}, "geometry.shape"),
        ({"type": "Polygon"}, "geometry.shape"),
        ({"type": "Circle", "coordinates": []}, "geometry.shape"),
        ({"type": "FeatureCollection", "features": []}, "geometry.several"),
        ("POLYGON ((1", "geometry.shape"),
        ("{}", "geometry.shape"),
        (7, "geometry.shape"),
    ],
)
def test_an_outline_that_is_none_is_refused(raw, code):
    assert refusal("outline", raw).code == code


def test_a_crossing_outline_says_where_it_crosses():
    message = refusal("outline", {"type": "Polygon", "coordinates": [BOW]}).message
    assert "自己相交" in message
    assert "118.05" in message


def test_a_line_is_kept():
    line = {"type": "LineString", "coordinates": [[118.0, 24.0], [118.1, 24.1]]}
    assert read("line", line) == line
    assert refusal("line", {"type": "Polygon", "coordinates": [SQUARE]}).code == "geometry.type"
