"""督办: what a meeting, a leader or a superior ordered, with its paper, until another strikes it off."""

import pytest
from django.test import Client

from jingwei.core.errors import Refused
from jingwei.matters.tests.asking import DONE, move, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_note_of_a_leader_is_worked_on_and_struck_off_by_another(street: Street, client: Client) -> None:
    told = {"ordered_in": "note", "ordered_by": "测甲", "paper": "望办督〔2025〕7号", "outside_due": "2099-06-10"}
    one = receive(street, kind="supervised", channel="leader", **told)
    street.sign_in(client, "dispatcher")
    page = client.get(f"/matters/{one.pk}/").content.decode()
    assert ("待签收" in page, "望办督〔2025〕7号" in page, "领导批示" in page) == (True, True, True)
    listed = client.get("/matters/supervised/", follow=True).content.decode()
    assert one.number in listed
    one = walk(street, one, ("dispatcher", "dispatch"), ("dispatcher", "finish", DONE))
    assert one.stage == "reviewing"
    with pytest.raises(Refused, match="请由他人办理"):
        move(street, "dispatcher", "approve", one)
    one = move(street, "leader", "approve", one)
    assert (one.stage, one.on_time) == ("closed", True)
    assert one.number not in client.get("/matters/supervised/", follow=True).content.decode()
