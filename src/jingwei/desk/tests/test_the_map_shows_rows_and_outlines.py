"""The map's answers: points by box, clustered where they are too many, outlines for a zoom, a picture and a table."""

import json
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.scope import open_scope
from jingwei.core.ui import maps
from jingwei.desk.tests.mapped import SPOT, add_houses, mapped_street
from jingwei.registers import spots as spots_module
from jingwei.registers.packs import load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import house, record

pytestmark = pytest.mark.django_db
WHOLE = "bbox=119.7,38.5,119.9,38.7&zoom=14"
POINTS = "/places/map/points/houses/"


@pytest.fixture
def street():
    return mapped_street()


@pytest.fixture
def office(client, street):
    return street.sign_in(client, "office")


def ask(client, url, status=200):
    answer = client.get(url, headers={"Accept": "application/json"})
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def scattered(street, count):
    """Houses on a lattice over the first grid."""
    with open_scope(street.scope("office")):
        rows = [
            house(n, street.grid().code, point={"lon": 119.8002 + n % 10 * 4e-4, "lat": 38.6002 + n // 10 * 4e-4})
            for n in range(count)
        ]
        return record(register_by_key("houses"), rows)


def test_points_come_as_columns_with_name_and_key(street, office):
    (entry,) = add_houses(street, 1)
    assert ask(office, f"{POINTS}?{WHOLE}") == {
        "clustered": False, "total": 1, "lon": [119802000], "lat": [38602000], "n": [1],
        "id": [entry], "name": ["示例路1号"],
    }  # fmt: skip
    assert ask(office, f"{POINTS}?bbox=119.81,38.6,119.9,38.7&zoom=14")["total"] == 0


def test_too_many_points_are_put_together_by_the_lattice_of_the_zoom(street, office, monkeypatch):
    scattered(street, 100)
    monkeypatch.setattr(spots_module, "CLUSTER_ABOVE", 20)
    far = ask(office, f"{POINTS}?bbox=119.7,38.5,119.9,38.7&zoom=12")
    near = ask(office, f"{POINTS}?bbox=119.7,38.5,119.9,38.7&zoom=17")
    assert far["clustered"]
    assert "id" not in far
    assert far["total"] == near["total"] == sum(far["n"]) == sum(near["n"]) == 100
    assert len(far["n"]) < len(near["n"])
    assert len(near["n"]) <= 100
    # Each cell stands at the mean of its points.
    assert min(far["lon"]) >= 119_800_000
    assert maps.lattice_step(12) > maps.lattice_step(17)
    few = ask(office, f"{POINTS}?bbox=119.8,38.6,119.8005,38.6005&zoom=19")
    assert not few["clustered"]


def test_a_grid_worker_sees_the_points_of_the_own_grid(client, street):
    add_houses(street, 1)
    add_houses(street, 2, grid=street.grid(2, 1), spot=(119.806, 38.602))
    found = ask(street.sign_in(client, "grid_worker"), f"{POINTS}?{WHOLE}")
    assert found["name"] == ["示例路1号"]


def test_another_street_sees_none(client, street):
    add_houses(street, 1)
    other = mapped_street(code="990101002", name="栖霞台街道")
    assert ask(other.sign_in(client, "office"), f"{POINTS}?{WHOLE}")["total"] == 0


@pytest.mark.parametrize("box", ["bbox=1,2,3&zoom=14", "bbox=119,38,118,39&zoom=14", "bbox=119,38,120,39&zoom=x", ""])
def test_a_box_that_is_none_gets_a_sentence(office, box):
    assert "地图范围" in ask(office, f"{POINTS}?{box}", 400)["message"]


def test_a_ledger_that_is_none_is_missing(office):
    ask(office, f"/places/map/points/ships/?{WHOLE}", 404)


def test_outlines_touching_the_box_come_with_name_and_card(street, office):
    found = ask(office, f"/places/map/outlines/general/grid/?{WHOLE}")
    assert found["features"][0]["properties"]["name"] == "第1社区第1网格"
    assert len(found["features"]) == 4
    one = found["features"][0]
    assert one["geometry"]["type"] == "Polygon"
    card = office.get(one["properties"]["url"]).content.decode()
    assert street.staff["grid_worker"].phone in card
    part = ask(office, "/places/map/outlines/general/grid/?bbox=119.8,38.6,119.801,38.601&zoom=18")
    assert len(part["features"]) == 1


def test_the_page_names_layers_and_holds_the_same_as_a_table(street, office):
    add_houses(street, 1)
    add_houses(street, 2, grid=street.grid(2, 1), spot=(119.806, 38.602))
    answer = office.get("/places/map/")
    page = answer.context["map"]
    assert [layer.key for layer in page.points] == ["p-houses"]
    assert page.points[0].card_url == "/places/map/entry/"
    assert [layer.label for layer in page.outlines] == ["社区", "网格", "微网格", "防疫网格"]
    assert page.bounds == pytest.approx((119.8, 38.6, 119.81, 38.61))
    table = answer.context["table"]
    assert [row.cells for row in table.rows] == [("第1社区", 1), ("第2社区", 1)]
    assert table.totals == ("合计", 2)


def test_a_search_on_the_map_zooms_to_the_grid_and_shows_its_people(street, office):
    add_houses(street, 1)
    answer = office.get("/places/map/", {"q": "示例路1号"})
    west, _, east, _ = answer.context["map"].bounds
    assert west < SPOT[0] < east
    assert answer.context["map"].mark == SPOT
    assert east - west < 0.02
    assert street.staff["grid_worker"].name in answer.content.decode()
    assert "没有找到" in office.get("/places/map/", {"q": "没有这里"}).content.decode()


def test_a_card_tells_what_a_point_is(street, office):
    (entry,) = add_houses(street, 1)
    card = office.get(f"/places/map/entry/{entry}").content.decode()
    assert "示例路1号" in card
    assert f"/registers/entries/{entry}/" in card
    assert street.staff["grid_worker"].phone in card
    assert office.get(f"/places/map/entry/{UUID(int=7)}").status_code == 404


def test_the_picture_is_svg_with_outlines_names_and_dots(street, office):
    add_houses(street, 1)
    answer = office.get("/places/map/picture.svg?layer=houses")
    assert answer["Content-Type"].startswith("image/svg+xml")
    drawn = answer.content.decode()
    assert drawn.count("<path") == 7
    assert "第2社区" in drawn
    assert drawn.count("<circle") == 1
    assert "<script" not in drawn
    assert office.get(f"/places/map/picture.svg?place={street.community().pk}").content.decode().count("<path") == 3


def test_lines_and_outlines_of_ledgers_are_drawn(street, office):
    with open_scope(street.scope("office")):
        load_pack("rivers").define()
        course = {"type": "LineString", "coordinates": [[119.801, 38.601], [119.808, 38.608]]}
        (entry,) = record(register_by_key("rivers"), [{"code": "R1", "name": "一号河", "course": course}])
    assert "s-rivers" in [layer.key for layer in office.get("/places/map/").context["map"].outlines]
    (river,) = ask(office, f"/places/map/shapes/rivers/?{WHOLE}")["features"]
    assert river["geometry"] == course
    assert river["properties"] == {"name": "一号河", "url": f"/places/map/entry/{entry}"}
    assert ask(office, "/places/map/shapes/rivers/?bbox=119.9,38.6,120,38.7&zoom=14")["features"] == []
    assert ask(office, f"/places/map/shapes/houses/?{WHOLE}")["features"] == []
    assert "一号河" in office.get(river["properties"]["url"]).content.decode()


def test_administrators_see_outlines_and_no_rows(client, street):
    add_houses(street, 1)
    admin = street.sign_in(client, "system_admin")
    assert admin.get("/places/map/").context["map"].points == ()
    assert ask(admin, f"{POINTS}?{WHOLE}", 403)["code"] == "refused"


def test_queries_do_not_grow_with_rows_or_places(client):
    def queries(street, rows):
        office = street.sign_in(client, "office")
        scattered(street, rows)
        counted = []
        for url in ("/places/map/", f"{POINTS}?{WHOLE}", f"/places/map/outlines/general/grid/?{WHOLE}"):
            office.get(url)
            with CaptureQueriesContext(connection) as caught:
                assert office.get(url).status_code == 200
            counted.append(len(caught))
        return counted

    small = queries(mapped_street(code="990101003"), 20)
    assert queries(mapped_street(code="990101004", communities=8), 200) == small
