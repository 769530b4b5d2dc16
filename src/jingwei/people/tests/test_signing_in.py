"""Who is let in, who waits, and what is written down."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.audit import broken_link
from jingwei.core.models import AuditEntry, Lockout
from jingwei.core.scope import open_scope
from jingwei.people import lockout
from jingwei.people.models import Account, Staff
from jingwei.people.tests.street import PASSWORD, Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/login/", {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def events(street: Street) -> list[str]:
    with open_scope(street.scope("audit_admin")):
        return [f"{e.event} {e.subject}" for e in AuditEntry.objects.order_by("number")]


def test_name_and_password_let_in_and_out_and_both_stand_in_the_log(street: Street) -> None:
    client = Client()
    name = street.accounts["office"].username
    answer = sign_in(client, name, next="/staff/")
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    assert client.get("/staff/").status_code == 200
    client.post("/logout/")
    assert client.get("/staff/").status_code == 302
    assert events(street) == [f"signed_in {name}", f"signed_out {name}"]
    with open_scope(street.scope("audit_admin")):
        assert broken_link(street.code) is None


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(street: Street) -> None:
    known = sign_in(Client(), street.accounts["office"].username, "falsch-12345").content.decode()
    unknown = sign_in(Client(), "niemand", "falsch-12345").content.decode()
    told = [re.search(r'role="alert">.*?<div>(.*?)</div>', page, re.S) for page in (known, unknown)]
    assert told[0]
    assert told[1]
    assert told[0][1] == told[1][1] == "用户名或密码不正确。连续输错5次，将暂停登录15分钟。"


def test_five_failures_close_the_name_for_a_quarter_of_an_hour_then_twice_as_long(street: Street) -> None:
    name = street.accounts["office"].username
    client = Client()
    for _ in range(5):
        sign_in(client, name, "falsch-12345")
    assert "输错次数过多" in sign_in(client, name).content.decode()
    assert not signed_in(client)
    lock = Lockout.objects.get(name=lockout.of_name(name).key)
    assert timedelta(minutes=14) < lock.until - timezone.now() <= timedelta(minutes=15)
    for _ in range(5):
        Lockout.objects.filter(pk=lock.pk).update(until=timezone.now() - timedelta(seconds=1))
        sign_in(client, name, "falsch-12345")
    lock.refresh_from_db()
    assert timedelta(minutes=29) < lock.until - timezone.now() <= timedelta(minutes=30)
    assert events(street).count(f"locked_out {name}") == 2


def test_a_name_that_does_not_exist_is_closed_alike(street: Street) -> None:
    client = Client()
    for _ in range(5):
        answer = sign_in(client, "niemand", "falsch-12345")
    assert "输错次数过多" in answer.content.decode()


def test_a_success_forgets_the_failures_before(street: Street) -> None:
    name = street.accounts["office"].username
    client = Client()
    for _ in range(4):
        sign_in(client, name, "falsch-12345")
    sign_in(client, name)
    assert signed_in(client)
    assert not Lockout.objects.filter(name=lockout.of_name(name).key).exists()


def test_many_names_from_one_address_close_the_address(street: Street) -> None:
    for number in range(30):
        sign_in(Client(), f"name-{number}", "falsch-12345")
    client = Client()
    assert "输错次数过多" in sign_in(client, street.accounts["office"].username).content.decode()
    assert not signed_in(client)


def test_who_left_or_is_closed_is_not_let_in(street: Street) -> None:
    with open_scope(street.keeper()):
        Staff.objects.filter(pk=street.staff["office"].pk).update(left_on=timezone.localdate())
        Account.objects.filter(pk=street.accounts["handler"].pk).update(is_active=False)
    for role in ("office", "handler"):
        client = Client()
        sign_in(client, street.accounts[role].username)
        assert not signed_in(client)


def test_who_leaves_is_out_with_the_next_click(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    assert client.get("/staff/").status_code == 200
    with open_scope(street.keeper()):
        Staff.objects.filter(pk=street.staff["office"].pk).update(left_on=timezone.localdate())
    assert client.get("/staff/").status_code == 302
    assert not signed_in(client)


def test_an_idle_session_ends(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    client.get("/staff/")
    session = client.session
    session["seen"] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()
    answer = client.get("/staff/")
    assert answer.status_code == 302
    assert "why=idle" in answer["Location"]


def test_a_first_password_must_be_changed_before_anything_else(street: Street) -> None:
    Account.objects.filter(pk=street.accounts["office"].pk).update(must_change=True)
    client = street.sign_in(Client(), "office")
    assert client.get("/staff/")["Location"] == "/password/"
    answer = client.post("/password/", {"old": PASSWORD, "new": "Neues-Wort-77", "again": "Neues-Wort-77"})
    assert answer.status_code == 302
    assert client.get("/staff/").status_code == 200


@pytest.mark.parametrize("weak", ["Kurz-1", "abcdefghijkl", "password123", "xx-office.990101001"])
def test_weak_passwords_are_refused_with_the_rule(street: Street, weak: str) -> None:
    client = street.sign_in(Client(), "office")
    answer = client.post("/password/", {"old": PASSWORD, "new": weak, "again": weak})
    assert answer.status_code == 422
    assert "至少10位" in answer.content.decode()


def test_the_way_back_after_signing_in_stays_on_this_site(street: Street) -> None:
    answer = sign_in(Client(), street.accounts["office"].username, next="https://example.org/")
    assert answer["Location"] == "/"
