"""街巷长、路长、河长: who is chief of a line at each level, on any day; a change of chief keeps the one before."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingwei.core.scope import open_scope
from jingwei.indicators.packs import load_pack as load_indicators
from jingwei.indicators.tests.counting import cell, define
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
KEYS = (
    "lanes", "lanes_with_chief", "lanes_without_chief", "lanes_with_district_chief", "lanes_with_street_chief",
    "lanes_with_community_chief", "rivers_with_chief", "line_chiefs_staff", "line_chiefs_changed",
)  # fmt: skip
COURSE = {"type": "LineString", "coordinates": [[119.801, 38.601], [119.808, 38.608]]}


@pytest.fixture
def street():
    """Three lanes and a river. The lead of the first lane was followed by the worker in 2024; the leader has two."""
    made = make_street()
    with open_scope(made.scope("office")):
        for key in ("lanes", "rivers", "line_chiefs"):
            load_pack(key).define()
        grid = made.grid().code
        names = ("一号巷", "二号巷", "三号巷")
        lanes = [
            {"code": f"L{n}", "name": name, "grid": grid, "course": COURSE, "valid_from": "2020-01-01"}
            for n, name in enumerate(names, start=1)
        ]
        made.lanes = record(register_by_key("lanes"), lanes)
        record(register_by_key("rivers"), [{"code": "R1", "name": "一号河", "valid_from": "2020-01-01"}])
        lead, worker, leader = (made.staff[role].number for role in ("grid_lead", "grid_worker", "leader"))
        terms = [
            ("区级", "L1", None, "副区长", None, "2021-03-01", None),
            ("街道级", "L1", None, "街道党工委书记", leader, "2021-03-01", None),
            ("社区级", "L1", None, "网格长", lead, "2021-03-01", "2024-05-01"),
            ("社区级", "L1", None, "网格员", worker, "2024-05-01", None),
            ("社区级", "L2", None, "网格长", lead, "2021-03-01", "2023-01-01"),
            ("街道级", None, "R1", "街道党工委书记", leader, "2022-01-01", None),
        ]
        rows = [
            {"code": f"T{n}", "level": level, "lane": lane, "river": river, "position": position, "person": person,
             "from_day": begun, "until_day": ended, "valid_from": begun}
            for n, (level, lane, river, position, person, begun, ended) in enumerate(terms, start=1)
        ]  # fmt: skip
        made.terms = record(register_by_key("line_chiefs"), rows)
    with open_scope(made.scope("statistician")):
        bodies = load_indicators("street").bodies
        for key in KEYS:
            define(key, **bodies[key])
    return made


@pytest.fixture
def office(street):
    return street.sign_in(Client(), "office")


def counted(street, year):
    with open_scope(street.scope("office")):
        return tuple(cell(key, year).value for key in KEYS)


def test_lanes_with_a_chief_of_each_level_are_counted_as_of_a_day(street):
    assert counted(street, "2022") == (3, 2, 1, 1, 1, 2, 1, 2, 0)
    assert counted(street, "2023") == (3, 1, 2, 1, 1, 1, 1, 2, 1)


def test_a_change_of_chief_leaves_the_year_before_as_it_was(street):
    assert counted(street, "2024") == (3, 1, 2, 1, 1, 1, 1, 2, 1)
    with open_scope(street.scope("office")):
        assert cell("line_chiefs_staff", "2021").value == 2
        assert cell("lanes_with_community_chief", "2021").value == 2


def held(page):
    found = next(section for section in page.context["sections"] if section.title == "街巷长")
    rows = [row.cells for row in found.table.rows]
    return [
        (level, name.value if name else None, position.value, badge.word) for level, name, position, _, _, badge in rows
    ]


def test_the_page_of_a_lane_tells_its_chiefs_on_the_day_looked_at(street, office):
    page = f"/registers/entries/{street.lanes[0]}/"
    lead, worker, leader = (street.staff[role].name for role in ("grid_lead", "grid_worker", "leader"))
    above = [("区级", None, "副区长", "在任"), ("街道级", leader, "街道党工委书记", "在任")]
    assert held(office.get(page)) == [
        *above, ("社区级", worker, "网格员", "在任"), ("社区级", lead, "网格长", "已离任"),
    ]  # fmt: skip
    assert held(office.get(f"{page}?on=2023-06-01")) == [
        *above, ("社区级", lead, "网格长", "在任"), ("社区级", worker, "网格员", "未到任"),
    ]  # fmt: skip
    none = next(one for one in office.get(f"/registers/entries/{street.lanes[2]}/").context["sections"] if one.empty)
    assert none.empty.title == "还没有登记街巷长"


def test_the_card_on_the_map_tells_who_is_chief_today(street, office):
    drawn = office.get("/places/map/shapes/lanes/?bbox=119.7,38.5,119.9,38.7&zoom=14").json()["features"]
    urls = {one["properties"]["name"]: one["properties"]["url"] for one in drawn}
    card = office.get(urls["一号巷"]).content.decode()
    assert "社区级街巷长" in card
    assert f"{street.staff['grid_worker'].name}，网格员" in card
    assert street.staff["grid_lead"].name + "，网格长" not in card
    card = office.get(f"/places/map/entry/{street.lanes[1]}").content.decode()
    assert "没有在任的" in card


def printed(office, query=""):
    pages = office.get(f"/registers/lanes/atlas/{query}").context["pages"]
    tables = {page["title"]: page["chiefs"].table for page in pages}
    return {title: [row.cells for row in table.rows] for title, table in tables.items() if table}


def test_the_atlas_prints_who_is_chief_on_the_day_since_when(street, office):
    lead, worker, leader = (street.staff[role].name for role in ("grid_lead", "grid_worker", "leader"))
    above = [
        ("区级", None, "副区长", date(2021, 3, 1)), ("街道级", leader, "街道党工委书记", date(2021, 3, 1)),
    ]  # fmt: skip
    assert printed(office) == {"一号巷": [*above, ("社区级", worker, "网格员", date(2024, 5, 1))]}
    told = ("社区级", lead, "网格长", date(2021, 3, 1))
    assert printed(office, "?on=2022-06-01") == {"一号巷": [*above, told], "二号巷": [told]}
    text = office.get("/registers/lanes/atlas/").content.decode()
    assert text.count("没有在任的街巷长") == 2
    assert not any(page["chiefs"] for page in office.get("/registers/line_chiefs/atlas/").context["pages"])


def test_the_atlas_of_three_lanes_asks_no_more_than_of_one(street, office):
    office.get("/registers/lanes/atlas/")
    with CaptureQueriesContext(connection) as one:
        office.get("/registers/lanes/atlas/?q=一号巷")
    with CaptureQueriesContext(connection) as three:
        office.get("/registers/lanes/atlas/")
    assert len(one) == len(three)


def test_a_ledger_that_is_no_line_has_no_such_section(street, office):
    titles = [one.title for one in office.get(f"/registers/entries/{street.terms[0]}/").context["sections"]]
    assert titles == ["登记内容"]


def test_the_page_of_a_line_of_then_has_the_chiefs_that_were_known_then(street, client):
    before = timezone.now().isoformat()
    term = {"code": "T9", "level": "街道级", "lane": "L2", "position": "补登的街巷长", "from_day": "2021-03-01"}
    with open_scope(street.scope("office")):
        record(register_by_key("line_chiefs"), [{**term, "valid_from": "2021-03-01"}])
    office = street.sign_in(client, "office")
    lane = f"/registers/entries/{street.lanes[1]}/"
    assert "补登的街巷长" in office.get(lane, {"on": "2022-01-01"}).content.decode()
    then = office.get(lane, {"on": "2022-01-01", "known_at": before}).content.decode()
    assert "补登的街巷长" not in then
    assert "网格长" in then
