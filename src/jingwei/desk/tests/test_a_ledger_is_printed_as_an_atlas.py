"""图册: the rows of a list on A4, one object a page, with its fields and where it lies."""

import pytest

from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import SPOT, add_houses, mapped_street
from jingwei.registers.packs import load_pack
from jingwei.registers.pages import atlas
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, house, record

pytestmark = pytest.mark.django_db
URL = "/registers/houses/atlas/"


@pytest.fixture
def street():
    return mapped_street()


@pytest.fixture
def office(client, street):
    return street.sign_in(client, "office")


def test_each_object_has_a_page_with_its_fields_and_a_picture_of_its_place(street, office):
    add_houses(street, 1, 2)
    text = office.get(URL).content.decode()
    assert text.count('class="paper atlas-page"') == 2
    assert text.count("<svg xmlns") == 2
    assert text.count("<circle") == 2
    assert "示例路1号" in text
    assert "第1社区第1网格" in text
    assert "第 2 件" in text


def test_the_filters_of_the_list_hold(street, office):
    add_houses(street, 1, 2)
    text = office.get(f"{URL}?q=示例路2号").content.decode()
    assert text.count('class="paper atlas-page"') == 1
    assert "没有符合条件" in office.get(f"{URL}?q=没有这里").content.decode()


def test_many_come_in_parts(street, office, monkeypatch):
    monkeypatch.setattr(atlas, "PART", 2)
    add_houses(street, 1, 2, 3)
    first, second = office.get(URL), office.get(f"{URL}?part=2")
    assert [link.label for link in first.context["near"]] == ["下一册"]
    assert [link.label for link in second.context["near"]] == ["上一册"]
    assert [page["title"] for page in second.context["pages"]] == ["示例路3号"]
    assert "第 3 件" in second.content.decode()


def test_what_is_not_on_the_map_says_so(street, office):
    with open_scope(street.scope("office")):
        load_pack("rivers").define()
        course = {"type": "LineString", "coordinates": [[SPOT[0], SPOT[1]], [119.808, 38.608]]}
        record(register_by_key("rivers"), [{"code": "R1", "name": "一号河", "course": course}])
        record(register_by_key("rivers"), [{"code": "R2", "name": "二号河"}])
    text = office.get("/registers/rivers/atlas/").content.decode()
    assert text.count("<svg xmlns") == 1
    assert text.count("没有落图") == 1


def test_personal_values_stay_masked_on_paper(street, office):
    with open_scope(street.scope("office")):
        define_firms()
        firm = {"code": "91990101TEST000011", "name": "测试公司", "grid": street.grid().code, "phone": "19900001234"}
        record(register_by_key("firms"), [firm])
    text = office.get("/registers/firms/atlas/").content.decode()
    assert "19900001234" not in text
    assert "联系电话" in text
    assert "reveal" not in text


def test_a_grid_worker_prints_the_own_grid_only(client, street):
    add_houses(street, 1)
    add_houses(street, 2, grid=street.grid(2, 1), spot=(119.806, 38.602))
    text = street.sign_in(client, "grid_worker").get(URL).content.decode()
    assert "示例路1号" in text
    assert "示例路2号" not in text


def test_a_row_without_a_point_shows_its_grid(street, office):
    with open_scope(street.scope("office")):
        record(register_by_key("houses"), [house(9, street.grid().code)])
    text = office.get(URL).content.decode()
    assert text.count("<svg xmlns") == 1
    assert "<circle" not in text
