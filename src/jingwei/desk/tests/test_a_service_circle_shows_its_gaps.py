"""服务圈: the share of houses within a walk of a service point, by community with both numbers, opening to its rows."""

import json

import pytest

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import SOUTH, WEST, add_houses, mapped_street
from jingwei.places.equal_area import LocalPlane
from jingwei.registers.actions import ChangeField, DefineRegister
from jingwei.registers.packs import load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import house, record

pytestmark = pytest.mark.django_db
URL = "/places/circles/"
POINTS = FieldSet(
    key="service_points",
    version=1,
    fields=(
        Field("code", "编号", "text", required=True),
        Field("name", "名称", "text", required=True),
        Field("kind", "类型", "choice", facet=True, choices=(Choice("desk", "服务站"), Choice("sports", "广场"))),
        Field("location", "位置", "location"),
    ),
)
PLANE = LocalPlane(WEST + 0.005, SOUTH + 0.005)


def metres(east, north):
    """A spot so many metres east and north of the middle of the square."""
    lon, lat = PLANE.to_degrees(east, north)
    return float(lon), float(lat)


@pytest.fixture
def street():
    """A desk at -200 m; houses 90 m, 140 m and 560 m east of it, one of them in the second community, one unplaced."""
    made = mapped_street()
    with open_scope(made.scope("office")):
        values = {"key": "service_points", "name": "设施台账", "noun": "设施", "unit": "处", "key_field": "code",
                  "title_field": "name", "place_field": ""}  # fmt: skip
        perform(DefineRegister(), [values], context={"fields": POINTS})
        lon, lat = metres(-200, -200)
        desk = {"code": "S1", "name": "服务站", "kind": "desk", "location": {"lon": lon, "lat": lat}}
        record(register_by_key("service_points"), [desk])
    add_houses(made, 1, spot=metres(-110, -200))
    add_houses(made, 2, spot=metres(-60, -200))
    add_houses(made, 3, grid=made.grid(2, 1), spot=metres(360, -200))
    return made


@pytest.fixture
def office(client, street):
    return street.sign_in(client, "office")


def table(page):
    return [row.cells for row in page.context["table"].rows], page.context["table"].totals


def test_the_share_has_both_numbers_in_the_order_of_codes(office):
    page = office.get(f"{URL}?minutes=2&speed=3")
    rows, totals = table(page)
    assert rows == [("第1社区", 1, 2, "50.00", 1, 0), ("第2社区", 0, 1, "0.00", 1, 0)]
    assert totals == ("合计", 1, 3, "33.33", 2, 0)
    text = page.content.decode()
    assert "2分钟为100米" in text
    assert "直线" in text
    assert "GB 50180-2018" in text


@pytest.mark.parametrize(("minutes", "speed", "inside"), [(2, "3.1", 1), (3, "3", 2), (11, "3.1", 3), (15, "4", 3)])
def test_a_longer_walk_reaches_further(office, minutes, speed, inside):
    assert table(office.get(f"{URL}?minutes={minutes}&speed={speed}"))[1][1] == inside


def test_the_figure_opens_to_the_rows_beyond_with_their_distance(street, office):
    page = office.get(f"{URL}rows/?minutes=2&speed=3")
    rows = [(row.cells[0].value, row.cells[2]) for row in page.context["table"].rows]
    assert rows == [("示例路2号", 140), ("示例路3号", 560)]
    narrowed = office.get(f"{URL}rows/?minutes=2&speed=3&place={street.community(2).code}").context["table"].rows
    assert [row.cells[0].value for row in narrowed] == ["示例路3号"]
    within = office.get(f"{URL}rows/?minutes=2&speed=3&inside=1").context["table"].rows
    assert [row.cells[0].value for row in within] == ["示例路1号"]


def test_gaps_and_circles_are_on_the_map(office):
    box = "bbox=119.7,38.5,119.9,38.7&zoom=16"
    gaps = office.get(f"{URL}gaps/?minutes=2&speed=3&{box}").json()
    assert sorted(gaps["name"]) == ["示例路2号", "示例路3号"]
    (circle,) = office.get(f"{URL}areas/?minutes=2&speed=3&{box}").json()["features"]
    assert circle["geometry"]["type"] == "Polygon"


def test_points_of_another_kind_reach_nobody(office):
    _, totals = table(office.get(f"{URL}?kind=sports"))
    assert totals[1:3] == (0, 3)
    assert table(office.get(f"{URL}?kind=desk"))[1][1] == 3


def test_a_kind_that_went_into_another_is_reached_under_that_one(street, office):
    with open_scope(street.scope("office")):
        row = {"what": "merge_choices", "field": "kind", "values": "desk", "into": "sports"}
        perform(ChangeField(), [row], targets=[register_by_key("service_points").pk], reason="清理口径")
    for kind in ("sports", "desk"):
        page = office.get(f"{URL}?kind={kind}")
        assert table(page)[1][1] == 3
    assert [value for value, _ in page.context["fields"][1].choices] == ["sports"]


def test_a_kind_that_is_no_longer_asked_is_not_offered(street, office):
    with open_scope(street.scope("office")):
        row = {"what": "retire", "field": "kind"}
        perform(ChangeField(), [row], targets=[register_by_key("service_points").pk], reason="不再登记")
    assert not office.get(URL).context["fields"][1].choices


def test_a_page_far_behind_the_last_one_is_empty_and_no_error(office):
    for page in ("999999999999999999999", "999999", "³", "0"):
        assert office.get(f"{URL}rows/?minutes=2&speed=3&page={page}").status_code == 200


def test_circles_that_reach_into_the_part_of_the_map_are_drawn(office):
    lon, lat = metres(-120, -200)
    beside = f"bbox={lon},{lat},{lon + 0.0001},{lat + 0.0001}&zoom=18"
    assert office.get(f"{URL}areas/?minutes=2&speed=3&{beside}").json()["features"]
    lon, lat = metres(200, 200)
    far = f"bbox={lon},{lat},{lon + 0.0001},{lat + 0.0001}&zoom=18"
    assert office.get(f"{URL}areas/?minutes=2&speed=3&{far}").json()["features"] == []


def test_houses_without_a_point_stand_apart(street, office):
    with open_scope(street.scope("office")):
        record(register_by_key("houses"), [house(9, street.grid().code)])
    assert table(office.get(f"{URL}?minutes=2&speed=3"))[1] == ("合计", 1, 3, "33.33", 2, 1)


@pytest.mark.parametrize(
    ("asked", "told"), [("minutes=0", "1到120"), ("speed=99", "1到9.9"), ("points=ships", "没有代号")]
)
def test_what_makes_no_sense_is_told(office, asked, told):
    answer = office.get(f"{URL}?{asked}", headers={"Accept": "application/json"})
    assert answer.status_code in (400, 404)
    assert told in json.loads(answer.content)["message"]


def test_who_sees_a_part_of_the_street_is_told_whom_to_ask(client, street):
    worker = street.sign_in(client, "grid_worker")
    assert worker.get(URL).status_code == 403
    assert "服务圈" not in worker.get("/places/map/").content.decode()


def test_a_ledger_of_lines_says_why_it_has_no_circle(street, client):
    with open_scope(street.scope("office")):
        load_pack("roads").define()
    for asked in ("points=roads", "rows=roads"):
        answer = street.sign_in(client, "office").get(f"/places/circles/?{asked}")
        assert answer.status_code == 404
        assert "“道路台账”的记录没有经纬度" in answer.content.decode()
