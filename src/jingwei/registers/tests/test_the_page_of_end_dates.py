"""The security administrator's page: what stands on it, what it offers to whom, and the reminders at home."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.models import DataKey
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import AskErasure
from jingwei.registers.tests.ledgers import define_houses
from jingwei.registers.tests.spoiled import words
from jingwei.registers.tests.terms import firms, key_of_firms, ledger, put_end

pytestmark = pytest.mark.django_db
HERE = "/registers/end-dates/"


@pytest.fixture
def street():
    made = make_street()
    firms(made)
    return made


def page(street, client, role, path=HERE):
    return street.sign_in(client, role).get(path)


def test_it_lists_ledgers_with_personal_data_and_no_others(street, client):
    with open_scope(street.scope("office")):
        define_houses()
    said = words(page(street, client, "security_admin"))
    for word in ("企业台账", "联系企业办理走访和服务事项", "个人信息保护法第十三条第三项", "2030-12-31", "使用中"):
        assert word in said
    assert "到期后删除" in said
    assert "房屋台账" not in said


def test_the_menu_leads_there(street, client):
    assert HERE in page(street, client, "security_admin", "/").content.decode()
    assert HERE not in page(street, client, "system_admin", "/").content.decode()


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "grid_worker", "community_secretary"])
def test_it_is_not_everybodys(street, client, role):
    assert page(street, client, role).status_code == 403
    key = key_of_firms(street)
    assert page(street, client, role, f"{HERE}keys/{key.pk}/seal/").status_code == 403


def test_the_office_reads_it_and_changes_nothing(street, client):
    here = f"{HERE}{ledger(street).pk}/"
    said = page(street, client, "office", here).content.decode()
    assert "改保存期限" not in said
    assert page(street, client, "office", f"{here}change/").status_code == 403


def test_a_key_is_sealed_and_opened_from_the_page(street, client):
    admin = street.sign_in(client, "security_admin")
    here, key = f"{HERE}{ledger(street).pk}/", key_of_firms(street)
    assert f"keys/{key.pk}/seal/" in admin.get(here).content.decode()
    answer = admin.post(f"{HERE}keys/{key.pk}/seal/", {"expect": key.revision})
    assert answer.status_code == 422
    assert "请写明原因" in words(answer)
    answer = admin.post(f"{HERE}keys/{key.pk}/seal/", {"reason": "清查期间停用", "expect": key.revision}, follow=True)
    assert "已封存。" in words(answer)
    assert "清查期间停用" in words(answer), "the history says why"
    assert f"keys/{key.pk}/unseal/" in answer.content.decode()
    form = {"reason": "法院调取", "basis": "民事诉讼法第六十七条"}
    assert "已启封。" in words(admin.post(f"{HERE}keys/{key.pk}/unseal/", form, follow=True))


def test_the_end_date_is_changed_and_a_second_administrator_is_told(street, client):
    admin = street.sign_in(client, "security_admin")
    here, seen = f"{HERE}{ledger(street).pk}/", ledger(street).revision
    form = {"keep_until": "2032-12-31", "known": "too", "reason": "服务合同续签", "expect": seen}
    answer = admin.post(f"{here}change/", form, follow=True)
    assert "保存期限已改" in words(answer)
    assert "服务合同续签" in words(answer)
    assert admin.post(f"{here}change/", form).status_code == 409


def test_a_leader_confirms_what_the_administrator_asked_for(street, client):
    here, key = f"{HERE}{ledger(street).pk}/", key_of_firms(street)
    admin = street.sign_in(client, "security_admin")
    assert "请另一人确认" in words(admin.post(f"{HERE}keys/{key.pk}/ask-erasure/", {"reason": "撤回同意"}, follow=True))
    assert "/erase/" not in admin.get(here).content.decode()
    leader = street.sign_in(client, "leader")
    assert "待另一人确认" in words(leader.get("/"))
    assert f"keys/{key.pk}/erase/" in leader.get(here).content.decode()
    form = leader.get(f"{HERE}keys/{key.pk}/erase/")
    assert "申请原因：撤回同意" in words(form)
    done = leader.post(f"{HERE}keys/{key.pk}/erase/", {"ledger": "企业台账", "reason": "同意"}, follow=True)
    assert "已删除，不能恢复" in words(done)
    assert key_of_firms(street).state == DataKey.State.DESTROYED


@pytest.mark.parametrize(("days", "reminded"), [(91, False), (90, True), (0, True), (-1, True)])
def test_the_home_page_reminds_90_days_before(street, client, days, reminded):
    put_end(street, timezone.localdate() + timedelta(days=days))
    for role in ("security_admin", "office"):
        assert ("企业台账：" in words(page(street, client, role, "/"))) == reminded, role


def test_a_department_is_reminded_of_its_own_ledgers(street, client):
    put_end(street, timezone.localdate() + timedelta(days=30), department_key="urban")
    assert "企业台账：还有30天" in words(page(street, client, "handler", "/"))
    put_end(street, timezone.localdate() + timedelta(days=30), department_key="safety")
    assert "企业台账：还有30天" not in words(page(street, client, "handler", "/"))


def test_a_waiting_request_is_told_at_home(street, client):
    with open_scope(street.scope("security_admin")):
        perform(AskErasure(), targets=[key_of_firms(street).pk], reason="撤回同意")
    assert "申请删除个人信息，待另一人确认" in words(page(street, client, "deputy_leader", "/"))
