"""A lane's page draws it in its grid and tells its length; the list of its chiefs calls them by name."""

import pytest
from django.test import Client

from jingwei.core.scope import open_scope
from jingwei.people.models import Staff
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
# Some 111 m to the north.
COURSE = {"type": "LineString", "coordinates": [[119.8, 38.6], [119.8, 38.601]]}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        for key in ("lanes", "roads", "rivers", "line_chiefs"):
            load_pack(key).define()
        lane = {"code": "JX1", "name": "潮音巷", "grid": made.grid().code, "course": COURSE, "valid_from": "2024-01-01"}
        (made.lane,) = record(register_by_key("lanes"), [lane])
        made.chief = Staff.objects.exclude(number="").order_by("number").first()
        term = {"level": "社区级", "from_day": "2024-01-01", "lane": "JX1", "valid_from": "2024-01-01"}
        terms = [
            {**term, "code": "T1", "position": "社区书记", "person": made.chief.number},
            {**term, "code": "T2", "position": "副区长", "person": "不在册1"},
        ]
        record(register_by_key("line_chiefs"), terms)
    return made


def test_its_page_and_its_file_draw_it_and_tell_how_long_it_is(street):
    client = street.sign_in(Client(), "office")
    for address in ("", "dossier/", "dossier/?as=paper"):
        shown = client.get(f"/registers/entries/{street.lane}/{address}").content.decode()
        assert "线位长度" in shown
        assert "111米" in shown
        assert "潮音巷的位置" in shown


@pytest.mark.parametrize("address", ["/registers/line_chiefs/", "/registers/line_chiefs/print/"])
def test_the_list_of_terms_calls_persons_by_name(street, address):
    shown = street.sign_in(Client(), "office").get(address).content.decode()
    assert street.chief.name in shown
    assert "不在册1" in shown


def test_paper_has_no_heading_over_nothing(street):
    client = street.sign_in(Client(), "office")
    with open_scope(street.scope("office")):
        other = {"code": "JX2", "name": "空巷", "grid": street.grid().code, "valid_from": "2024-01-01"}
        (empty,) = record(register_by_key("lanes"), [other])
    assert "关联到这条的记录" not in client.get(f"/registers/entries/{empty}/dossier/?as=paper").content.decode()
    assert "关联到这条的记录" in client.get(f"/registers/entries/{street.lane}/dossier/?as=paper").content.decode()
