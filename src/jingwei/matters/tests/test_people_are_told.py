"""Who is told what: the department of its matters, the desk of what comes back, who asked of the result."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.errors import Conflict, Refused
from jingwei.core.minutely import run_minute
from jingwei.core.outbox import Delivery, Message
from jingwei.core.outbox.reading import messages_for
from jingwei.core.scope import open_scope
from jingwei.matters.actions import NoteCall
from jingwei.matters.models import Matter
from jingwei.matters.telling.texts import read_template, templates
from jingwei.matters.tests.asking import DONE, dispatched, move, read, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
CALLER = {"contact_name": "陈示例", "contact_phone": "19900001234"}


@pytest.fixture
def street() -> Street:
    return make_street()


def told(street: Street, role: str) -> list[str]:
    with open_scope(street.scope(role)) as scope:
        return [one.event for one in messages_for(scope.actor)]


def calls(street: Street) -> list[Delivery]:
    with open_scope(street.scope("office")):
        return list(Delivery.objects.filter(way="call").select_related("message").order_by("id"))


def closed(street: Street, **values: str) -> Matter:
    matter = walk(street, receive(street, kind="help", channel="phone", **values), ("dispatcher", "accept"))
    return move(street, "grid_worker", "finish", matter, **DONE)


def given(street: Street, kind: str, channel: str) -> Matter:
    """A matter of a kind with few stages, led by the department of the handler."""
    matter = receive(street, kind=kind, channel=channel)
    return move(street, "dispatcher", "dispatch", matter, lead=str(street.departments["urban"].pk))


def test_a_department_is_told_of_what_is_given_to_it_and_nobody_else(street: Street) -> None:
    matter = dispatched(street)
    assert told(street, "handler") == ["dispatch"]
    assert told(street, "dispatcher") == told(street, "grid_worker") == []
    with open_scope(street.scope("handler")):
        one = Message.objects.get()
    assert (one.about, matter.number in one.text, "望澜路路灯不亮" in one.text) == (matter.pk, True, True)
    assert "望澜路路灯不亮" not in one.chat, "a group reads no free text"


def test_without_a_department_those_who_serve_the_place_are_told(street: Street) -> None:
    walk(street, receive(street), ("dispatcher", "accept"), ("dispatcher", "dispatch"))
    assert told(street, "grid_worker") == told(street, "community_secretary") == ["dispatch"]
    assert told(street, "handler") == []


def test_what_comes_back_is_told_to_the_desk(street: Street) -> None:
    move(street, "handler", "hand_back", dispatched(street), reason="属交警职责")
    assert told(street, "dispatcher") == told(street, "office") == ["hand_back"]


def test_a_move_that_is_refused_tells_nobody(street: Street) -> None:
    matter = dispatched(street)
    with pytest.raises(Conflict):
        move(street, "dispatcher", "dispatch", matter, lead=str(street.departments["safety"].pk))
    assert told(street, "handler") == ["dispatch"]


def test_everybody_who_asked_is_on_the_call_list_once_it_is_closed(street: Street) -> None:
    first = receive(street, kind="help", channel="phone", **CALLER)
    second = receive(street, kind="help", channel="counter", contact_name="李示例", contact_phone="19900005678")
    without = receive(street, kind="help", channel="counter")
    for one in (second, without):
        move(street, "dispatcher", "join", one, into=str(first.pk))
    assert calls(street) == []
    walk(street, first, ("dispatcher", "accept"), ("grid_worker", "finish", DONE))
    assert [one.state for one in calls(street)] == ["waiting", "waiting"]
    assert "已解决" in calls(street)[0].message.text
    assert "已更换灯泡。" in calls(street)[0].message.text


def test_who_is_answered_by_the_outside_platform_is_not_called_by_the_desk(street: Street) -> None:
    matter = dispatched(street, outside_number="20250603001", **CALLER)
    walk(street, matter, ("handler", "finish", DONE), ("leader", "approve"), ("dispatcher", "enter"))
    assert calls(street) == []


def test_the_desk_calls_and_ticks_off(street: Street, client: Client) -> None:
    matter = closed(street, **CALLER)
    (call,) = calls(street)
    street.sign_in(client, "dispatcher")
    assert "待告知诉求人" in client.get("/").content.decode()
    page = client.get("/matters/to-tell/").content.decode()
    assert (matter.number in page, "19900001234" in page, "陈示例" in page) == (True, False, False)
    client.post(f"/matters/to-tell/{call.pk}/", {"result": "again", "remark": "下午再打"})
    assert "1次，没有接通，再打。下午再打" in client.get("/matters/to-tell/").content.decode()
    client.post(f"/matters/to-tell/{call.pk}/", {"result": "told"})
    assert matter.number not in client.get("/matters/to-tell/").content.decode()
    (call,) = calls(street)
    assert (call.state, call.tries, call.decided_by, call.ended_at is not None) == ("sent", 2, "测丙", True)
    with pytest.raises(Conflict, match="已经登记过"):
        _note(street, "dispatcher", call)


def test_a_handler_does_not_read_the_call_list(street: Street, client: Client) -> None:
    closed(street, **CALLER)
    street.sign_in(client, "handler")
    assert client.get("/matters/to-tell/").status_code == 403
    with pytest.raises(Refused):
        _note(street, "handler", calls(street)[0])


def _note(street: Street, role: str, call: Delivery) -> None:
    from jingwei.core.actions import perform

    with open_scope(street.scope(role)):
        perform(NoteCall(), [{"result": "told"}], targets=[call.pk])


def test_new_messages_stand_on_the_workbench_until_they_are_read(street: Street, client: Client) -> None:
    matter = dispatched(street)
    street.sign_in(client, "handler")
    home = client.get("/").content.decode()
    assert ("未读1条" in home, f"/matters/{matter.pk}/" in home) == (True, True)
    assert "未读" in client.get("/notices/").content.decode()
    client.post("/notices/read/")
    page = client.get("/notices/").content.decode()
    assert ("已读" in page, "未读0条" in page) == (True, True)
    assert "未读1条" not in client.get("/").content.decode()


def test_warnings_come_at_half_at_four_fifths_and_at_the_end_of_the_term(street: Street) -> None:
    matter = given(street, "help", "phone")
    started, day = matter.received_at, timedelta(hours=24)
    assert matter.next_warning_at == started + day / 2
    seen = []
    for share in (0.49, 0.51, 0.51, 0.81, 1.01, 5):
        run_minute(street.code, started + day * share)
        seen.append(told(street, "handler")[0])
    assert seen == ["dispatch", "due_50", "due_50", "due_80", "due_100", "due_100"]
    assert told(street, "dispatcher") == ["due_100", "due_80", "due_50"]
    assert read(street, matter.pk).next_warning_at is None


def test_what_was_missed_is_told_once_and_what_stands_still_or_is_closed_not_at_all(street: Street) -> None:
    late, still, done = (given(street, "help", "phone") for _ in range(3))
    move(street, "leader", "suspend", still)
    move(street, "handler", "finish", done, **DONE)
    run_minute(street.code, timezone.now() + timedelta(hours=20))
    with open_scope(street.scope("office")):
        warned = list(Message.objects.filter(event__startswith="due").values_list("about", "event"))
    assert warned == [(late.pk, "due_80")]


def test_a_term_given_by_an_outside_platform_is_warned_of_on_the_wall_clock(street: Street) -> None:
    matter = dispatched(street, outside_due="2099-06-10")
    assert matter.due_at is not None
    assert matter.next_warning_at == matter.received_at + (matter.due_at - matter.received_at) / 2


def test_more_time_puts_the_warning_off(street: Street) -> None:
    matter = given(street, "hazard", "check")
    before = matter.next_warning_at
    after = move(street, "leader", "extend", matter, count=15).next_warning_at
    assert before is not None
    assert after is not None
    assert after > before


def test_a_text_with_a_word_that_nobody_fills_is_refused() -> None:
    assert "dispatch" in templates()
    with pytest.raises(ValueError, match="unknown words phone"):
        read_template("x", {"to": ["desk"], "title": "x", "text": "{phone}"})
    with pytest.raises(ValueError, match="nobody is called"):
        read_template("x", {"to": ["all"], "title": "x", "text": "x"})
