import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping

from jingwei.places.geojson import OutlineFileError, read_outlines, write_features
from jingwei.places.outline_checks import check_outlines

STREET = "990101009"
D = 0.01


def feature(code, name, level, parent, shape):
    geometry = shape if shape is None or isinstance(shape, dict) else mapping(shape)
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, "level": level, "parent": parent},
        "geometry": geometry,
    }


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)}, ensure_ascii=False).encode()


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


STREET_FEATURE = feature(STREET, "测试街道", "街道", None, box(119, 38, 119 + 2 * D, 38 + D))
WEST = feature(STREET + "001", "西社区", "社区", STREET, box(119, 38, 119 + D, 38 + D))
EAST = feature(STREET + "002", "东社区", "社区", STREET, box(119 + D, 38, 119 + 2 * D, 38 + D))


def checked(*features):
    return check_outlines(read_outlines(collection(*features)))


def kinds(report):
    return [remark.code for remark in report.remarks]


def test_a_clean_file_is_fit_and_says_so():
    report = checked(STREET_FEATURE, WEST, EAST)
    assert report.fit
    assert report.sentences() == ["读到街道1个、社区2个；编码、边界、重叠和空隙均未发现问题。"]
    assert [outline.level for outline in report.outlines] == ["subdistrict", "community", "community"]


def test_chinese_property_names_numbers_as_codes_and_gb18030_are_read():
    properties = {"网格编码": 990101009001, "名称": "西社区", "级别": "社区", "上级编码": 990101009}
    data = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": properties, "geometry": WEST["geometry"]}],
        },
        ensure_ascii=False,
    ).encode("gb18030")
    outline = read_outlines(data).outlines[0]
    assert (outline.code, outline.name, outline.level, outline.parent) == (
        STREET + "001",
        "西社区",
        "community",
        STREET,
    )


def test_an_overlap_is_told_with_its_area():
    wide = feature(STREET + "001", "西社区", "社区", STREET, box(119, 38, 119 + D + 0.0001, 38 + D))
    report = checked(STREET_FEATURE, wide, EAST)
    (remark,) = report.remarks
    assert remark.code == "overlap"
    assert remark.area_m2 == pytest.approx(8.77 * 1110, rel=0.01)
    assert "重叠" in remark.message
    assert "平方米" in remark.message
    assert report.fit


def test_a_gap_is_told_with_its_area_and_place():
    narrow = feature(STREET + "001", "西社区", "社区", STREET, box(119, 38, 119 + D - 0.0001, 38 + D))
    (remark,) = checked(STREET_FEATURE, narrow, EAST).remarks
    assert remark.code == "gap"
    assert remark.area_m2 == pytest.approx(8.77 * 1110, rel=0.01)
    assert remark.at[0] == pytest.approx(119 + D - 0.00005, abs=1e-5)


def test_a_difference_below_a_square_metre_is_rounding():
    almost = feature(STREET + "001", "西社区", "社区", STREET, box(119, 38, 119 + D - 5e-9, 38 + D))
    assert checked(STREET_FEATURE, almost, EAST).remarks == []


def test_an_outline_beyond_its_parent_is_told():
    beyond = feature(STREET + "002", "东社区", "社区", STREET, box(119 + D, 38, 119 + 2 * D + 0.001, 38 + D))
    (remark,) = checked(STREET_FEATURE, WEST, beyond).remarks
    assert remark.code == "outside.parent"
    assert remark.places == (STREET + "002", STREET)


def test_an_outline_far_from_the_street_is_an_error_with_its_distance():
    far = feature(STREET + "003", "远社区", "社区", STREET, box(119.5, 38, 119.51, 38.01))
    report = checked(STREET_FEATURE, WEST, EAST, far)
    assert kinds(report) == ["outside.subdistrict"]
    assert "42.2公里" in report.errors[0].message


def test_a_crossing_ring_is_mended_with_a_remark():
    bow = feature(
        STREET + "001",
        "西社区",
        "社区",
        STREET,
        ring((119, 38), (119.01, 38.01), (119.01, 38), (119, 38.01), (119, 38)),
    )
    report = read_outlines(collection(bow))
    (remark,) = report.remarks
    assert remark.code == "shape.mended"
    assert remark.severity == "warn"
    assert remark.at == pytest.approx((119.005, 38.005))
    assert report.outlines[0].shape.is_valid
    assert "自相交" in remark.message


def test_a_code_used_twice_is_an_error():
    twin = feature(STREET + "001", "东社区", "社区", STREET, EAST["geometry"])
    report = checked(STREET_FEATURE, WEST, twin)
    assert "code.duplicate" in kinds(report)
    assert not report.fit


@pytest.mark.parametrize(
    ("code", "level", "parent", "kind"),
    [
        (STREET + "01", "社区", STREET, "code.length"),
        (STREET + "0010011", "网格", STREET, "code.length"),
        (STREET + "00A", "社区", STREET, "code.length"),
        (STREET + "000", "社区", STREET, "code.zero_serial"),
        ("990101008001", "社区", STREET, "code.not_under_parent"),
    ],
)
def test_a_wrong_code_is_an_error(code, level, parent, kind):
    shape = box(119, 38, 119 + 2 * D, 38 + D)
    report = checked(STREET_FEATURE, feature(code, "某社区", level, parent, shape))
    assert kinds(report) == [kind]
    assert code in report.errors[0].message


def test_levels_of_another_scheme_have_codes_of_their_own():
    shape = box(119, 38, 119 + 2 * D, 38 + D)
    assert checked(STREET_FEATURE, feature(STREET + "F01", "一号", "防疫网格", STREET, shape)).remarks == []


def test_a_parent_that_does_not_exist_is_an_error_and_one_in_use_is_known():
    assert "parent.unknown" in kinds(checked(WEST))
    street = read_outlines(collection(STREET_FEATURE)).outlines
    report = check_outlines(read_outlines(collection(WEST, EAST)), above=street)
    assert report.remarks == []


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (None, "shape.not_area"),
        ({"type": "Point", "coordinates": [119, 38]}, "shape.not_area"),
        ({"type": "Polygon", "coordinates": []}, "shape.no_coordinates"),
        (ring((119, 38), (119.1, 38)), "shape.short_ring"),
        (ring((119, 38), (119.1, 38), (119.2, 38)), "shape.no_area"),
        (ring((119, 38), ("x", 38), (119.2, 38.1)), "shape.bad_number"),
        (ring((119, 38), (float("nan"), 38), (119.2, 38.1)), "shape.bad_number"),
        (ring((38, 119), (38.1, 119), (38.1, 119.1)), "shape.swapped"),
        (ring((500000, 4270000), (500100, 4270000), (500100, 4270100)), "shape.out_of_range"),
    ],
)
def test_a_shape_that_cannot_be_used_is_named_and_left_out(geometry, kind):
    report = read_outlines(collection(feature(STREET + "001", "西社区", "社区", STREET, geometry)))
    assert report.outlines == []
    assert kinds(report) == [kind]
    assert "第1个图形“西社区”" in report.errors[0].message


def test_a_ring_left_open_is_closed():
    report = read_outlines(collection(feature(STREET, "街", "街道", None, ring((119, 38), (119.1, 38), (119.1, 38.1)))))
    assert report.remarks == []
    assert report.outlines[0].shape.is_valid


def test_missing_properties_and_a_code_stored_as_a_fraction_are_named():
    report = read_outlines(
        collection(
            {"type": "Feature", "properties": {"code": STREET}, "geometry": WEST["geometry"]},
            feature(9.9010100900100106e16, "网格", "微网格", STREET, WEST["geometry"]),
        )
    )
    assert kinds(report) == ["property.missing", "code.number"]
    assert "缺少名称、级别" in report.errors[0].message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not json", "geojson.not_json"),
        (b"[1]", "geojson.no_collection"),
        (b'{"type":"FeatureCollection","features":[]}', "geojson.empty"),
        (
            b'{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[{}]}',
            "geojson.not_degrees",
        ),
        (b"\xff\xff\xff", "geojson.encoding"),
        (b"[" * 100_000, "geojson.not_json"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(data, code):
    with pytest.raises(OutlineFileError) as caught:
        read_outlines(data)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda kids: (
            st.lists(kids, max_size=4)
            | st.dictionaries(
                st.sampled_from(["type", "properties", "geometry", "coordinates", "code", "name", "level"]),
                kids,
                max_size=4,
            )
        ),
    )
)
def test_any_features_give_a_report_and_never_a_crash(value):
    report = check_outlines(read_outlines(collection(value, value)))
    assert len(report.outlines) + len(report.errors) >= 1


def test_what_is_written_is_read_back():
    text = write_features([(WEST["properties"], box(119, 38, 119.1, 38.1))], "边界", note="虚构")
    assert json.loads(text)["note"] == "虚构"
    assert read_outlines(text.encode()).outlines[0].shape.equals(box(119, 38, 119.1, 38.1))
