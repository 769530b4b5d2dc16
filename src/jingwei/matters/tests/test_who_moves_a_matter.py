"""Rights follow the post: the desk dispatches, a department handles what it leads, a community what lies in it."""

import pytest
from django.db import DatabaseError, connection, transaction

from jingwei.core.errors import Invalid, JingweiError, Refused
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Step
from jingwei.matters.tests.asking import DONE, dispatched, move, receive
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_department_handles_only_what_it_leads(street: Street) -> None:
    with pytest.raises(Refused, match="限本部门主办的"):
        move(street, "handler", "finish", dispatched(street, "safety"), **DONE)
    assert move(street, "handler", "finish", dispatched(street, "urban"), **DONE).stage == "reviewing"


@pytest.mark.parametrize("role", ["grid_worker", "handler", "statistician", "community_secretary"])
def test_only_the_desk_dispatches(street: Street, role: str) -> None:
    with pytest.raises(Refused, match="调度员"):
        move(street, role, "accept", receive(street))


def test_a_community_sees_and_moves_what_lies_in_it(street: Street) -> None:
    mine = receive(street, place=str(street.grid(1, 2).pk))
    other = receive(street, place=str(street.grid(2, 1).pk))
    with open_scope(street.scope("community_secretary")):
        assert set(Matter.objects.values_list("pk", flat=True)) == {mine.pk}
        assert set(Step.objects.values_list("matter_id", flat=True)) == {mine.pk}
    with pytest.raises(JingweiError, match="没有找到"):
        move(street, "community_secretary", "verify", other)


def test_no_request_is_laid_into_another_community(street: Street) -> None:
    with pytest.raises(Invalid, match="不在您负责的区域内"):
        receive(street, "community_secretary", place=str(street.grid(2, 1).pk))


def test_steps_are_never_changed(street: Street) -> None:
    receive(street)
    with open_scope(street.scope("dispatcher")), connection.cursor() as cursor:
        for statement in ("UPDATE matters_step SET reason = 'x'", "DELETE FROM matters_step"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
