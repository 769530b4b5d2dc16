"""调整网格 without a mouse: areas are chosen, points typed, the outcome looked at, and then confirmed."""

import json

import pytest
from django.utils import timezone

from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import add_houses, mapped_street
from jingwei.places.models import Place
from jingwei.places.tests.drawn import spots

pytestmark = pytest.mark.django_db
URL = "/places/redraw/general/"


@pytest.fixture
def street():
    return mapped_street()


@pytest.fixture
def office(client, street):
    return street.sign_in(client, "office")


def lines(*at):
    return "\n".join(f"{lon},{lat}" for lon, lat in spots(*at))


def state(page):
    """What the page sends along by itself."""
    keys = ("steps", "level", "valid_from", "seen")
    return {key: page.context[key] for key in keys}


def split(street):
    points = lines((0.3, -0.1), (0.3, 0.6))
    return {"do": "split", "place": street.grid().code, "points": points, "name": "东片网格", "press": "add"}


def test_a_grid_is_split_by_typed_points_and_takes_effect_on_confirmation(street, office):
    add_houses(street, 1, spot=tuple(spots((0.4, 0.1))[0]))
    page = office.get(URL)
    assert page.context["level"] == "grid"
    assert next(code for code, _ in page.context["form"]["place"].choices) == street.grid().code
    page = office.post(URL, {**state(page), **split(street)})
    text = page.content.decode()
    assert page.status_code == 200
    assert f"{street.community().code}003" in text
    assert page.context["outcome"].ready
    tables = {section.title: section.table for section in page.context["outcome"].sections if section.table}
    assert ("房屋台账", "东片网格", 0, 1, "+1", "套") in [row.cells for row in tables["台账的数"].rows]
    assert tables["换区划的记录（1）"].rows[0].cells[3] == "东片网格"
    with open_scope(street.keeper()):
        assert not Place.objects.filter(name="东片网格").exists()
    assert "请填写调整依据" in office.post(URL, {**state(page), "press": "confirm"}).content.decode()
    done = office.post(URL, {**state(page), "press": "confirm", "reason": "会议纪要〔2026〕3号"})
    assert done.status_code == 302
    record = office.get(done["Location"]).content.decode()
    assert "网格调整" in record
    with open_scope(street.keeper()):
        made = Place.objects.get(name="东片网格")
        assert made.valid_from == timezone.localdate()
    assert "沿革" in office.get(f"/places/{made.pk}/").content.decode()
    assert "拆出“东片网格”" in office.get(f"/places/{street.grid().pk}/").content.decode()


def test_a_step_that_does_not_fit_keeps_what_was_typed(street, office):
    page = office.get(URL)
    wrong = {**split(street), "points": lines((0.2, 0.2), (0.3, 0.3))}
    page = office.post(URL, {**state(page), **wrong})
    assert page.status_code == 422
    assert "没有把" in page.content.decode()
    assert page.context["form"]["name"].value == "东片网格"
    assert json.loads(page.context["steps"]) == []
    page = office.post(URL, {**state(page), **wrong, "points": "119.8"})
    assert "第1行" in page.content.decode()
    assert "没有编码或名称" in office.post(URL, {**state(page), **split(street), "name": ""}).content.decode()


def test_the_points_of_a_border_are_filled_in_to_be_changed(street, office):
    page = office.get(URL)
    asked = {"do": "redraw", "place": street.grid().code, "press": "points"}
    page = office.post(URL, {**state(page), **asked})
    assert len(page.context["form"]["points"].value.split("\n")) == 4
    ring = lines((0, 0), (0.5, 0), (0.5, 0.7), (0, 0.5))
    page = office.post(URL, {**state(page), **asked, "points": ring, "press": "add"})
    assert "划入" in page.content.decode()
    page = office.post(URL, {**state(page), "press": "back"})
    assert json.loads(page.context["steps"]) == []
    assert page.context["outcome"] is None


def test_people_of_a_grid_that_ends_are_named(street, office):
    page = office.get(URL)
    joined = {"do": "join", "place": street.grid(1, 2).code, "with": street.grid().code, "press": "add"}
    page = office.post(URL, {**state(page), **joined})
    assert street.staff["grid_worker"].name in page.content.decode()


def test_what_was_changed_meanwhile_is_looked_at_again(street, office):
    page = office.get(URL)
    page = office.post(URL, {**state(page), **split(street)})
    with open_scope(street.keeper()):
        Place.objects.filter(pk=street.grid(2, 2).pk).update(revision=9)
    again = office.post(URL, {**state(page), "press": "confirm", "reason": "纪要"})
    assert again.status_code == 422
    assert "区划又有变动" in again.content.decode()
    assert office.post(URL, {**state(again), "press": "confirm", "reason": "纪要"}).status_code == 302


def test_the_areas_come_whole_with_code_and_name(street, office):
    answer = office.get(f"{URL}grid/areas/").json()
    assert next(one["properties"]["code"] for one in answer["features"]) == street.grid().code
    assert len(answer["features"]) == 4


def test_only_who_keeps_the_grids_may_open_it(client, street):
    for role in ("grid_worker", "leader", "system_admin"):
        browser = street.sign_in(client, role)
        assert browser.get(URL).status_code == 403
        assert "调整网格" not in browser.get("/places/").content.decode()


def test_a_day_that_is_none_is_told(office):
    page = office.get(f"{URL}?valid_from=gestern")
    assert page.status_code == 422
    assert "不是日期" in page.content.decode()
