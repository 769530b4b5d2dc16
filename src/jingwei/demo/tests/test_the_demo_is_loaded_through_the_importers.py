"""What the demo brings in is what its files say, everything with its source, and its people can sign in."""

import time
from datetime import date

import pytest
from django.db import connection, transaction
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict
from jingwei.core.facts.point import Point
from jingwei.core.imports import kind_of
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import AuditEntry, Change, ImportRecord
from jingwei.core.periods import Period
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.demo.accounts import demo_password, keep_passwords
from jingwei.demo.load import load, logins
from jingwei.demo.profiles import LARGE, SMALL
from jingwei.demo.tests.conftest import SCALE
from jingwei.indicators.cells import Ask
from jingwei.indicators.engine import evaluate
from jingwei.indicators.models import Reported
from jingwei.people.models import Account, Appointment, Department, Staff
from jingwei.people.roles import ROLES
from jingwei.people.seats import seat_of
from jingwei.places.models import Division, GridScheme, Place, Subdistrict
from jingwei.registers.models import Register, Source, Version
from jingwei.registers.packs import all_packs
from jingwei.registers.query import register_by_key, versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
CODES = (LARGE.code, SMALL.code)


def office(code=LARGE.code, reader=Reader.STREET):
    return open_scope(Scope(reader, code))


def test_both_offices_are_there_with_divisions_places_and_people(loaded):
    assert list(Subdistrict.objects.order_by("code").values_list("code", "fictional")) == [(c, True) for c in CODES]
    assert Division.objects.count() == loaded.of("divisions")[0].rows
    for code in CODES:
        with office(code):
            assert Place.objects.count() == sum(entry.rows for entry in loaded.of("places", code))
            schemes = GridScheme.objects.order_by("order").values_list("key", "gives_rights")
            assert list(schemes) == [("general", True), ("drive", False)]
            for kind, model in (("departments", Department), ("staff", Staff), ("appointments", Appointment)):
                assert model.objects.count() == loaded.of(kind, code)[0].rows, kind


def test_ledgers_hold_what_the_sheets_say_and_every_row_its_place(loaded):
    for code in CODES:
        with office(code):
            assert Register.objects.count() == len(all_packs())
            for key in ("houses", "compounds", "parcels", "fire_facilities"):
                rows = versions(register_by_key(key))
                brought, *left = loaded.of(f"register:{key}", code)
                assert rows.count() == brought.rows - sum(one.rows for one in left)
                assert not rows.filter(place=None).exists(), key
            assert not versions(register_by_key("houses")).filter(places=[]).exists()
            assert not Version.objects.filter(source=None).exists()
            files = len(loaded.of("register", code)) + len(loaded.of("shapes", code))
            assert Source.objects.count() == files


def test_rivers_have_their_lines_and_parcels_their_outlines():
    with office():
        assert not versions(register_by_key("rivers")).exclude(data__has_key="course").exists()
        assert not versions(register_by_key("parcels")).exclude(data__has_key="outline").exists()


def test_sheets_of_half_years_leave_the_past_as_it_was():
    with office():
        firms = register_by_key("enterprises")
        then, now = (versions(firms, Point(day)).count() for day in (date(2023, 12, 31), date(2025, 12, 31)))
        assert 0 < then < now


def test_statistics_stand_under_the_periods_they_mean():
    with office():
        budget = Reported.objects.filter(indicator="budget_revenue")
        assert {"2024", "2025H1", "2025-01", "2025-01/2025-11"} <= set(budget.values_list("period", flat=True))
        assert budget.count() == 36
        # Months that no paper came for are absent, not zero.
        assert Reported.objects.filter(indicator="new_jobs").count() == 35
        year = Period.parse("2025")
        cells = evaluate([Ask("houses", year), Ask("budget_revenue", year)])
        assert all(cell.value for cell in cells.values())


def test_one_sign_in_per_role_and_a_few_next_door():
    found = logins()
    own = [login for login in found if login.street == LARGE.name]
    assert {login.role_label for login in own} == {role.label for role in ROLES.values() if role.reader}
    assert len([login for login in found if login.street == SMALL.name]) == 4
    assert len({login.password for login in found}) == 1
    for login in found:
        account = Account.objects.get(username=login.username)
        assert account.demo
        assert not account.must_change
        seat = seat_of(account.pk)
        assert seat is not None
        assert login.role_label in {ROLES[role].label for role in seat.roles}
    assert Account.objects.get(username=found[0].username).check_password(found[0].password)


def test_nothing_came_in_behind_the_backs_of_the_actions():
    with office(reader=Reader.ADMIN):
        written = set(AuditEntry.objects.values_list("event", flat=True))
        assert written >= {"subdistrict_added", "outlines_imported", "account_opened"}
        # The history knows the action of every row of the lists.
        assert not Change.objects.filter(action="").exclude(table_name="core_datakey").exists()


# What stands on what: nothing of it can be undone any more, and each refusal says why.
IN_USE = {
    "places.import_outlines": "台账记录",
    "people.import_departments": "部门里的人员",
    "people.import_staff": "已开立的登录账号",
}


@pytest.mark.parametrize("action", sorted(IN_USE))
def test_lists_that_the_office_works_with_are_not_undone(action, loaded):
    with office(reader=Reader.ADMIN):
        record = ImportRecord.objects.filter(action=action).earliest("at")
        assert (record.refused, len(record.sha256)) == (0, 64)
        began = time.monotonic()
        with pytest.raises(Conflict, match=IN_USE[action]) as caught:
            perform(UndoImport(), targets=[record.pk], reason="试撤")
        assert time.monotonic() - began < 10
        assert len(caught.value.message) < 300
        kind = kind_of(action)
        assert len(kind.brought(record, 100).new) >= min(100, record.new)


def test_statistics_of_the_demo_are_undone_and_known_again(loaded):
    with office():
        record = ImportRecord.objects.filter(action="indicators.import_reported").latest("at")
        known = Reported.objects.filter(known_to=None).count()
        with transaction.atomic():
            rows = perform(UndoImport(), targets=[record.pk], reason="试撤").result["rows"]
            assert rows == record.new + record.changed
            assert Reported.objects.filter(known_to=None).count() == known - record.new
            transaction.set_rollback(True)


def test_a_second_load_asks_little_and_changes_nothing():
    def state():
        with office():
            return Version.objects.count(), Reported.objects.aggregate(Max("known_from")), Source.objects.count()

    before, said = state(), []
    with CaptureQueriesContext(connection) as caught:
        load(said.append, SCALE)
    assert len(caught) <= 20
    assert said == ["演示数据已就绪"]
    assert state() == before


def test_a_lost_password_is_made_anew(demo_home):
    old = demo_password()
    (demo_home / "keys" / "demo-password.txt").unlink()
    keep_passwords(CODES)
    assert demo_password() != old
    assert all(Account.objects.get(username=login.username).check_password(login.password) for login in logins()[:1])
