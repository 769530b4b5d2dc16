"""Who is let in, as whom, for how long and how often."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.api.models import ApiToken
from jingwei.api.tests.calling import Machine, token_for
from jingwei.api.tests.conftest import Office
from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.core.tests.query_counts import counted
from jingwei.people.models import Account, Appointment
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(db: None) -> Street:
    return make_street()


def refused(caller: Machine) -> tuple[int, str]:
    status, said = caller.get("whoami")
    return status, said["code"]


def test_a_token_reads_as_its_holder_does(street: Street) -> None:
    status, who = Machine(token_for(street, "grid_worker", name="巡查终端")).get("whoami")
    assert status == 200
    assert (who["name"], who["roles"], who["reader"]) == (street.staff["grid_worker"].name, ["grid_worker"], "place")
    assert (who["token"], who["places"] > 0, who["subdistrict"]) == ("巡查终端", True, street.code)


def test_of_a_token_only_its_digest_and_last_day_are_kept(street: Street) -> None:
    token = token_for(street, "office")
    Machine(token).get("whoami")
    with open_scope(street.scope("system_admin")):
        kept = ApiToken.objects.values().get()
    assert token not in str(kept)
    assert kept["last_used_on"] == timezone.localdate()
    admin = street.sign_in(Client(), "system_admin").get("/api/v1/tokens")
    assert admin.json()["items"][0]["name"] == "对接测试"
    assert token not in admin.content.decode()
    assert kept["digest"] not in admin.content.decode()


def test_nobody_enters_without_a_token_that_holds(street: Street) -> None:
    token = token_for(street, "office")
    assert refused(Machine("jw_nonsense")) == (401, "token.unknown")
    answer = Client().get("/api/v1/whoami")
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (401, "not_signed_in", "Bearer")
    with open_scope(street.scope("system_admin")):
        ApiToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert refused(Machine(token)) == (401, "token.expired")


def test_a_withdrawn_token_is_shut_out_at_once(street: Street) -> None:
    caller = Machine(token_for(street, "office"))
    assert caller.get("whoami")[0] == 200
    admin = street.sign_in(Client(), "system_admin")
    key = admin.get("/api/v1/tokens").json()["items"][0]["id"]
    body = {"targets": [key], "reason": "对接结束"}
    done = admin.post("/api/v1/actions/api.withdraw_token", body, content_type="application/json")
    assert (done.status_code, done.json()["result"]) == (200, {"ids": [key]})
    assert refused(caller) == (401, "token.withdrawn")


def test_a_token_ends_with_the_account_and_with_the_post_of_its_holder(street: Street) -> None:
    caller = Machine(token_for(street, "office"))
    with open_scope(street.keeper()):
        Appointment.objects.filter(post=street.posts["office"]).update(valid_to=timezone.localdate())
    assert refused(caller) == (401, "token.closed")
    other = Machine(token_for(street, "handler"))
    with open_scope(street.keeper()):
        Account.objects.filter(pk=street.accounts["handler"].pk).update(is_active=False)
    assert refused(other) == (401, "token.closed")


def test_who_asks_too_often_is_told_when_to_come_again(street: Street) -> None:
    caller = Machine(token_for(street, "office", rate=3))
    statuses = [caller.client.get("/api/v1/whoami") for _ in range(8)]
    late = statuses[-1]
    assert late.status_code == 429
    assert 1 <= int(late["Retry-After"]) <= 60
    assert (late.json()["code"], "每分钟最多 3 次" in late.json()["message"]) == ("too_many", True)
    assert Machine(token_for(street, "handler")).get("whoami")[0] == 200


def test_administrators_get_no_token_and_only_the_system_administrator_makes_one(street: Street) -> None:
    def make(maker: str, holder: str) -> tuple[int, dict]:
        values = {"name": "对接", "expires_on": (timezone.localdate() + timedelta(days=9)).isoformat()}
        body = {"staff": str(street.staff[holder].pk), "values": values}
        answer = street.sign_in(Client(), maker).post("/api/v1/tokens", body, content_type="application/json")
        return answer.status_code, answer.json()

    assert make("office", "office")[0] == 403
    assert make("security_admin", "office")[0] == 403
    assert make("system_admin", "security_admin")[1]["problems"][0]["code"] == "token.admin"
    status, made = make("system_admin", "office")
    assert (status, Machine(made["token"]).get("whoami")[0]) == (200, 200)
    with open_scope(street.scope("audit_admin")):
        events = list(AuditEntry.objects.order_by("number").values_list("event", "subject"))
    assert events == [("refused", "POST /api/v1/tokens")] * 2 + [("token_made", "对接")]


def test_our_own_pages_come_with_their_session_and_its_guard(street: Street) -> None:
    client = street.sign_in(Client(enforce_csrf_checks=True), "office")
    assert client.get("/api/v1/whoami").json()["token"] is None
    post = {"path": "/api/v1/actions/people.add_department", "data": {}, "content_type": "application/json"}
    assert client.post(**post).json()["code"] == "csrf"
    client.get("/password/")
    guarded = client.post(**post, headers={"X-CSRFToken": client.cookies["csrftoken"].value})
    assert (guarded.status_code, guarded.json()["code"] in ("invalid", "refused")) in ((422, True), (403, True))


def test_letting_in_takes_three_queries(street: Street) -> None:
    caller = Machine(token_for(street, "office"))
    caller.get("whoami")
    with counted() as whole:
        caller.get("whoami")
    assert whole.queries == 3


def test_a_closed_address_or_method_is_answered_as_json(office: Office) -> None:
    caller = office.machine()
    assert caller.get("nowhere/at/all")[1]["code"] == "missing"
    answer = caller.client.delete("/api/v1/registers")
    assert (answer.status_code, answer.json()["code"], answer["Allow"]) == (405, "method", "GET")
