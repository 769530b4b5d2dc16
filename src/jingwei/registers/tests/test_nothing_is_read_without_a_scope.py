"""A query without a scope raises in Python, and finds nothing to read in the database either."""

import pytest
from django.db import ProgrammingError, connection, transaction

from jingwei.core.errors import ScopeMissing, SetupError
from jingwei.core.roles import check_login_role
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.people.models import Staff
from jingwei.people.tests.street import make_street
from jingwei.registers.models import Entry

pytestmark = pytest.mark.django_db


def test_a_query_outside_every_scope_raises():
    with pytest.raises(ScopeMissing):
        Entry.objects.count()


@pytest.mark.parametrize("table", ["registers_entry", "people_staff", "core_change", "core_auditentry"])
def test_the_connection_itself_may_not_read_records(table):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT count(*) FROM {table}")


def test_a_scope_ends_with_its_block():
    street = make_street()
    with open_scope(street.scope("office")):
        assert Staff.objects.exists()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM people_staff")


def test_an_inner_scope_gives_back_the_outer_one():
    street = make_street()
    with open_scope(street.scope("grid_worker")) as outer:
        with open_scope(Scope(Reader.ENGINE, street.code)):
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, current_setting('jingwei.places')")
            role, places = cursor.fetchone()
    assert role == "jingwei_place"
    assert places.count(",") + 1 == len(outer.places)


def test_a_scope_of_no_places_sees_no_rows():
    street = make_street()
    with open_scope(Scope(Reader.PLACE, street.code)):
        assert Entry.objects.count() == 0


def test_a_superuser_is_refused_in_one_line(cluster):
    import psycopg

    with psycopg.connect(cluster.admin_url) as admin, pytest.raises(SetupError) as caught:
        check_login_role(admin)
    assert "\n" not in caught.value.message
    assert "超级用户" in caught.value.message
