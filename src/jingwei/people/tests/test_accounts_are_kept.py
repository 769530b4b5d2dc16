"""The system administrator opens accounts, replaces passwords, closes accounts; a first password is shown once."""

import re

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.models import Lockout
from jingwei.core.scope import open_scope
from jingwei.people import lockout
from jingwei.people.actions.open_account import OpenAccount
from jingwei.people.models import Account, Staff
from jingwei.people.passwords import check_password, random_password
from jingwei.people.roles import ADMINISTRATORS, WORKERS
from jingwei.people.tests.street import PASSWORD, Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def client(street: Street) -> Client:
    return street.sign_in(Client(), "system_admin")


def newcomer(street: Street) -> Staff:
    with open_scope(street.keeper()):
        return Staff.objects.create(number="N001", name="测新")


def shown_password(page: str) -> str:
    found = re.search(r"初始密码</dt><dd><code>(.*?)</code>", page)
    assert found
    return found[1]


def test_a_new_account_signs_in_once_with_its_first_password_and_must_change_it(street: Street, client: Client) -> None:
    person = newcomer(street)
    page = client.post(f"/accounts/{person.pk}/open/", {"username": "neu.n001"}).content.decode()
    other = Client()
    other.post("/login/", {"username": "neu.n001", "password": shown_password(page)})
    assert other.get("/mine/").status_code == 200
    assert other.get("/staff/")["Location"] == "/password/"
    assert "初始密码" not in client.get(f"/staff/{person.pk}/").content.decode()


def test_the_first_password_is_not_kept_anywhere(street: Street, client: Client) -> None:
    from django.db import connection

    person = newcomer(street)
    page = client.post(f"/accounts/{person.pk}/open/", {"username": "neu.n001", "key": "abc"}).content.decode()
    with connection.cursor() as cursor, open_scope(street.keeper()):
        for table in ("core_outcome", "core_change", "core_auditentry"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{shown_password(page)}%"])
            assert cursor.fetchone() == (0,)


def test_names_are_unique_across_subdistricts_without_telling_whose_they_are(street: Street) -> None:
    other = make_street("990101002", "听松街道")
    person = newcomer(street)
    with open_scope(street.scope("system_admin")), pytest.raises(Invalid, match="已被使用"):
        perform(OpenAccount(), [{"username": other.accounts["office"].username}], targets=[person.pk])


def test_nobody_gets_two_accounts(street: Street) -> None:
    with open_scope(street.scope("system_admin")), pytest.raises(Conflict, match="已经有账号"):
        perform(OpenAccount(), [{"username": "zwei"}], targets=[street.staff["office"].pk])


def test_a_reset_replaces_password_and_code_and_opens_the_lock(
    street: Street, client: Client, django_capture_on_commit_callbacks: object
) -> None:
    account = street.accounts["office"]
    for _ in range(5):
        Client().post("/login/", {"username": account.username, "password": "falsch-12345"})
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"/accounts/{street.staff['office'].pk}/reset/").content.decode()
    assert not Lockout.objects.filter(name=lockout.of_name(account.username).key).exists()
    other = Client()
    other.post("/login/", {"username": account.username, "password": PASSWORD})
    assert "_auth_user_id" not in other.session
    other.post("/login/", {"username": account.username, "password": shown_password(page)})
    assert other.get("/staff/")["Location"] == "/password/"


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(street: Street, client: Client) -> None:
    clerk = street.sign_in(Client(), "office")
    address = f"/accounts/{street.staff['office'].pk}/switch/"
    assert client.post(address, {"active": "no"}).status_code == 422
    assert client.post(address, {"active": "no", "reason": "长期借调"}).status_code == 302
    assert clerk.get("/staff/").status_code == 302
    assert client.post(address, {"active": "yes", "reason": "借调结束"}).status_code == 302
    assert Account.objects.get(pk=street.accounts["office"].pk).is_active


def test_who_leaves_loses_posts_and_account(street: Street, client: Client) -> None:
    from django.utils import timezone

    answer = client.post(
        f"/staff/{street.staff['dispatcher'].pk}/leave/", {"left_on": str(timezone.localdate()), "reason": "调离"}
    )
    assert answer.status_code == 302
    from jingwei.people.seats import seat_of

    assert seat_of(street.accounts["dispatcher"].pk) is None
    assert not Account.objects.get(pk=street.accounts["dispatcher"].pk).is_active


@pytest.mark.parametrize("role", sorted((WORKERS | ADMINISTRATORS) - {"system_admin"}))
def test_only_the_system_administrator_keeps_accounts(street: Street, role: str) -> None:
    other = street.sign_in(Client(), role)
    assert other.get("/accounts/").status_code == 403
    person = street.staff["handler"].pk
    assert other.post(f"/accounts/{person}/reset/").status_code == 403
    assert Account.objects.get(pk=street.accounts["handler"].pk).check_password(PASSWORD)


def test_random_passwords_keep_the_rule_themselves() -> None:
    for _ in range(50):
        check_password(random_password(), "office.990101001")
