"""Delegation: B acts for A on purpose, under both names, within the dates, and nothing more than A's own posts."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.models import Change
from jingwei.core.scope import Scope, open_scope
from jingwei.people.actions.delegate import Delegate, WithdrawDelegation
from jingwei.people.models import Appointment, Delegation
from jingwei.people.seats import Seat, seat_of
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def lend(street: Street, giver: str, taker: str, post: str = "", days: int = 7, scope: Scope | None = None) -> str:
    today = timezone.localdate()
    row = {
        "post": str(street.posts[post or giver].pk),
        "taker": str(street.staff[taker].pk),
        "valid_from": str(today),
        "valid_to": str(today + timedelta(days=days)),
        "reason": "年休假",
    }
    with open_scope(scope or street.scope(giver)):
        return str(perform(Delegate(), [row]).result["ids"][0])


def seat(street: Street, role: str, on: date | None = None, chosen: str = "") -> Seat:
    found = seat_of(street.accounts[role].pk, on=on, chosen=chosen)
    assert found is not None
    return found


def under_lent_post(street: Street, taker: str, post: str) -> Seat:
    return seat(street, taker, chosen=str(street.posts[post].pk))


def test_the_taker_may_act_for_the_giver_but_does_not_by_default(street: Street) -> None:
    lend(street, "grid_worker", "grid_lead")
    assert seat(street, "grid_lead").roles == {"grid_lead"}
    acting = under_lent_post(street, "grid_lead", "grid_worker")
    assert acting.roles == {"grid_worker"}
    assert acting.label == f"{street.staff['grid_lead'].name}代{street.staff['grid_worker'].name}"


def test_what_is_done_under_a_lent_post_stands_in_the_history_under_both_names(street: Street) -> None:
    lend(street, "statistician", "dispatcher")
    acting = under_lent_post(street, "dispatcher", "statistician")
    # The dispatcher, acting for the statistician, lends the own post of dispatcher on.
    made = lend(street, "dispatcher", "handler", scope=acting.scope)
    with open_scope(street.scope("office")):
        change = Change.objects.get(row_id=made)
    assert change.actor_label == f"{street.staff['dispatcher'].name}代{street.staff['statistician'].name}"
    assert (change.actor, change.action) == (street.staff["dispatcher"].pk, "people.delegate")


def test_a_delegation_ends_by_itself(street: Street) -> None:
    lend(street, "statistician", "dispatcher", days=3)
    last = timezone.localdate() + timedelta(days=3)
    assert {post.role for post in seat(street, "dispatcher", last).posts} == {"dispatcher", "statistician"}
    assert {post.role for post in seat(street, "dispatcher", last + timedelta(days=1)).posts} == {"dispatcher"}


def test_a_delegation_ends_with_the_appointment_of_the_giver(street: Street) -> None:
    lend(street, "statistician", "dispatcher")
    with open_scope(street.keeper()):
        Appointment.objects.filter(staff=street.staff["statistician"]).update(valid_to=timezone.localdate())
    assert {post.role for post in seat(street, "dispatcher").posts} == {"dispatcher"}


def test_a_lent_post_cannot_be_lent_on(street: Street) -> None:
    lend(street, "statistician", "dispatcher")
    acting = under_lent_post(street, "dispatcher", "statistician")
    with pytest.raises(Refused, match="本人现任"):
        lend(street, "dispatcher", "handler", post="statistician", scope=acting.scope)


def test_nobody_lends_the_post_of_another(street: Street) -> None:
    with pytest.raises(Refused, match="本人现任"):
        lend(street, "dispatcher", "handler", post="leader")


def test_dates_that_make_no_sense_are_refused(street: Street) -> None:
    with pytest.raises(Invalid, match="最长92天"):
        lend(street, "statistician", "dispatcher", days=100)
    with pytest.raises(Invalid, match="不能早于开始日期"):
        lend(street, "statistician", "dispatcher", days=-1)


def test_the_giver_takes_it_back_and_others_may_not(street: Street) -> None:
    made = Delegation(pk=lend(street, "statistician", "dispatcher")).pk
    with open_scope(street.scope("handler")), pytest.raises(Refused, match="委托人、代办人本人"):
        perform(WithdrawDelegation(), targets=[_uuid(made)])
    with open_scope(street.scope("statistician")):
        perform(WithdrawDelegation(), targets=[_uuid(made)])
    assert {post.role for post in seat(street, "dispatcher").posts} == {"dispatcher"}
    with open_scope(street.scope("statistician")), pytest.raises(Conflict, match="已经撤回"):
        perform(WithdrawDelegation(), targets=[_uuid(made)])


def test_the_b_of_a_pair_acts_for_the_a(street: Street) -> None:
    with open_scope(street.keeper()):
        Appointment.objects.create(
            post=street.posts["grid_worker"], staff=street.staff["grid_lead"], rank="B", valid_from=date(2024, 1, 1)
        )
    acting = under_lent_post(street, "grid_lead", "grid_worker")
    assert acting.label == f"{street.staff['grid_lead'].name}代{street.staff['grid_worker'].name}"


def _uuid(text: object) -> UUID:

    return UUID(str(text))
