"""吹哨报到: both sides are recorded, who is called finds it in the inbox; helpers and the first lead stay with it."""

import pytest
from django.test import Client

from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.outbox import Message
from jingwei.core.scope import open_scope
from jingwei.matters.models import Summons
from jingwei.matters.tests.asking import dispatched, move, receive
from jingwei.matters.waiting import waiting_for
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def told(street: Street, department: str) -> list[str]:
    with open_scope(street.street_reader()):
        rows = Message.objects.filter(department=street.departments[department].pk)
        return list(rows.order_by("id").values_list("title", flat=True))


def test_a_community_calls_departments_and_each_answers_with_what_it_did(street: Street, client: Client) -> None:
    urban, safety = street.departments["urban"], street.departments["safety"]
    matter = receive(street, kind="grid", channel="grid", title="燃气管道被挖断")
    names = f"{urban.name}、{safety.name}"
    matter = move(street, "community_secretary", "summon", matter, departments=names, wanted="到场关阀")
    assert (matter.summoned, matter.answered, set(matter.awaited)) == (2, 0, {urban.pk, safety.pk})
    assert told(street, "urban") == ["吹哨"]
    with open_scope(street.scope("handler")) as scope:
        assert [one.pk for one in waiting_for(scope.actor)] == [matter.pk]
    with pytest.raises(Invalid, match="早于吹哨"):
        move(street, "handler", "answer", matter, did="已关阀", came_at="2020-01-01 09:00")
    with pytest.raises(Invalid, match="还没有报到"):
        move(street, "office", "summon", matter, departments=str(urban.pk), wanted="再来")
    matter = move(street, "handler", "answer", matter, did="已关阀，恢复供气")
    assert (matter.answered, matter.answered_in_time, matter.awaited) == (1, 1, [safety.pk])
    with pytest.raises(Refused, match="限被吹哨的部门"):
        move(street, "handler", "answer", matter, did="又来")
    with open_scope(street.street_reader()):
        Summons.objects.filter(department=safety).update(due_at="2020-01-01T00:00+08:00")
    matter = move(street, "dispatcher", "answer", matter, did="已核实无泄漏", department=str(safety.pk))
    assert (matter.answered, matter.answered_in_time, matter.awaited) == (2, 1, [])
    page = street.sign_in(client, "dispatcher").get(f"/matters/{matter.pk}/").content.decode()
    for word in ("吹哨报到（2）", "按时到场", "超时到场", "已关阀，恢复供气", f"吹哨：{names}"):
        assert word in page
    for address, count in (("?f.summoned-min=2", 1), ("?f.answered_in_time-min=2", 0)):
        assert len(client.get(f"/matters/{address}").context["table"].rows) == count


def test_who_led_it_first_stays_responsible_when_it_is_handed_on(street: Street, client: Client) -> None:
    urban, safety = street.departments["urban"], street.departments["safety"]
    matter = move(street, "dispatcher", "accept", receive(street))
    matter = move(street, "dispatcher", "dispatch", matter, lead=str(urban.pk), helpers=safety.name)
    assert (matter.first_lead_id, matter.helpers) == (urban.pk, [safety.pk])
    due = matter.due_at
    matter = move(street, "dispatcher", "hand_on", matter, lead=str(safety.pk), reason="涉及危险化学品")
    assert (matter.lead_id, matter.first_lead_id, matter.helpers, matter.due_at) == (safety.pk, urban.pk, [], due)
    assert (told(street, "urban"), told(street, "safety")) == (["新交办", "转交"], ["协办", "转交"])
    with pytest.raises(Invalid, match="已是主办部门"):
        move(street, "dispatcher", "hand_on", matter, lead=str(safety.pk))
    # Who led it first may still call the caller; finishing is for who leads it now.
    assert move(street, "handler", "contact", matter, means="phone", result="reached").contact_tries == 1
    page = street.sign_in(client, "dispatcher").get(f"/matters/{matter.pk}/").content.decode()
    for word in ("首接部门", f"转交：{urban.name} → {safety.name}", f"交办：{urban.name}，协办{safety.name}"):
        assert word in page
    assert len(client.get(f"/matters/?f.first_lead={urban.name}").context["table"].rows) == 1


def test_only_who_is_called_answers(street: Street) -> None:
    matter = move(
        street, "dispatcher", "summon", dispatched(street, "urban"), departments="应急管理办公室", wanted="看"
    )
    with pytest.raises(Refused):
        move(street, "handler", "answer", matter, did="看过")
    with pytest.raises(Conflict, match="没有等待报到的部门"):
        move(street, "dispatcher", "answer", dispatched(street), did="看过")
