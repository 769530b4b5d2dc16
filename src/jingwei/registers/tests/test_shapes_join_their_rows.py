"""A file of lines or outlines goes to the rows with the same number, and nothing else changes."""

import json
from datetime import date

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.point import Point
from jingwei.core.files import keep_file
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import AttachShapes, UndoImport
from jingwei.registers.models import Source, Version
from jingwei.registers.packs import all_packs, load_pack
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import define_houses, record

pytestmark = pytest.mark.django_db
LINE = {"type": "LineString", "coordinates": [[119.80, 38.60], [119.81, 38.61]]}


@pytest.fixture(autouse=True)
def rivers():
    street = make_street()
    with open_scope(street.scope("office")):
        load_pack("rivers").define()
        register = register_by_key("rivers")
        rows = [{"code": f"R{n}", "name": f"{n}号河", "grade": "区级河道", "valid_from": "2023-12-31"} for n in (1, 2)]
        record(register, rows)
        yield register


def attach(*features, register="rivers", on="2023-12-31"):
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    stored = keep_file(text.encode(), "河道.geojson", "application/geo+json")
    return perform(AttachShapes(), [{"register": register, "valid_from": on}], targets=[stored.pk]).result


def feature(number, geometry=LINE):
    return {"type": "Feature", "properties": {"编号": number, "名称": "某河"}, "geometry": geometry}


def test_each_row_gets_its_line_and_keeps_the_rest(rivers):
    result = attach(feature("R1"), feature("R2"))
    assert (result["changed"], result["same"], result["refused"]) == (2, 0, 0)
    for state in versions(rivers, Point(date(2024, 1, 1))):
        assert state.data["course"]["coordinates"] == LINE["coordinates"]
        assert state.data["grade"] == "district"
        assert str(state.source_id) == result["source"]
    assert attach(feature("R1"), feature("R2"))["same"] == 2


def test_lines_attached_by_mistake_are_taken_back_as_one(rivers):
    result = attach(feature("R1"))
    perform(UndoImport(), targets=[Source.objects.get(pk=result["source"]).pk], reason="传错了文件")
    assert not versions(rivers).filter(data__has_key="course").exists()
    assert versions(rivers).count() == 2


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (feature("R9"), "key.unknown"),
        (feature(""), "key.missing"),
        (feature("R1", {"type": "Point", "coordinates": [119.8, 38.6]}), "geometry.type"),
        (feature("R1", {"type": "LineString", "coordinates": [[38.6, 119.8], [38.7, 119.9]]}), "point.swapped"),
    ],
)
def test_a_feature_that_fits_no_row_refuses_the_file(rivers, wrong, code):
    with pytest.raises(Invalid) as caught:
        attach(feature("R2"), wrong)
    assert [(problem.row, problem.code) for problem in caught.value.problems] == [(2, code)]
    assert Version.objects.filter(data__has_key="course").count() == 0


def test_a_row_not_yet_true_on_that_day_gets_no_line_then(rivers):
    with pytest.raises(Invalid, match="这一天没有"):
        attach(feature("R1"), on="2020-01-01")


def test_a_ledger_without_a_field_for_shapes_says_so():
    define_houses()
    with pytest.raises(JingweiError, match="没有线位或范围字段"):
        attach(feature("R1"), register="houses")


def test_every_packed_ledger_can_be_defined_twice_and_changes_nothing():
    for pack in all_packs():
        first = pack.define().result
        assert first == {"register": pack.key, "fields_version": 1}
        assert pack.define().result == first
