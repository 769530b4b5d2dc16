"""The nightly run: what it seals and erases, once, whatever was missed, and what one failure does not stop."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.models import AuditEntry, DataKey
from jingwei.core.nightly import NightFailed
from jingwei.core.scope import open_scope
from jingwei.core.secrets import Unreadable
from jingwei.people.tests.street import make_street
from jingwei.registers import nightly
from jingwei.registers.actions import EndTerm, SealKey, UnsealKey
from jingwei.registers.models import Version
from jingwei.registers.nightly import all_due, end_terms
from jingwei.registers.tests.terms import PHONES, firms, key_of_firms, phone_of, put_end

pytestmark = pytest.mark.django_db
END = date(2030, 12, 31)
RULE = "某办法第二十条"


@pytest.fixture
def street():
    return make_street()


def states(street):
    with open_scope(street.scope("security_admin")):
        return list(DataKey.objects.order_by("number").values_list("state", flat=True))


def events(street):
    with open_scope(street.scope("audit_admin")):
        return [(line.event, line.actor_label) for line in AuditEntry.objects.order_by("number")]


def test_on_the_last_day_nothing_happens_and_the_day_after_it_is_erased(street):
    entry, _ = firms(street)
    assert end_terms(END) == []
    assert phone_of(street, entry) == PHONES[0]
    assert end_terms(END + timedelta(days=1))[0] == "望澜街道 “企业台账”第1批，保存至2030-12-31：删除"
    with pytest.raises(Unreadable):
        phone_of(street, entry)
    assert ("key_erased", "系统") in events(street)


def test_what_the_law_archives_is_sealed_and_erased_when_the_archive_ends(street):
    firms(street)
    put_end(street, END, archive_years=10, archive_rule=RULE)
    assert end_terms(date(2031, 1, 1)) == [f"望澜街道 “企业台账”第1批，保存至2030-12-31，归档依据：{RULE}：封存"]
    assert states(street) == ["sealed"]
    assert end_terms(date(2040, 12, 31)) == []
    end_terms(date(2041, 1, 1))
    assert states(street) == ["destroyed"]


def test_an_archive_found_late_is_erased_at_once(street):
    firms(street)
    put_end(street, END, archive_years=1, archive_rule=RULE)
    end_terms(date(2035, 1, 1))
    assert states(street) == ["destroyed"]


def test_running_it_again_writes_nothing(street):
    firms(street)
    late = END + timedelta(days=7)
    assert end_terms(late)
    before = events(street)
    assert end_terms(late) == []
    assert events(street) == before
    with open_scope(nightly._scope(street.code)):
        perform(EndTerm(), targets=[key_of_firms(street).pk], reason="再次", context={"on": late})
    assert events(street) == before


def test_what_was_opened_by_law_is_sealed_again_when_its_days_are_over(street):
    firms(street)
    today = timezone.localdate()
    put_end(street, today - timedelta(days=30), archive_years=10, archive_rule=RULE)
    with open_scope(street.scope("security_admin")):
        key = key_of_firms(street).pk
        perform(SealKey(), targets=[key], reason="到期")
        values = {"basis": "调查令", "until": str(today + timedelta(days=3))}
        perform(UnsealKey(), [values], targets=[key], reason="法院调取")
    assert end_terms(today + timedelta(days=3)) == []
    assert len(end_terms(today + timedelta(days=4))) == 1
    assert states(street) == ["sealed"]


def test_each_subdistrict_is_ended_by_itself(street):
    other = make_street("990101002", "栖霞台街道")
    firms(street)
    firms(other)
    put_end(other, date(2040, 12, 31))
    end_terms(END + timedelta(days=1))
    assert (states(street), states(other)) == (["destroyed"], ["active"])


def test_one_failure_does_not_keep_the_others_from_their_end(street, monkeypatch):
    other = make_street("990101002", "栖霞台街道")
    firms(street)
    firms(other)
    run = EndTerm.run

    def broken(self, act, items):
        if act.scope.subdistrict == street.code:
            raise OSError("disk")
        return run(self, act, items)

    monkeypatch.setattr(EndTerm, "run", broken)
    with pytest.raises(NightFailed):
        end_terms(END + timedelta(days=1))
    assert (states(street), states(other)) == (["active"], ["destroyed"])


def test_a_key_file_that_a_crash_left_behind_is_removed(street):
    firms(street)
    # The transaction of this test is never committed, as if the machine had stopped right after.
    end_terms(END + timedelta(days=1))
    left = settings.HOME / "keys" / "data" / f"{key_of_firms(street).pk.hex}.key"
    assert not left.exists(), "the sweep at the end of the run takes it along"


def test_masks_that_a_restored_backup_brings_back_are_emptied_again(street):
    entry, _ = firms(street)
    with open_scope(street.scope("office")):
        before = Version.objects.get(entry_id=entry).data
    end_terms(END + timedelta(days=1))
    with open_scope(street.scope("office")):
        Version.objects.filter(entry_id=entry).update(data=before)
    assert end_terms(END + timedelta(days=2)) == ["990101001 清除已删除个人信息的残留：密钥文件0个，记录1条"]
    with open_scope(street.scope("office")):
        assert Version.objects.get(entry_id=entry).data["phone"]["m"] == ""
    assert end_terms(END + timedelta(days=3)) == []


def test_nobody_but_the_system_ends_terms(street):
    firms(street)
    assert all_due(END + timedelta(days=1))
    for role in ("security_admin", "leader", "office"):
        with open_scope(street.scope(role)), pytest.raises(Exception, match="目前不开放"):
            perform(EndTerm(), targets=[key_of_firms(street).pk], reason="x", context={"on": END})
