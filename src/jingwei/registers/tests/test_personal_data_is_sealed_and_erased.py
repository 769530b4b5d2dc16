"""封存、启封、删除: what each does to values, who may, and that erasing takes two people."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.models import AuditEntry, DataKey
from jingwei.core.scope import open_scope
from jingwei.core.secrets import Unreadable
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import AskErasure, ChangeEntry, DropErasure, Erase, SealKey, UnsealKey
from jingwei.registers.models import Entry, Version
from jingwei.registers.query import counts_by_register
from jingwei.registers.tests.terms import PHONES, firms, key_of_firms, ledger, phone_of, put_end

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


def do(street, role, action, values=None, reason="依法办理"):
    with open_scope(street.scope(role)):
        return perform(action, [values or {}], targets=[key_of_firms(street).pk], reason=reason)


def key_file(street):
    return settings.HOME / "keys" / "data" / f"{key_of_firms(street).pk.hex}.key"


def test_sealed_values_are_read_by_nobody_and_come_back_unsealed(street):
    entry, _ = firms(street)
    do(street, "security_admin", SealKey())
    with pytest.raises(Unreadable, match="已封存"):
        phone_of(street, entry)
    do(street, "security_admin", UnsealKey(), {"basis": "民事诉讼法第六十七条"})
    assert phone_of(street, entry) == PHONES[0]


def test_a_sealed_row_is_still_worked_with_and_keeps_its_sealed_phone(street):
    entry, _ = firms(street)
    do(street, "security_admin", SealKey())
    with open_scope(street.scope("office")):
        context = {"given": ["name"], "register": ledger(street)}
        perform(ChangeEntry(), [{"name": "改名企业"}], targets=[entry], context=context)
    do(street, "security_admin", UnsealKey(), {"basis": "民事诉讼法第六十七条"})
    assert phone_of(street, entry) == PHONES[0]


def test_past_its_end_a_key_is_opened_for_some_days_only(street):
    firms(street)
    put_end(street, date(2024, 12, 31), archive_years=10, archive_rule="某办法第二十条")
    do(street, "security_admin", SealKey())
    for until in (None, timezone.localdate() + timedelta(days=31), date(2024, 1, 1)):
        values = {"basis": "调查令", **({"until": str(until)} if until else {})}
        with pytest.raises(Invalid, match="启封到哪一天"):
            do(street, "security_admin", UnsealKey(), values)
    until = timezone.localdate() + timedelta(days=7)
    do(street, "security_admin", UnsealKey(), {"basis": "调查令", "until": str(until)})
    assert key_of_firms(street).open_until == until


def test_erasing_takes_two_people_and_the_name_of_the_ledger(street, django_capture_on_commit_callbacks):
    entry, _ = firms(street)
    with pytest.raises(Conflict, match="请由安全管理员先申请"):
        do(street, "leader", Erase(), {"ledger": "企业台账"})
    do(street, "security_admin", AskErasure(), reason="本人撤回同意")
    with pytest.raises(Refused, match="须两人办理"):
        do(street, "security_admin", Erase(), {"ledger": "企业台账"})
    with pytest.raises(Invalid, match="应为“企业台账”"):
        do(street, "leader", Erase(), {"ledger": "企业"})
    assert key_file(street).exists()
    with django_capture_on_commit_callbacks(execute=True):
        do(street, "leader", Erase(), {"ledger": "企业台账"})
    assert not key_file(street).exists()
    with pytest.raises(Unreadable, match="已按期限删除"):
        phone_of(street, entry)
    with open_scope(street.scope("audit_admin")):
        asked, erased = (AuditEntry.objects.get(event=event) for event in ("erasure_asked", "key_erased"))
    assert asked.actor != erased.actor
    assert "本人撤回同意" in erased.reason


def test_rows_and_totals_stay_and_nothing_of_the_phone_is_left(street):
    entries = firms(street)
    with open_scope(street.scope("office")):
        before = counts_by_register()
    do(street, "security_admin", AskErasure())
    do(street, "deputy_leader", Erase(), {"ledger": "企业台账"})
    with open_scope(street.scope("office")):
        assert counts_by_register() == before
        for version in Version.objects.filter(entry_id__in=entries):
            assert version.title.startswith("企业")
            assert version.data["phone"] == {"c": f"{key_of_firms(street).pk.hex}.", "m": ""}
        assert Entry.objects.count() == 2


def test_a_key_is_kept_when_the_erasure_does_not_commit(street):
    firms(street)
    do(street, "security_admin", AskErasure())
    do(street, "leader", Erase(), {"ledger": "企业台账"})
    assert key_file(street).exists(), "the file goes with the commit, which this test never makes"


def test_a_request_can_be_refused(street):
    entry, _ = firms(street)
    do(street, "security_admin", AskErasure())
    with pytest.raises(Conflict, match="已经申请删除"):
        do(street, "security_admin", AskErasure())
    do(street, "leader", DropErasure(), reason="仍需使用")
    assert key_of_firms(street).asked_at is None
    assert phone_of(street, entry) == PHONES[0]


def test_what_must_be_archived_is_not_erased_early(street):
    firms(street)
    put_end(street, date(2030, 12, 31), archive_years=10, archive_rule="某办法第二十条")
    with pytest.raises(Conflict, match="依照某办法第二十条须归档保管到2040-12-31"):
        do(street, "security_admin", AskErasure())


@pytest.mark.parametrize("role", ["office", "leader", "system_admin", "grid_worker"])
@pytest.mark.parametrize("action", [SealKey, UnsealKey, AskErasure])
def test_only_the_security_administrator_keeps_keys(street, role, action):
    firms(street)
    with pytest.raises(Refused):
        do(street, role, action(), {"basis": "调查令"} if action is UnsealKey else None)


@pytest.mark.parametrize("role", ["office", "system_admin", "audit_admin", "handler"])
def test_not_everybody_confirms(street, role):
    firms(street)
    do(street, "security_admin", AskErasure())
    with pytest.raises(Refused):
        do(street, role, Erase(), {"ledger": "企业台账"})


def test_every_step_asks_for_a_reason_and_is_told_once(street):
    firms(street)
    with pytest.raises(Invalid, match="请写明原因"):
        do(street, "security_admin", SealKey(), reason="")
    do(street, "security_admin", SealKey(), reason="清查期间停用")
    with pytest.raises(Conflict, match="现在是“已封存”"):
        do(street, "security_admin", SealKey())
    with open_scope(street.scope("audit_admin")):
        assert AuditEntry.objects.get(event="key_sealed").reason == "清查期间停用"
        assert DataKey.objects.get().state == "sealed"
