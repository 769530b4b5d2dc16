"""Rows that left are counted by reason: within a period, as of a day, by place and class, down to the rows."""

from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.facts.facts import all_facts
from jingwei.core.scope import open_scope
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import cell, define, parts
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import EndEntry, RestoreEntry, SetLeaving
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
REASONS = [{"label": "拆除", "key": "demolished"}, {"label": "征收", "key": "taken"}]


@pytest.fixture
def left():
    """Six houses: two demolished in March and one in May, one taken in March, one gone for a reason of its own."""
    street = make_street()
    with open_scope(street.scope("office")):
        register = define_houses()
        perform(SetLeaving(), [{"reasons": REASONS, "free": True}], targets=[register.pk])
        grids = [street.grid(1, 1).code, street.grid(2, 1).code]
        rows = [house(n, grids[n % 2], residents=n, valid_from="2024-01-01") for n in range(1, 7)]
        entries = [UUID(key) for key in record(register, rows)]
        march, may = {"ended_on": "2025-03-05"}, {"ended_on": "2025-05-05"}
        perform(EndEntry(), [{**march, "left_for": "demolished"}], targets=entries[:2])
        perform(EndEntry(), [{**may, "left_for": "demolished"}], targets=entries[2:3])
        perform(EndEntry(), [{**march, "left_for": "taken"}], targets=entries[3:4])
        perform(EndEntry(), [march], targets=entries[4:5], reason="塌了")
        define("demolished", count="houses_left", where={"left_for": "demolished"}, at="left_on")
        define("gone", count="houses_left")
        define("people_gone", sum="houses_left.residents", at="left_on", unit="人")
        define("houses", count="houses")
        yield street, entries


def test_it_is_counted_in_the_period_in_which_it_left(left):
    _, entries = left
    assert [cell("demolished", one).value for one in ("2025Q1", "2025Q2", "2025H1", "2024")] == [2, 1, 3, 0]
    assert set(cell("demolished", "2025Q1").row_ids) == {str(one) for one in entries[:2]}
    assert cell("people_gone", "2025H1").value == 1 + 2 + 3 + 4 + 5


def test_it_is_counted_as_of_a_day_and_by_class_and_place(left):
    assert [cell("gone", one).value for one in ("2024", "2025Q1", "2025H1")] == [0, 4, 5]
    assert cell("houses", "2025H1").value == 1
    assert parts(cell("gone", "2025H1", by="left_for")) == {"拆除": 3, "征收": 1, "其他原因": 1}
    assert sorted(parts(cell("gone", "2025H1", by="community")).values()) == [2, 3]


def test_what_came_back_is_no_longer_counted(left):
    _, entries = left
    perform(RestoreEntry(), [{"valid_from": "2025-06-10"}], targets=entries[:1], reason="又建了")
    assert [cell("gone", one).value for one in ("2025Q1", "2025H1")] == [4, 4]
    assert cell("demolished", "2025H1").value == 2


def test_a_figure_opens_to_the_rows_that_the_reader_may_see(left):
    street, _ = left
    counted = cell("gone", "2025H1")
    assert rows_behind(counted).visible == 5
    with open_scope(street.scope("grid_lead")):
        behind = rows_behind(counted)
        assert behind.visible < 5
        assert all(row.data["left_on"] < "2025-07-01" for row in behind.rows.first(9))


def test_a_closed_reason_still_counts(left):
    perform(SetLeaving(), [{"reasons": []}], targets=[all_facts()["houses"].source.owner.pk])
    assert cell("demolished", "2025H1").value == 3
    assert parts(cell("gone", "2025H1", by="left_for")) == {"拆除": 3, "征收": 1, "其他原因": 1}
