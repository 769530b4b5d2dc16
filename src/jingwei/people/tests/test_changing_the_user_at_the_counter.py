"""Quick change of user on a shared PC: a short code, only among those who signed in here today."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.people.models import Account
from jingwei.people.tests.street import PASSWORD, Street, make_street

pytestmark = pytest.mark.django_db
CODE = "2846"


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def counter(street: Street) -> Client:
    """A browser on which handler and office signed in today; the office sits there now."""
    client = Client()
    for role in ("handler", "office"):
        client.post("/login/", {"username": street.accounts[role].username, "password": PASSWORD})
        assert client.post("/quick-code/", {"password": PASSWORD, "code": CODE}).status_code == 302
    return client


def sits(client: Client, street: Street, role: str) -> bool:
    return client.session.get("_auth_user_id") == str(street.accounts[role].pk)


def change(client: Client, street: Street, role: str, code: str = CODE) -> int:
    return int(client.post(f"/switch/{street.accounts[role].pk}/", {"code": code}).status_code)


def test_the_code_changes_the_user_and_the_page_offers_those_who_were_here(street: Street, counter: Client) -> None:
    assert street.staff["handler"].name in counter.get("/staff/").content.decode()
    assert change(counter, street, "handler") == 302
    assert sits(counter, street, "handler")
    with open_scope(street.scope("audit_admin")):
        last = AuditEntry.objects.filter(event="signed_in").latest("number")
    assert (last.subject, last.detail["way"]) == (street.accounts["handler"].username, "quick_code")


def test_who_did_not_sign_in_here_today_needs_the_password(street: Street, counter: Client) -> None:
    Account.objects.filter(pk=street.accounts["leader"].pk).update(quick_code=street.accounts["leader"].password)
    counter.post(f"/switch/{street.accounts['leader'].pk}/", {"code": PASSWORD})
    assert sits(counter, street, "office")


def test_yesterday_does_not_count(street: Street, counter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("jingwei.people.quick_change.timezone.localdate", lambda: tomorrow)
    change(counter, street, "handler")
    assert sits(counter, street, "office")


def test_three_wrong_codes_ask_for_the_password_which_opens_the_code_again(street: Street, counter: Client) -> None:
    for _ in range(3):
        assert change(counter, street, "handler", "9999") == 401
    page = counter.post(f"/switch/{street.accounts['handler'].pk}/", {"code": CODE}).content.decode()
    assert "请用密码登录" in page
    assert sits(counter, street, "office")
    counter.post("/logout/")
    counter.post("/login/", {"username": street.accounts["handler"].username, "password": PASSWORD})
    counter.post("/login/", {"username": street.accounts["office"].username, "password": PASSWORD})
    assert change(counter, street, "handler") == 302


def test_a_reset_password_takes_the_person_off_the_counter(street: Street, counter: Client) -> None:
    account = Account.objects.get(pk=street.accounts["handler"].pk)
    account.set_password("Ganz-Neues-88")
    account.save()
    change(counter, street, "handler")
    assert sits(counter, street, "office")


def test_a_forged_cookie_is_worth_nothing(street: Street) -> None:
    client = Client()
    client.cookies["jingwei_counter"] = f'{{"day": "{timezone.localdate()}", "known": []}}:forged'
    assert change(client, street, "handler") == 302
    assert "_auth_user_id" not in client.session


def test_a_code_is_stored_hashed_and_plain_ones_are_refused(street: Street, counter: Client) -> None:
    assert CODE not in Account.objects.get(pk=street.accounts["office"].pk).quick_code
    for plain in ("1234", "0000", "12", "abcd", "4321"):
        assert counter.post("/quick-code/", {"password": PASSWORD, "code": plain}).status_code == 422
    assert counter.post("/quick-code/", {"password": "falsch-12345", "code": "2847"}).status_code == 422


def test_signing_out_can_take_the_person_off_this_browser(street: Street, counter: Client) -> None:
    counter.post("/logout/", {"forget": "1"})
    counter.post("/login/", {"username": street.accounts["handler"].username, "password": PASSWORD})
    change(counter, street, "office")
    assert sits(counter, street, "handler")
