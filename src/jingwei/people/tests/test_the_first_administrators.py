"""A new subdistrict begins with three administrators, once, without a default password."""

import pytest
from django.test import Client

from jingwei.core.errors import Conflict
from jingwei.people.founding import found_administrators
from jingwei.people.models import Account
from jingwei.people.seats import seat_of

pytestmark = pytest.mark.django_db


def test_three_people_with_passwords_of_their_own_that_must_be_changed() -> None:
    made = found_administrators("990101003")
    assert len({one.password for one in made}) == 3
    accounts = {one.username: Account.objects.get(username=one.username) for one in made}
    seats = [seat_of(account.pk) for account in accounts.values()]
    assert [set(seat.roles) for seat in seats if seat] == [{"system_admin"}, {"security_admin"}, {"audit_admin"}]
    client = Client()
    client.post("/login/", {"username": made[0].username, "password": made[0].password})
    assert client.get("/staff/")["Location"] == "/password/"


def test_once_only() -> None:
    found_administrators("990101003")
    with pytest.raises(Conflict, match="已有管理员"):
        found_administrators("990101003")
