"""A consumer that reads on from where it stopped sees each change once, also those of a slow transaction."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection, connections, transaction

from jingwei.api.tests.calling import Machine
from jingwei.api.tests.conftest import Office, make_office
from jingwei.core.actions import perform
from jingwei.core.installation import django_database
from jingwei.core.models import DataKey
from jingwei.core.scope import open_scope
from jingwei.registers.actions import SealKey
from jingwei.registers.tests.ledgers import house, record


@pytest.fixture(scope="module")
def own_database(cluster, django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database of our own, in which transactions are really committed."""
    usual = dict(connection.settings_dict)

    def use(settings: dict) -> None:
        connections["default"].close()
        connection.settings_dict.update(settings)
        connections.settings["default"].update(settings)

    with django_db_blocker.unblock():
        use(django_database(cluster.url(cluster.fresh())))
        yield
        use(usual)


_streets = count(1)


@pytest.fixture
def kept_office(own_database: None) -> Office:
    """A committed office, a street of its own for each test."""
    return make_office(f"990102{next(_streets):03d}")


def read_on(caller: Machine, after: str, limit: int = 3) -> tuple[list[dict], str]:
    """Everything there is behind a position, page by page."""
    out, more = [], True
    while more:
        status, page = caller.get("changes", after=after, limit=limit)
        assert status == 200
        assert len(page["items"]) <= limit
        out, after, more = out + page["items"], page["next"], page["more"]
    return out, after


def read_until(caller: Machine, after: str, enough: Callable[[list[dict]], bool]) -> tuple[list[dict], str]:
    """Read on until there is enough: a transaction of another test on the same server may hold the feed back."""
    out: list[dict] = []
    for _ in range(300):
        more, after = read_on(caller, after)
        out += more
        if enough(out):
            return out, after
        time.sleep(0.2)
    raise AssertionError(f"{len(out)} changes came")


def entries(items: list[dict]) -> list[str]:
    return [item["version"]["values"]["number"] for item in items if item["register_key"] == "houses"]


class SlowWriter(threading.Thread):
    """Records a house on a connection of its own and commits only when told."""

    def __init__(self, office: Office, number: int) -> None:
        super().__init__()
        self.office, self.number = office, number
        self.written, self.told = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with open_scope(self.office.street.scope("office")):
                record(self.office.houses, [house(self.number, self.office.street.micro().code)])
                self.written.set()
                assert self.told.wait(20)
        finally:
            connection.close()


def test_an_open_transaction_is_waited_for_and_never_skipped(kept_office: Office) -> None:
    office, caller = kept_office, kept_office.machine()
    grid = office.street.micro().code
    seen, after = read_until(caller, "", lambda items: len(entries(items)) >= 2)
    assert sorted(entries(seen)) == ["H00001", "H00002"]
    slow = SlowWriter(office, 50)
    slow.start()
    assert slow.written.wait(20)
    with open_scope(office.street.scope("office")):
        record(office.houses, [house(n, grid) for n in range(60, 67)])
    between, after = read_on(caller, after)
    assert entries(between) == []
    slow.told.set()
    slow.join()
    late, after = read_until(caller, after, lambda items: len(entries(items)) >= 8)
    assert sorted(entries(late)) == ["H00050", *(f"H000{n}" for n in range(60, 67))]
    assert read_on(caller, after)[0] == []
    keys = [item["key"] for item in (*seen, *between, *late)]
    assert len(keys) == len(set(keys))


def test_what_was_rolled_back_never_appears(kept_office: Office) -> None:
    caller, scope = kept_office.machine(), kept_office.street.scope("office")
    with open_scope(scope), transaction.atomic():
        record(kept_office.houses, [house(70, kept_office.street.micro().code)])
        transaction.set_rollback(True)
    with open_scope(scope):
        record(kept_office.houses, [house(71, kept_office.street.micro().code)])
    told, _ = read_until(caller, "", lambda items: "H00071" in entries(items))
    assert "H00070" not in entries(told)


def test_pages_of_one_give_the_same_as_one_page(kept_office: Office) -> None:
    caller = kept_office.machine()
    caller.post(f"entries/{kept_office.near}/change", {"values": {"residents": 4, "valid_from": "2026-01-01"}})
    read_until(caller, "", lambda items: any(item["action"] == "registers.change" for item in items))
    whole, _ = read_on(caller, "", limit=1000)
    single, _ = read_on(caller, "", limit=1)
    assert single[: len(whole)] == whole
    assert {item["kind"] for item in whole} == {"change", "version"}


def test_the_end_of_an_entry_is_told_and_a_refused_one_is_not(kept_office: Office) -> None:
    caller = kept_office.machine()
    began = date.fromisoformat(caller.get(f"entries/{kept_office.near}")[1]["valid_from"])
    end = f"entries/{kept_office.near}/end"
    same_day = {"values": {"ended_on": began.isoformat()}, "reason": "重复登记"}
    assert caller.post(end, same_day)[0] == 422
    next_day = (began + timedelta(days=1)).isoformat()
    assert caller.post(end, {"values": {"ended_on": next_day}, "reason": "拆除"})[0] == 200
    items, _ = read_until(caller, "", lambda items: any(item["action"] == "registers.end" for item in items))
    told = [item for item in items if item["action"] == "registers.end"]
    assert {item["reason"] for item in told} == {"拆除"}
    assert {item["kind"] for item in told} == {"change", "version"}
    ended = next(item for item in told if item["kind"] == "change")
    assert (ended["table"], ended["row"]) == ("registers_entry", kept_office.near)
    assert ended["after"]["ended_on"] == next_day


def move(office: Office, grid: str, action: str = "correct") -> None:
    """Place the house `near` elsewhere, from the day of its last state: nothing is stated again for the old place."""
    body = {"values": {"grid": grid}, "reason": "楼栋划到新海湾小区"}
    status, answer = office.machine().post(f"entries/{office.near}/{action}", body)
    assert status == 200, answer


@pytest.mark.parametrize("action", ["correct", "change"])
def test_an_entry_that_leaves_the_border_is_told_by_its_key_alone(kept_office: Office, action: str) -> None:
    street, worker = kept_office.street, kept_office.machine("grid_worker")
    _, after = read_until(worker, "", lambda items: "H00001" in entries(items))
    move(kept_office, street.micro(2, 1, 1).code, action)
    told, after = read_until(worker, after, lambda items: any(item["kind"] == "left" for item in items))
    left = [item for item in told if item["kind"] == "left"]
    assert len(left) == 1
    assert {name: value for name, value in left[0].items() if value not in ("", None)}.keys() == {
        "kind", "key", "at", "register_key", "entry",
    }  # fmt: skip
    assert (left[0]["register_key"], left[0]["entry"]) == ("houses", kept_office.near)
    new = street.micro(2, 1, 1)
    assert not [word for word in (new.code, str(new.pk), new.name, "新海湾") if word in str(told)]
    assert worker.get(f"entries/{kept_office.near}")[0] == 404
    # The reader of the whole street sees the new state, and nothing that left.
    seen, _ = read_until(
        kept_office.machine(), "", lambda items: any(item["action"] == f"registers.{action}" for item in items)
    )
    assert "left" not in {item["kind"] for item in seen}
    # Once it is back, it is told as a state again, and no longer as gone.
    move(kept_office, street.micro(1, 1, 2).code)
    back, _ = read_until(worker, "", lambda items: any(item["action"] == "registers.correct" for item in items))
    assert "left" not in {item["kind"] for item in back}
    assert kept_office.near in {item["entry"] for item in back if item["kind"] == "version"}


def test_a_move_within_the_border_is_a_state_like_any_other(kept_office: Office) -> None:
    street, secretary, worker = (
        kept_office.street, kept_office.machine("community_secretary"), kept_office.machine("grid_worker")
    )  # fmt: skip
    move(kept_office, street.micro(1, 2, 1).code)
    told, _ = read_until(secretary, "", lambda items: any(item["action"] == "registers.correct" for item in items))
    assert "left" not in {item["kind"] for item in told}
    gone, _ = read_until(worker, "", lambda items: any(item["kind"] == "left" for item in items))
    assert [item["entry"] for item in gone if item["kind"] == "left"] == [kept_office.near]


def test_a_sealed_value_is_marked_and_left_out(kept_office: Office) -> None:
    with open_scope(kept_office.street.scope("security_admin")):
        perform(SealKey(), targets=[DataKey.objects.get(ledger="firms").pk], reason="清查")
    items, _ = read_on(kept_office.machine(), "")
    (version,) = [one["version"] for one in items if one["kind"] == "version" and one["register_key"] == "firms"]
    assert version["closed"] == {"phone": "sealed"}
    assert "phone" not in version["values"]
