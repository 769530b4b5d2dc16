"""Each value is read with the key it names; a new end date holds for what its rule says, and for nothing else."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.models import AuditEntry, DataKey
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, SetEndDate, Unmask
from jingwei.registers.models import Version
from jingwei.registers.tests.ledgers import FIRMS, define_ledger, record
from jingwei.registers.tests.terms import PHONES, firms, key_of_firms, ledger, phone_of

pytestmark = pytest.mark.django_db
LATER = date(2035, 6, 30)


@pytest.fixture
def street():
    return make_street()


def set_date(street, until, **more):
    with open_scope(street.scope("security_admin")):
        values = {"keep_until": until.isoformat(), **more}
        return perform(SetEndDate(), [values], targets=[ledger(street).pk], reason="业务继续办理")


def test_values_of_several_keys_are_read_by_one_query_for_keys(street):
    entries = firms(street)
    set_date(street, LATER)
    with open_scope(street.scope("office")):
        more = map(UUID, record(ledger(street), [{"code": "F9", "name": "新企业", "phone": "19900009999"}]))
        entries = [*entries, *more]
        with CaptureQueriesContext(connection) as queries:
            done = perform(Unmask(), targets=entries, reason="联系企业")
        assert DataKey.objects.count() == 2
    assert sum("core_datakey" in query["sql"] for query in queries.captured_queries) == 1
    shown = [done.result["values"][str(entry)]["phone"] for entry in entries]
    assert shown == [*PHONES, "19900009999"]


def test_prolonging_holds_for_what_is_recorded_from_now_on(street):
    (entry, _) = firms(street)
    set_date(street, LATER)
    assert ledger(street).keep_until == LATER
    assert key_of_firms(street).end_on == date(2030, 12, 31)
    with open_scope(street.scope("office")):
        # An edit of something else carries the phone along as it is: its end is not silently prolonged.
        values = {"name": "改名企业"}
        perform(ChangeEntry(), [values], targets=[entry], context={"given": ["name"], "register": ledger(street)})
        now = Version.objects.get(entry_id=entry, known_to=None, valid_to="9999-12-31")
        assert now.title == "改名企业"
        assert now.data["phone"]["c"].startswith(key_of_firms(street).pk.hex)
        assert DataKey.objects.count() == 1
    assert phone_of(street, entry) == PHONES[0]


def test_a_phone_that_is_typed_again_gets_the_new_end(street):
    (entry, _) = firms(street)
    set_date(street, LATER)
    with open_scope(street.scope("office")):
        context = {"given": ["phone"], "register": ledger(street)}
        perform(ChangeEntry(), [{"phone": "19900003333"}], targets=[entry], context=context)
    assert key_of_firms(street, 2).end_on == LATER
    assert phone_of(street, entry) == "19900003333"


def test_what_is_known_is_prolonged_too_where_that_is_said(street):
    firms(street)
    set_date(street, LATER, known="一并延长")
    assert key_of_firms(street).end_on == LATER
    with open_scope(street.scope("office")):
        record(ledger(street), [{"code": "F9", "name": "新企业", "phone": "19900009999"}])
        assert DataKey.objects.count() == 1, "one key goes on for old and new"


def test_shortening_holds_for_all_that_is_known(street):
    entries = firms(street)
    soon = timezone.localdate() + timedelta(days=10)
    set_date(street, soon)
    assert key_of_firms(street).end_on == soon
    assert phone_of(street, entries[0]) == PHONES[0]


def test_defining_the_ledger_again_follows_the_same_rule(street):
    entries = firms(street)
    with open_scope(street.scope("office")):
        words = {"purpose": "联系企业", "basis": "个人信息保护法第十三条第三项"}
        define_ledger(FIRMS, "企业台账", "企业", "家", "code", "name", **words, keep_until=LATER)
    assert key_of_firms(street).end_on == date(2030, 12, 31)
    assert phone_of(street, entries[0]) == PHONES[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"keep_until": "2020-12-31"}, "不能早于今天"),
        ({"keep_until": "2035-12-31", "archive_years": "10"}, "须写明规定归档年数"),
    ],
)
def test_a_date_in_the_past_and_an_archive_without_rule_are_refused(street, values, words):
    firms(street)
    with open_scope(street.scope("security_admin")), pytest.raises(Invalid, match=words):
        perform(SetEndDate(), [values], targets=[ledger(street).pk], reason="整理")


@pytest.mark.parametrize("role", ["office", "system_admin", "audit_admin", "grid_worker"])
def test_only_the_security_administrator_changes_it(street, role):
    firms(street)
    with open_scope(street.scope(role)), pytest.raises(Refused):
        perform(SetEndDate(), [{"keep_until": "2035-12-31"}], targets=[ledger(street).pk], reason="整理")


def test_the_change_is_in_the_audit_log_with_its_reason(street):
    firms(street)
    set_date(street, LATER)
    with open_scope(street.scope("audit_admin")):
        line = AuditEntry.objects.get(event="end_date_changed")
    assert line.reason == "业务继续办理"
    assert line.detail["before"] == "2030-12-31"
    assert line.detail["end_on"] == "2035-06-30"
