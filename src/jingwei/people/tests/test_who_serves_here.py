"""Who serves at a place: nearest first, up to the street, with who stands in today, in one query."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jingwei.core.errors import ScopeMissing
from jingwei.core.scope import open_scope
from jingwei.people.models import Appointment, Delegation
from jingwei.people.query import duty_phones, serving
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_from_the_microgrid_up_to_the_community(street: Street, django_assert_num_queries: object) -> None:
    here, elsewhere = street.micro(1, 1, 2).pk, street.micro(2, 2, 1).pk
    with open_scope(street.scope("office")), django_assert_num_queries(1):
        found = serving([here, elsewhere])
    assert [(one.role, one.level) for one in found[here]][-1] == ("community_secretary", "community")
    assert {one.role for one in found[here]} == {"grid_lead", "grid_worker", "service", "community_secretary"}
    assert {one.level for one in found[here][:-1]} == {"grid"}
    assert found[here][0].phone.startswith("199")
    assert found[elsewhere] == []


def test_a_stand_in_is_named_with_the_phone_to_ring(street: Street) -> None:
    today = timezone.localdate()
    with open_scope(street.keeper()):
        Delegation.objects.create(
            post=street.posts["grid_worker"], giver=street.staff["grid_worker"], taker=street.staff["grid_lead"],
            valid_from=today, valid_to=today,
        )  # fmt: skip
    with open_scope(street.scope("office")):
        now = {one.role: one.stand_in for one in serving([street.grid().pk])[street.grid().pk]}
        later = serving([street.grid().pk], today + timedelta(days=1))[street.grid().pk]
    assert now["grid_worker"] == street.staff["grid_lead"].name
    assert {one.stand_in for one in later} == {""}


def test_who_served_then_not_who_serves_now(street: Street) -> None:
    with open_scope(street.keeper()):
        Appointment.objects.filter(staff=street.staff["grid_worker"]).update(valid_to=date(2023, 7, 1))
    with open_scope(street.scope("office")):
        grid = street.grid().pk
        assert "grid_worker" in {one.role for one in serving([grid], date(2023, 6, 30))[grid]}
        assert "grid_worker" not in {one.role for one in serving([grid], date(2023, 7, 1))[grid]}


def test_another_street_is_not_answered(street: Street) -> None:
    other = make_street("990101002", "听松街道")
    with open_scope(street.scope("office")):
        assert serving([other.grid().pk])[other.grid().pk] == []
    with pytest.raises(ScopeMissing):
        serving([street.grid().pk])


def test_the_duty_phones_in_the_order_of_the_office(street: Street) -> None:
    with open_scope(street.scope("grid_worker")):
        assert [one.department for one in duty_phones()] == ["城市建设办公室", "应急管理办公室"]
