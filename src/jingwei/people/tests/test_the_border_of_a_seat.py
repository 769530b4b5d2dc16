"""What a post covers: the whole street, its own places, or nothing."""

import pytest

from jingwei.core.scope import Reader, open_scope
from jingwei.people.models import Account, Post, Staff
from jingwei.people.seats import seat_of
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db


def test_a_grid_worker_covers_the_grid_its_microgrids_and_nothing_else() -> None:
    street = make_street()
    scope = street.scope("grid_worker")
    assert scope.reader is Reader.PLACE
    assert set(scope.places) == {street.grid(1, 1).pk, street.micro(1, 1, 1).pk, street.micro(1, 1, 2).pk}


def test_a_community_secretary_covers_the_whole_community() -> None:
    street = make_street()
    covered = {place.pk for place in street.places.values() if place.code.startswith(street.community(1).code)}
    assert set(street.scope("community_secretary").places) == covered


def test_administrators_read_as_administrators() -> None:
    street = make_street()
    assert {street.scope(role).reader for role in ("system_admin", "security_admin", "audit_admin")} == {Reader.ADMIN}


def test_an_account_without_a_post_has_no_place_and_no_role() -> None:
    street = make_street()
    with open_scope(street.keeper()):
        account = Account.objects.create(username="nobody")
        Staff.objects.create(number="X1", name="测无", account=account)
    seat = seat_of(account.pk)
    assert seat is not None
    assert (seat.posts, seat.roles, seat.scope.places) == ((), frozenset(), ())


def test_administrators_of_one_street_see_nobody_of_another() -> None:
    here, there = make_street(), make_street("990101002", "听松街道")
    with open_scope(here.scope("system_admin")):
        assert not Staff.objects.filter(subdistrict=there.code).exists()
        assert {post.subdistrict for post in Post.objects.all()} == {here.code}
        assert set(Account.objects.values_list("username", flat=True)) == {a.username for a in here.accounts.values()}


def test_a_clerk_sees_only_the_own_account() -> None:
    street = make_street()
    with open_scope(street.scope("statistician")):
        assert [account.username for account in Account.objects.all()] == [f"statistician.{street.code}"]
