"""A lock and an import that run at the same moment: what is in the locked values is exactly what was known at the
lock's moment."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict
from jingwei.core.installation import django_database
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import LockPeriod, lock_period
from jingwei.indicators.cells import Ask
from jingwei.indicators.models import Lock, LockedCell
from jingwei.indicators.rows import difference
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses, house, record

SINCE = {"valid_from": "2024-01-01"}


@pytest.fixture
def street(cluster, django_db_setup: None, django_db_blocker) -> Iterator[Street]:
    """A street in a database of its own, in which transactions are really committed: one house, and their number."""
    usual = dict(connection.settings_dict)

    def use(settings: dict) -> None:
        connections["default"].close()
        connection.settings_dict.update(settings)
        connections.settings["default"].update(settings)

    with django_db_blocker.unblock():
        use(django_database(cluster.url(cluster.fresh())))
        made = make_street()
        with open_scope(made.scope("office")):
            record(define_houses(), [house(1, made.micro().code, **SINCE)])
        with open_scope(made.scope("statistician")):
            define("houses", count="houses")
        yield made
        use(usual)


class Beside(threading.Thread):
    """Does something in a transaction of its own and commits only when told."""

    def __init__(self, street: Street, role: str, work: Callable[[], object]) -> None:
        super().__init__()
        self.street, self.role, self.work = street, role, work
        self.done, self.told = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with open_scope(self.street.scope(self.role)):
                self.work()
                self.done.set()
                assert self.told.wait(60)
        finally:
            connection.close()


def _enter(street: Street, number: int) -> None:
    record(register_by_key("houses"), [house(number, street.micro().code, **SINCE)])


def _lock() -> None:
    perform(LockPeriod(), [{"period": "2025"}])


def _difference_of_the_day() -> tuple[int, int]:
    """How many rows the locked value counts, and how many can be found as known then."""
    lock, cell = Lock.objects.get(), LockedCell.objects.get(key="houses", place=None)
    return cell.rows, difference(Ask("houses", Period.parse("2025")), cell.version, cell.as_of, lock.at).then


def test_an_import_that_is_not_finished_is_waited_for(street, monkeypatch):
    slow = Beside(street, "office", lambda: _enter(street, 2))
    slow.start()
    assert slow.done.wait(60)
    monkeypatch.setattr(lock_period, "_TRIES", 2)
    with (
        pytest.raises(Conflict, match="有人正在导入或登记，本期暂时不能锁定"),
        open_scope(street.scope("statistician")),
    ):
        _lock()
    slow.told.set()
    slow.join()
    with open_scope(street.scope("statistician")):
        _lock()
        assert _difference_of_the_day() == (2, 2)


def test_what_is_entered_while_a_period_is_locked_is_known_later(street):
    locking = Beside(street, "statistician", _lock)
    locking.start()
    assert locking.done.wait(60)
    writing = Beside(street, "office", lambda: _enter(street, 2))
    writing.start()
    assert not writing.done.wait(1)
    locking.told.set()
    locking.join()
    assert writing.done.wait(60)
    writing.told.set()
    writing.join()
    with open_scope(street.scope("statistician")):
        assert _difference_of_the_day() == (1, 1)
