"""The audit administrator reads, filters and checks the log; nobody else does."""

import pytest
from django.test import Client

from jingwei.core.audit import audit
from jingwei.core.scope import open_scope
from jingwei.people.roles import ADMINISTRATORS, WORKERS
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    made = make_street()
    with open_scope(made.scope("office")):
        for number in range(3):
            audit("exported", f"房屋台账第{number}次", reason="报区里", detail={"rows": 120})
        audit("unmasked", "望澜〔2025〕7号")
    return made


@pytest.mark.parametrize("role", sorted((WORKERS | ADMINISTRATORS) - {"audit_admin"}))
def test_others_are_refused(street: Street, role: str) -> None:
    client = street.sign_in(Client(), role)
    assert client.get("/audit/").status_code == 403
    assert client.post("/audit/check/").status_code == 403


def test_the_log_is_read_and_narrowed(street: Street) -> None:
    client = street.sign_in(Client(), "audit_admin")
    everything = client.get("/audit/").content.decode()
    for word in ("导出", "报区里", "望澜〔2025〕7号", street.staff["office"].name):
        assert word in everything
    narrowed = client.get("/audit/?event=exported&q=第1次").content.decode()
    assert "房屋台账第1次" in narrowed
    assert "房屋台账第2次" not in narrowed
    assert "房屋台账" not in client.get("/audit/?until=2020-01-01").content.decode()


def test_the_chain_is_checked_and_the_check_is_logged(street: Street) -> None:
    client = street.sign_in(Client(), "audit_admin")
    assert "日志链完整" in client.post("/audit/check/", follow=True).content.decode()
    assert "核验日志" in client.get("/audit/?event=audit_checked").content.decode()


def test_another_street_has_a_log_of_its_own(street: Street) -> None:
    other = make_street("990101002", "听松街道")
    page = other.sign_in(Client(), "audit_admin").get("/audit/").content.decode()
    assert "房屋台账" not in page
