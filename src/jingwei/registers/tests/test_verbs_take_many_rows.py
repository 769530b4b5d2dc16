"""A verb takes many entries at once, each with its own day; and refuses what would make no sense later."""

from datetime import date
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.point import Point
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, CorrectEntry, EndEntry, RestoreEntry
from jingwei.registers.models import Entry
from jingwei.registers.query import find_words, versions
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def office(street):
    with open_scope(street.scope("office")):
        yield street


def _two(street):
    register = define_houses()
    rows = [{**house(n, street.grid().code), "valid_from": "2025-01-01"} for n in (1, 2)]
    return register, [UUID(entry) for entry in record(register, rows)]


def test_each_entry_changes_and_ends_on_its_own_day(office):
    register, entries = _two(office)
    grid = office.grid().code
    rows = [
        {**house(1, grid, residents=7), "valid_from": "2025-03-01"},
        {**house(2, grid, residents=8), "valid_from": "2025-05-01"},
    ]
    perform(ChangeEntry(), rows, targets=entries)
    april = {v.title: v.data["residents"] for v in versions(register, Point(date(2025, 4, 1)))}
    assert april == {"示例路1号": 7, "示例路2号": 2}
    perform(EndEntry(), [{"ended_on": "2025-08-01"}, {"ended_on": "2025-09-01"}], targets=entries, reason="征迁")
    assert [v.title for v in versions(register, Point(date(2025, 8, 15)))] == ["示例路2号"]
    back = [{"valid_from": "2025-10-01"}, {"valid_from": "2025-11-01"}]
    perform(RestoreEntry(), back, targets=entries, reason="恢复")
    assert [v.title for v in versions(register, Point(date(2025, 10, 15)))] == ["示例路1号"]


def test_an_entry_cannot_end_before_it_began(office):
    register, entries = _two(office)
    with pytest.raises(Invalid) as caught:
        perform(EndEntry(), [{"ended_on": "2025-01-01"}], targets=entries, reason="征迁")
    assert "2025-01-01" in caught.value.problems[0].message
    assert versions(register).count() == 2


@pytest.mark.parametrize(("action", "reason"), [(ChangeEntry(), ""), (CorrectEntry(), "看错")])
def test_an_entry_keeps_its_number_for_life(office, action, reason):
    _, entries = _two(office)
    with pytest.raises(Invalid) as caught:
        perform(action, [{**house(9, office.grid().code)}], targets=entries[:1], reason=reason)
    assert caught.value.problems[0].code == "key.changed"
    assert Entry.objects.get(pk=entries[0]).key == "H00001"


def test_a_common_word_finds_the_own_rows_however_many_others_hold_it(street, monkeypatch):
    with open_scope(street.scope("office")):
        register = define_houses()
        record(register, [house(n, street.grid(2, 1).code) for n in range(1, 31)])
        record(register, [house(99, street.grid(1, 1).code)])
    monkeypatch.setattr("jingwei.registers.query.FIND_CAP", 3)
    with open_scope(street.scope("grid_worker")) as scope:
        own = set(versions(register).values_list("title", flat=True))
        found = {row.title for row in find_words("示例路", 50)}
        assert scope.places
    assert found
    assert found <= own
