"""Contacts are encrypted, shown masked, read for a logged reason; joining keeps everybody who asked."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.core.secrets import Unreadable
from jingwei.matters.actions import Reveal, Split
from jingwei.matters.likeness import likeness, pairs_of
from jingwei.matters.models import Matter, Request, Step
from jingwei.matters.nightly import erase_contacts
from jingwei.matters.tests.asking import DONE, dispatched, move, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
CALLER = {"contact_name": "陈示例", "contact_phone": "19900001234"}


@pytest.fixture
def street() -> Street:
    return make_street()


def request_of(street: Street, matter: Matter) -> Request:
    with open_scope(street.street_reader()):
        return Request.objects.filter(matter=matter).latest("received_at", "id")


def reveal(street: Street, role: str, matter: Matter, reason: str = "") -> dict[str, str]:
    with open_scope(street.scope(role)):
        key = Request.objects.filter(matter=matter).latest("received_at", "id").pk
        return dict(perform(Reveal(), targets=[key], reason=reason).result["values"][str(key)])


def test_a_contact_lies_encrypted_and_is_shown_masked(street: Street, client: Client) -> None:
    matter = dispatched(street, **CALLER)
    with open_scope(street.street_reader()), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM matters_request r")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(c::text, '') FROM core_change c")
        history = cursor.fetchone()[0]
    assert not any(word in text for word in CALLER.values() for text in (stored, history))
    page = street.sign_in(client, "handler").get(f"/matters/{matter.pk}/").content.decode()
    assert ("199****1234" in page, "陈*" in page, "19900001234" in page) == (True, True, False)


def test_in_an_open_matter_of_ones_own_one_tap_shows_it_and_is_logged(street: Street, client: Client) -> None:
    matter = dispatched(street, **CALLER)
    key = request_of(street, matter).pk
    street.sign_in(client, "handler")
    assert client.post(f"/matters/requests/{key}/reveal/contact_phone/").content.decode() == "19900001234"
    with open_scope(street.scope("audit_admin")):
        line = AuditEntry.objects.filter(event="unmasked").latest("id")
        assert (matter.number in line.reason, "19900001234" in str(line.detail)) == (True, False)
    other = dispatched(street, "safety", **CALLER)
    with pytest.raises(Refused, match="限本部门主办的"):
        reveal(street, "handler", other)
    closed = walk(street, move(street, "handler", "finish", matter, **DONE), ("leader", "approve"))
    closed = move(street, "dispatcher", "void", closed)
    with pytest.raises(Refused, match="请写明原因"):
        reveal(street, "dispatcher", closed)
    assert reveal(street, "dispatcher", closed, "回访核实")["contact_name"] == "陈示例"


def test_who_asked_for_secrecy_is_seen_by_the_desk_alone(street: Street, client: Client) -> None:
    matter = dispatched(street, **CALLER, secret="是")
    with pytest.raises(Refused, match="要求保密"):
        reveal(street, "handler", matter)
    page = street.sign_in(client, "handler").get(f"/matters/{matter.pk}/").content.decode()
    assert ("要求保密" in page, "199****1234" in page) == (True, False)
    assert reveal(street, "dispatcher", matter) == CALLER


def test_contacts_are_erased_when_their_time_is_over(street: Street) -> None:
    matter = dispatched(street, received_at="2021-06-03", **CALLER)
    assert erase_contacts(date(2024, 12, 31)) == []
    assert erase_contacts(date(2025, 1, 1)) == [f"{street.name} 诉求人联系方式第1批，保存至2024-12-31：删除"]
    with pytest.raises(Unreadable, match="已按期限删除"):
        reveal(street, "dispatcher", matter)
    assert erase_contacts(date(2025, 1, 2)) == []


def test_joined_requests_keep_their_callers_and_the_matter_left_is_void(street: Street) -> None:
    first, second = receive(street, outside_number="A1", **CALLER), receive(street, outside_number="A2")
    gone = move(street, "dispatcher", "join", first, into=str(second.pk))
    assert (gone.stage, gone.outside_number) == ("void", "")
    with open_scope(street.scope("dispatcher")):
        kept = Request.objects.filter(matter=second).order_by("outside_number")
        assert [one.outside_number for one in kept] == ["A1", "A2"]
        told = Step.objects.filter(matter=second, verb="joined").get()
        assert told.said == {"joined": [first.number]}
        caller = Request.objects.get(outside_number="A1")
        assert perform(Reveal(), targets=[caller.pk]).result["values"][str(caller.pk)] == CALLER


@pytest.mark.parametrize(("into", "says"), [("itself", "不能并入自己"), ("ended", "已经办结"), ("other", "类别不同")])
def test_what_cannot_be_joined_is_refused(street: Street, into: str, says: str) -> None:
    matter, other = receive(street), receive(street, kind="grid" if into == "other" else "hotline")
    if into == "ended":
        other = move(street, "dispatcher", "return_out", other, ground="place")
    with pytest.raises(Invalid, match=says):
        move(street, "dispatcher", "join", matter, into=str(matter.pk if into == "itself" else other.pk))


def test_a_request_that_asks_something_else_gets_a_matter_of_its_own(street: Street) -> None:
    first, second = receive(street, outside_number="A1"), receive(street, outside_number="A2")
    move(street, "dispatcher", "join", first, into=str(second.pk))
    with open_scope(street.scope("dispatcher")):
        apart = Request.objects.get(outside_number="A1")
        made = perform(Split(), [{"title": "另一处井盖破损"}], targets=[apart.pk], reason="不是同一处").result
        assert Request.objects.get(outside_number="A1").matter_id != second.pk
        matter = Matter.objects.get(number=made["numbers"][0])
        assert (matter.stage, matter.outside_number, matter.title) == ("received", "A1", "另一处井盖破损")
        left = Request.objects.get(outside_number="A2")
        with pytest.raises(Conflict, match="至少要留一条"):
            perform(Split(), [{"title": "另一处"}], targets=[left.pk], reason="不是同一处")


def test_the_desk_is_shown_what_may_be_the_same_with_the_reasons(street: Street, client: Client) -> None:
    other = receive(street, title="望澜路12号路灯不亮", **CALLER)
    receive(street, title="小区垃圾清运不及时")
    receive(street, title="望澜路12号路灯不亮", place=str(street.grid(2, 1).pk))
    matter = receive(street, title="望澜路12号门前路灯坏了不亮", **CALLER)
    page = street.sign_in(client, "dispatcher").get(f"/matters/{matter.pk}/").content.decode()
    section = page.split("可能是同一件")[1].split("</section>")[0]
    assert (other.number in section, "来电号码相同" in section, "垃圾" in section) == (True, True, False)
    assert "可能是同一件" not in street.sign_in(client, "handler").get(f"/matters/{matter.pk}/").content.decode()
    form = client.get(f"/matters/{matter.pk}/join/?into={other.pk}")
    assert form.status_code == 200


def test_likeness_is_of_words_not_of_signs():
    assert likeness(pairs_of("路灯 不亮！"), pairs_of("路灯不亮")) == 1
    assert likeness(pairs_of("路灯不亮"), pairs_of("垃圾未清")) == 0
