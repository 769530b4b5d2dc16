"""Locked values stand whatever is corrected afterwards; the difference shows, and unlocking leaves a trace."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.models import AuditEntry
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import LockPeriod, UnlockPeriod
from jingwei.indicators.engine import evaluate
from jingwei.indicators.models import Lock, LockedCell
from jingwei.indicators.rows import difference, rows_of
from jingwei.indicators.tests.counting import ask, cell, define, parts, report
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import CorrectEntry
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
SINCE = {"valid_from": "2024-01-01"}


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def houses(street):
    """Three houses in two communities, and what is counted of them; the keys of their entries."""
    with open_scope(street.scope("statistician")):
        rows = [
            house(1, street.micro(1, 1, 1).code, residents=2, rented=True, **SINCE),
            house(2, street.micro(1, 2, 1).code, residents=3, **SINCE),
            house(3, street.micro(2, 1, 1).code, residents=4, rented=True, use="商铺", **SINCE),
        ]
        entries = record(define_houses(), rows)
        define("houses", count="houses")
        define("residents", sum="houses.residents", unit="人")
        define("uses", distinct="houses.use", unit="种")
        define("rented", share="houses", where={"rented": True}, unit="%", decimals=1)
        define("per_house", ratio="residents / houses", unit="人", decimals=1)
        define("revenue", reported="fiscal", unit="万元")
        report("fiscal", "2025", "25764")
    return entries


def _lock(period="2025"):
    return perform(LockPeriod(), [{"period": period}]).result


def _correct(entry, **values):
    perform(CorrectEntry(), [values], targets=[UUID(entry)], context={"given": list(values)}, reason="抄错")


def test_what_is_corrected_afterwards_changes_no_locked_value(street, houses):
    with open_scope(street.scope("statistician")):
        keys = ("houses", "residents", "uses", "rented", "per_house", "revenue")
        before = {key: cell(key).value for key in keys}
        done = _lock("2025年")
        assert (done["number"], done["cells"]) == (1, LockedCell.objects.count())
        _correct(houses[1], residents=7, use="商铺")
        report("fiscal", "2025", "25800")
        locked = {key: cell(key) for key in keys}
        assert {key: round(found.value, 9) for key, found in locked.items()} == {
            key: round(value, 9) for key, value in before.items()
        }
        assert {found.lock for found in locked.values()} == {1}
        assert (locked["rented"].numerator, locked["rented"].denominator) == (2, 3)
        assert set(locked["houses"].row_ids) == set(houses)
        again = evaluate([ask(key) for key in keys], recount=True)
        assert [again[ask(key)].value for key in ("residents", "uses", "revenue")] == [13, 2, 25800]
        assert cell("residents", "2024").lock is None


def test_places_are_locked_each_with_its_own_distinct_count(street, houses):
    with open_scope(street.scope("statistician")):
        _lock()
        _correct(houses[1], residents=7, use="商铺")
        assert parts(cell("residents", by="community")) == {"第1社区": 5, "第2社区": 4}
        assert parts(cell("uses", by="community")) == {"第1社区": 1, "第2社区": 1}
        assert sum(parts(cell("residents", by="microgrid")).values()) == 9
        one = cell("residents", place=street.community(1).pk, by="grid")
        assert (one.value, list(parts(one).values())) == (5, [2, 3])
        # A class of rows was not fixed one by one: it is counted as it was known then.
        by_use = cell("houses", by="use")
        assert (parts(by_use), by_use.lock) == ({"住宅": 2, "商铺": 1}, 1)


def test_rows_that_lie_in_no_grid_stay_a_part_of_their_own(street, houses):
    with open_scope(street.scope("statistician")):
        record(define_houses(), [house(4, street.community(1).code, residents=8, **SINCE)])
        before = parts(cell("residents", by="grid"))
        assert before["未落网格"] == 8
        _lock()
        _correct(houses[1], residents=7)
        assert parts(cell("residents", by="grid")) == before
        assert cell("residents", by="grid").lock == 1
        assert parts(cell("residents", by="community")) == {"第1社区": 13, "第2社区": 4}


def test_the_rows_and_todays_difference_open(street, houses):
    with open_scope(street.scope("statistician")):
        _lock()
        record(define_houses(), [house(9, street.micro(1, 1, 1).code, **SINCE)])
        found = cell("houses")
        assert (found.value, rows_of(found.ask, 1, found.as_of, found.known_at).count()) == (3, 3)
        change = difference(found.ask, 1, found.as_of, found.known_at)
        assert (change.then, change.now, change.added, change.gone) == (3, 4, 1, 0)


def test_unlocking_takes_a_reason_and_leaves_the_first_lock_on_record(street, houses):
    with open_scope(street.scope("statistician")):
        _lock()
        first = Lock.objects.get()
        _correct(houses[0], residents=5)
        with pytest.raises(Invalid):
            perform(UnlockPeriod(), targets=[first.pk])
        perform(UnlockPeriod(), targets=[first.pk], reason="区里要求更正居住人数")
        assert (cell("residents").value, cell("residents").lock) == (12, None)
        with pytest.raises(Conflict):
            perform(UnlockPeriod(), targets=[first.pk], reason="再来一次")
        assert _lock()["number"] == 2
        values = LockedCell.objects.filter(key="residents", place=None).order_by("lock__number")
        assert list(values.values_list("value", flat=True)) == [9, 12]
    with open_scope(street.scope("audit_admin")):
        told = AuditEntry.objects.filter(event__startswith="period_").order_by("number")
        assert list(told.values_list("event", "reason")) == [
            ("period_locked", ""), ("period_unlocked", "区里要求更正居住人数"), ("period_locked", ""),
        ]  # fmt: skip


@pytest.mark.parametrize(("said", "why"), [("2099", "才结束"), ("2021-13", "没有13月"), ("去年", "统计期")])
def test_a_period_must_be_one_and_over(street, houses, said, why):
    with open_scope(street.scope("statistician")):
        with pytest.raises(Invalid) as wrong:
            _lock(said)
        assert why in wrong.value.problems[0].message
        assert Lock.objects.count() == 0


def test_only_those_who_count_may_lock(street, houses):
    with open_scope(street.scope("handler")), pytest.raises(Refused):
        _lock()
    with open_scope(street.scope("statistician")):
        _lock()
        with pytest.raises(Conflict):
            _lock("2025-01/2025-12")


def test_a_locked_period_costs_by_the_cell_and_scans_no_rows(street, houses):
    with open_scope(street.scope("statistician")):
        _lock()
        wanted = [ask(key, by="community") for key in ("houses", "residents", "uses", "rented", "per_house")]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            evaluate(wanted)
        said = [query["sql"] for query in queries.captured_queries]
        assert not any("registers_version" in sql for sql in said)
        assert len(said) <= 11


def test_the_pages_lock_show_and_unlock(street, houses, client):
    clerk = street.sign_in(client, "statistician")
    assert "还没有锁定过统计期" in clerk.get("/indicators/locks/").content.decode()
    form = clerk.get("/indicators/locks/new/", {"period": "2025"}).content.decode()
    assert 'value="2025"' in form
    wrong = clerk.post("/indicators/locks/new/", {"period": "2099"})
    assert wrong.status_code == 422
    assert "才结束" in wrong.content.decode()
    assert clerk.post("/indicators/locks/new/", {"period": "2025"}).status_code == 302
    page = clerk.get("/indicators/locks/").content.decode()
    assert "2025年" in page
    assert "已锁定" in page
    with open_scope(street.scope("statistician")):
        _correct(houses[1], residents=7)
        lock = Lock.objects.get()
    shown = clerk.get("/indicators/residents/", {"period": "2025"}).content.decode()
    assert "第1次锁定" in shown
    assert "13人" in shown
    assert "与锁定数一致" in clerk.get("/indicators/houses/", {"period": "2025"}).content.decode()
    assert "第1次锁定" in clerk.get("/indicators/", {"period": "2025"}).content.decode()
    unlock = f"/indicators/locks/{lock.pk}/unlock/"
    assert clerk.post(unlock, {"reason": ""}).status_code == 422
    assert clerk.post(unlock, {"reason": "更正居住人数"}).status_code == 302
    page = clerk.get("/indicators/locks/").content.decode()
    assert "更正居住人数" in page
    worker = street.sign_in(type(client)(), "grid_worker")
    assert "锁定统计期" not in worker.get("/indicators/locks/").content.decode()
    assert worker.get("/indicators/locks/new/").status_code == 403


def test_growth_compares_locked_years(street, houses):
    with open_scope(street.scope("statistician")):
        define("more", increase="residents", unit="人")
        _lock("2024")
        _correct(houses[0], residents=12)
        assert cell("residents", "2024").value == 9
        assert cell("residents", "2025").value == 19
        assert cell("more", "2025").value == Decimal(10)
        assert Period.parse("2024").end < date.today()
