"""Fields of many rows go to the database in one statement, value for value, or not at all."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jingwei.core.bulk import update_rows
from jingwei.core.scope import open_scope
from jingwei.core.tests.query_counts import counted
from jingwei.matters.tests.asking import read, receive
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db
WRITTEN = ("stage", "reply", "details", "due_at", "closed_on", "on_time", "lead", "urged")


def test_every_kind_of_value_arrives_and_nothing_else_is_touched() -> None:
    street = make_street()
    first, second, third = (receive(street) for _ in range(3))
    due = timezone.now() + timedelta(days=3)
    first.stage, first.reply, first.details = "working", "100%办理，“引号”与\n换行", {"a": [1, None], "b": "%s"}
    first.due_at, first.closed_on, first.on_time = due, due.date(), False
    first.lead, first.urged, first.title = street.departments["urban"], 7, "没有点名的字段"
    second.due_at, second.on_time, second.lead = None, None, None
    with open_scope(street.scope("dispatcher")):
        assert update_rows([], WRITTEN) == 0
        with counted() as one:
            assert update_rows([first, second], WRITTEN) == 2
    assert one.queries == 1
    now = read(street, first.pk)
    assert [getattr(now, name) for name in WRITTEN] == [getattr(first, name) for name in WRITTEN]
    assert now.title != first.title
    assert read(street, second.pk).due_at is None
    assert read(street, third.pk).stage == "received"


def test_what_does_not_fit_is_refused_not_cut() -> None:
    street = make_street()
    one, other = receive(street), receive(street)
    one.reply, other.stage = "已改", "长" * 300
    with open_scope(street.scope("dispatcher")), pytest.raises(DatabaseError, match="too long"), transaction.atomic():
        update_rows([one, other], ["reply", "stage"])
    assert read(street, one.pk).reply == ""


def test_rows_of_another_community_are_not_reached() -> None:
    street = make_street()
    other = receive(street, place=str(street.grid(2, 1).pk))
    other.urged = 5
    with open_scope(street.scope("community_secretary")):
        assert update_rows([other], ["urged"]) == 0
    assert read(street, other.pk).urged == 0
