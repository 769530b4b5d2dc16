"""待办: what waits for each role, the most pressing first; a move made there leads to the next matter."""

import pytest
from django.test import Client

from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import DONE, dispatched, move, read, receive
from jingwei.matters.waiting import waiting_for
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def waiting(street: Street, role: str) -> list[str]:
    with open_scope(street.scope(role)) as scope:
        return [one.title for one in waiting_for(scope.actor)]


def test_each_role_finds_what_it_has_to_do_next(street: Street) -> None:
    receive(street, title="新来的")
    dispatched(street, title="城建在办")
    dispatched(street, "safety", title="应急在办")
    move(street, "handler", "finish", dispatched(street, title="待审"), **DONE)
    hazard = move(street, "dispatcher", "dispatch", receive(street, kind="hazard", channel="check", title="隐患"))
    move(street, "grid_worker", "finish", hazard, **DONE)
    move(street, "leader", "suspend", dispatched(street, title="暂停的"))
    found = {role: waiting(street, role) for role in ("dispatcher", "handler", "leader", "community_secretary")}
    assert found == {
        "dispatcher": ["新来的"], "handler": ["城建在办"], "leader": ["待审"], "community_secretary": ["隐患"],
    }  # fmt: skip
    assert waiting(street, "grid_worker") == []  # it was finished by the same hand


def test_what_is_urgent_comes_first_then_what_is_due(street: Street) -> None:
    receive(street, title="后", outside_number="1", outside_due="2099-02-01")
    receive(street, title="先", outside_number="2", outside_due="2099-01-01")
    receive(street, title="急", urgent="是", outside_number="3", outside_due="2099-03-01")
    assert waiting(street, "dispatcher") == ["急", "先", "后"]


def test_a_move_made_there_opens_the_next_one(street: Street, client: Client) -> None:
    first = receive(street, title="第一件", outside_number="1", outside_due="2099-01-01")
    second = receive(street, title="第二件", outside_number="2", outside_due="2099-01-02")
    street.sign_in(client, "dispatcher")
    page = client.get("/matters/inbox/")
    assert (page.context["matter"].pk, "第二件" in page.content.decode()) == (first.pk, True)
    answer = client.post(f"/matters/inbox/?at={first.pk}&do=accept", {"expect": "1"})
    assert answer["Location"] == f"/matters/inbox/?at={second.pk}"
    assert read(street, first.pk).stage == "accepted"
    form = client.get(f"/matters/inbox/?at={second.pk}&do=dispatch").content.decode()
    assert 'name="lead"' in form
    client.post(f"/matters/inbox/?at={second.pk}&do=dispatch", {"lead": str(street.departments["urban"].pk)})
    assert read(street, second.pk).lead == street.departments["urban"]


def test_what_is_missing_is_asked_for_beside_the_matter(street: Street, client: Client) -> None:
    matter = receive(street, title="不属本街道")
    street.sign_in(client, "dispatcher")
    answer = client.post(f"/matters/inbox/?at={matter.pk}&do=return_out", {"ground": "place", "reason": ""})
    text = answer.content.decode()
    assert (answer.status_code, "请写明原因" in text, "不属本街道" in text) == (422, True, True)
    assert client.get(f"/matters/inbox/?at={matter.pk}&do=approve").status_code == 404


def test_an_empty_inbox_says_so(street: Street, client: Client) -> None:
    street.sign_in(client, "leader")
    assert "现在没有等您办理的事件" in client.get("/matters/inbox/?at=nothing").content.decode()
    with open_scope(street.street_reader()):
        assert Matter.objects.count() == 0
