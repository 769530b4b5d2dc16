"""What was true when, and what was known when, are two questions with two answers."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.facts.point import Point
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, CorrectEntry, EndEntry, RestoreEntry
from jingwei.registers.models import Entry, Version
from jingwei.registers.query import state_of, versions
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


def _residents(entry: UUID, point: Point) -> int | None:
    state = state_of(entry, point)
    return state.data["residents"] if state else None


def test_a_change_holds_from_its_day_and_keeps_what_held_before(street):
    register = define_houses()
    grid = street.grid().code
    entry = UUID(record(register, [{**house(1, grid, residents=2), "valid_from": "2025-01-01"}])[0])
    perform(
        ChangeEntry(),
        [{**house(1, grid, residents=5), "valid_from": "2025-07-01"}],
        targets=[entry],
        expect={entry: 1},
    )
    assert _residents(entry, Point(date(2025, 6, 30))) == 2
    assert _residents(entry, Point(date(2025, 7, 1))) == 5
    assert _residents(entry, Point()) == 5
    assert Entry.objects.get(pk=entry).revision == 2


def test_a_correction_changes_the_past_but_not_what_was_known_then(street):
    register = define_houses()
    entry = UUID(record(register, [{**house(1, street.grid().code, residents=2), "valid_from": "2025-01-01"}])[0])
    then = timezone.now()
    perform(
        CorrectEntry(),
        [house(1, street.grid().code, residents=3)],
        targets=[entry],
        reason="登记时看错",
    )
    assert _residents(entry, Point(date(2025, 3, 1))) == 3
    assert _residents(entry, Point(date(2025, 3, 1), known_at=then)) == 2
    known = list(Version.objects.filter(entry_id=entry).order_by("entry_revision"))
    assert [(v.data["residents"], v.known_to is None) for v in known] == [(2, False), (3, True)]
    assert known[1].reason == "登记时看错"
    assert known[1].valid_from == date(2025, 1, 1)


def test_an_object_out_of_use_is_counted_until_its_day_and_can_come_back(street):
    register = define_houses()
    entry = UUID(record(register, [{**house(1, street.grid().code), "valid_from": "2025-01-01"}])[0])
    perform(EndEntry(), [{"ended_on": "2025-05-01"}], targets=[entry], reason="征迁拆除")
    assert versions(register).count() == 0
    assert versions(register, Point(date(2025, 4, 30))).count() == 1
    assert versions(register, Point(date(2025, 5, 1))).count() == 0
    perform(RestoreEntry(), [{"valid_from": "2025-09-01"}], targets=[entry], reason="拆除取消")
    assert versions(register, Point(date(2025, 6, 1))).count() == 0
    assert versions(register).count() == 1


def test_the_second_clerk_is_shown_what_the_first_one_changed(street):
    register = define_houses()
    grid = street.grid().code
    entry = UUID(record(register, [{**house(1, grid, residents=2), "valid_from": "2025-01-01"}])[0])
    perform(
        ChangeEntry(), [{**house(1, grid, residents=5), "valid_from": "2025-07-01"}], targets=[entry], expect={entry: 1}
    )
    with pytest.raises(Conflict) as caught:
        perform(ChangeEntry(), [{**house(1, grid, residents=9)}], targets=[entry], expect={entry: 1})
    assert caught.value.revision == 2
    assert [(c["label"], c["before"], c["after"]) for c in caught.value.changes] == [("居住人数", "2", "5")]
    assert caught.value.changes[0]["who"]


def test_a_number_is_recorded_once(street):
    register = define_houses()
    record(register, [house(1, street.grid().code)])
    with pytest.raises(Invalid) as caught:
        record(register, [house(1, street.grid().code, residents=9)])
    assert caught.value.problems[0].code == "key.known"
    assert versions(register).get().data["residents"] == 2


def test_a_replayed_submission_returns_the_stored_outcome_and_writes_nothing(street):
    register = define_houses()
    first = record(register, [house(1, street.grid().code)], key="abc")
    assert record(register, [house(1, street.grid().code)], key="abc") == first
    with pytest.raises(Conflict):
        record(register, [house(2, street.grid().code)], key="abc")
    assert versions(register).count() == 1


def test_a_fact_known_for_later_keeps_its_day_when_an_earlier_one_is_recorded(street):
    register = define_houses()
    grid = street.grid().code
    entry = UUID(record(register, [{**house(1, grid, residents=1), "valid_from": "2025-01-01"}])[0])
    perform(ChangeEntry(), [{**house(1, grid, residents=3), "valid_from": "2025-09-01"}], targets=[entry])
    perform(ChangeEntry(), [{**house(1, grid, residents=2), "valid_from": "2025-05-01"}], targets=[entry])
    days = [date(2025, 2, 1), date(2025, 6, 1), date(2025, 10, 1)]
    assert [_residents(entry, Point(day)) for day in days] == [1, 2, 3]


def test_a_state_of_the_past_is_corrected_for_its_own_time(street):
    register = define_houses()
    here, there = street.grid(1).code, street.grid(2).code
    entry = UUID(record(register, [{**house(1, here, residents=2), "valid_from": "2024-01-01"}])[0])
    perform(ChangeEntry(), [{**house(1, there, residents=5), "valid_from": "2025-01-01"}], targets=[entry])
    then = timezone.now()
    context = {"given": ["residents"]}
    wrong = {"residents": 3, "held_on": "2024-06-30"}
    perform(CorrectEntry(), [wrong], targets=[entry], reason="当年数错了", context=context)
    days = [date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), None]
    assert [_residents(entry, Point(day)) for day in days] == [3, 3, 5, 5]
    assert _residents(entry, Point(date(2024, 6, 30), known_at=then)) == 2
    # What is said of an earlier day moves the row nowhere.
    assert Entry.objects.get(pk=entry).place_id == street.grid(2).pk
    with pytest.raises(Invalid, match="这一天这条记录还没有登记"):
        perform(
            CorrectEntry(), [{**wrong, "held_on": "2023-06-30"}], targets=[entry], reason="当年数错了", context=context
        )


def test_a_correction_ends_where_the_object_was_out_of_use(street):
    register = define_houses()
    entry = UUID(record(register, [{**house(1, street.grid().code, residents=2), "valid_from": "2024-01-01"}])[0])
    perform(EndEntry(), [{"ended_on": "2024-05-01"}], targets=[entry], reason="征迁拆除")
    perform(RestoreEntry(), [{"valid_from": "2024-09-01"}], targets=[entry], reason="拆除取消")
    wrong = {"residents": 3, "held_on": "2024-02-01"}
    perform(CorrectEntry(), [wrong], targets=[entry], reason="数错了", context={"given": ["residents"]})
    days = [date(2024, 4, 30), date(2024, 6, 1), date(2024, 9, 1), None]
    assert [_residents(entry, Point(day)) for day in days] == [3, None, 2, 2]


def test_the_form_of_a_past_day_begins_with_what_was_known_of_it():
    made = make_street()
    with open_scope(made.scope("office")):
        register, grid = define_houses(), made.grid().code
        entry = UUID(record(register, [{**house(1, grid, residents=2), "valid_from": "2024-01-01"}])[0])
        perform(ChangeEntry(), [{**house(1, grid, residents=5), "valid_from": "2025-01-01"}], targets=[entry])
    client = made.sign_in(Client(), "office")
    here = f"/registers/entries/{entry}/correct/?on=2024-01-01"
    assert here in client.get(f"/registers/entries/{entry}/?on=2024-01-01").content.decode()
    assert "更正 2024-01-01 时的情况" in client.get(here).content.decode()
    posted = {"number": "H00001", "address": "示例路1号", "grid": grid, "use": "home", "residents": "3"}
    assert client.post(here, {**posted, "reason": "当年数错了"}).status_code == 302
    with open_scope(made.scope("office")):
        assert [_residents(entry, Point(day)) for day in (date(2024, 6, 1), None)] == [3, 5]
