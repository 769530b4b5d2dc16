"""The system administrator sees, makes and withdraws tokens on the desk; the secret is shown once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.api.models import ApiToken
from jingwei.api.tests.calling import Machine, token_for
from jingwei.core.scope import open_scope
from jingwei.core.tests.query_counts import counted
from jingwei.people.roles import ADMINISTRATORS, WORKERS
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def client(street: Street) -> Client:
    return street.sign_in(Client(), "system_admin")


def fill(**more: str) -> dict[str, str]:
    return {"name": "区网格平台对接", "expires_on": (timezone.localdate() + timedelta(days=90)).isoformat(), **more}


def test_a_token_is_shown_once_and_lets_in_under_the_chosen_post(street: Street, client: Client) -> None:
    person, post = street.staff["office"], street.posts["office"]
    form = client.get(f"/tokens/new/{person.pk}/").content.decode()
    assert f'<option value="{post.pk}"' in form
    page = client.post(f"/tokens/new/{person.pk}/", fill(post=str(post.pk)))
    found = re.search(r'id="token" value="(jw_[^"]+)"', page.content.decode())
    assert found
    assert "no-store" in page["Cache-Control"]
    status, who = Machine(found[1]).get("whoami")
    assert (status, who["token"], who["roles"]) == (200, "区网格平台对接", ["office"])
    listed = client.get("/tokens/").content.decode()
    assert "区网格平台对接" in listed
    assert post.name in listed
    assert found[1] not in listed


def test_what_is_wrong_comes_back_with_what_was_typed(street: Street, client: Client) -> None:
    late = (timezone.localdate() + timedelta(days=900)).isoformat()
    page = client.post(f"/tokens/new/{street.staff['office'].pk}/", fill(expires_on=late))
    assert page.status_code == 422
    assert "一年以内" in page.content.decode()
    assert 'value="区网格平台对接"' in page.content.decode()
    with open_scope(street.scope("system_admin")):
        assert not ApiToken.objects.exists()


def test_a_token_is_withdrawn_for_a_reason(street: Street, client: Client) -> None:
    caller = Machine(token_for(street, "office"))
    with open_scope(street.scope("system_admin")):
        address = f"/tokens/{ApiToken.objects.get().pk}/withdraw/"
    assert client.post(address, {}).status_code == 422
    assert caller.get("whoami")[0] == 200
    assert client.post(address, {"reason": "对接结束"})["Location"] == "/tokens/"
    assert caller.get("whoami")[0] == 401
    assert "对接测试" not in client.get("/tokens/?state=").content.decode().partition("<tbody")[2]
    assert "已停用" in client.get("/tokens/?state=over").content.decode()


def test_only_those_who_may_have_one_are_offered(street: Street, client: Client) -> None:
    offered = client.get("/tokens/new/").content.decode()
    assert f"/tokens/new/{street.staff['office'].pk}/" in offered
    assert f"/tokens/new/{street.staff['security_admin'].pk}/" not in offered
    assert f"/tokens/new/{street.staff['service'].pk}/" not in offered


def test_the_page_asks_as_often_for_many_tokens(street: Street, client: Client) -> None:
    # The first page of a session writes down when it was seen.
    client.get("/mine/")
    counts = []
    for many in (2, 20):
        for _ in range(many):
            token_for(street, "office")
        with counted() as whole:
            client.get("/tokens/")
        counts.append(whole.queries)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", sorted((WORKERS | ADMINISTRATORS) - {"system_admin"}))
def test_only_the_system_administrator_keeps_tokens(street: Street, role: str) -> None:
    other = street.sign_in(Client(), role)
    assert "/tokens/" not in other.get("/mine/").content.decode()
    assert other.get("/tokens/").status_code == 403
    assert other.get("/tokens/new/").status_code == 403
    assert other.post(f"/tokens/new/{street.staff['office'].pk}/", fill()).status_code == 403
