"""Reading and writing across every border, in SQL, pages, exports, history and search."""

import io
from dataclasses import replace
from uuid import UUID

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Missing, Refused
from jingwei.core.models import Change
from jingwei.core.scope import Reader, open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, EndEntry, Unmask
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.query import find_words, versions
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two subdistricts in one database, each with houses and a firm."""
    streets = []
    for code, name in (("990101001", "望澜街道"), ("990101002", "栖霞台街道")):
        street = make_street(code, name)
        with open_scope(street.scope("office")):
            houses = define_houses()
            street.entries = record(houses, [house(1, street.grid(1, 1).code), house(2, street.grid(2, 2).code)])
            street.firm = record(define_firms(), [{"code": "F1", "name": f"{name}企业", "phone": "19900001234"}])[0]
        streets.append(street)
    return streets


def _tables_with_rows():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'subdistrict' "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relrowsecurity"
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("reader", list(Reader))
def test_sql_of_any_reader_sees_no_row_of_another_subdistrict(two, reader):
    mine, other = two
    seen = 0
    for table in _tables_with_rows():
        with (
            open_scope(replace(mine.scope("office"), reader=reader, places=tuple(p.pk for p in other.places.values()))),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f"SELECT count(*) FROM {table} WHERE subdistrict = %s", [other.code])
            assert cursor.fetchone()[0] == 0, table
            seen += 1
    assert seen > 5


@pytest.mark.parametrize("role", ["office", "grid_worker", "system_admin"])
def test_sql_writes_nothing_into_another_subdistrict(two, role):
    mine, other = two
    with open_scope(mine.scope(role)):
        for table in ("registers_entry", "registers_version", "people_staff", "people_post"):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"UPDATE {table} SET revision = revision WHERE subdistrict = %s", [other.code])
                    assert cursor.rowcount == 0
            except DatabaseError as error:
                if "permission denied" not in str(error):
                    raise
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.create(subdistrict=other.code, register_id=other.scheme.pk, key="X")


def test_a_row_cannot_be_moved_out_of_the_own_border(two):
    mine, other = two
    with (
        open_scope(mine.scope("office")),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE registers_entry SET subdistrict = %s", [other.code])
    worker = mine.scope("grid_worker")
    outside = next(p.pk for p in mine.places.values() if p.pk not in worker.places)
    with open_scope(worker), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE registers_entry SET place_id = %s", [outside])


def test_pages_of_another_subdistrict_are_not_there(two, client):
    mine, other = two
    office = mine.sign_in(client, "office")
    for entry in [*other.entries, other.firm]:
        for page in ("", "change/", "correct/", "end/"):
            assert office.get(f"/registers/entries/{entry}/{page}").status_code == 404
        assert office.post(f"/registers/entries/{entry}/reveal/phone/", {"reason": "看看"}).status_code == 404
        assert (
            office.post(f"/registers/entries/{entry}/end/", {"ended_on": "2025-01-01", "reason": "x"}).status_code
            == 404
        )
    assert "栖霞台" not in office.get("/registers/firms/").content.decode()
    assert "栖霞台企业" not in office.get("/search/", {"q": "企业"}).content.decode()
    assert "望澜街道企业" in office.get("/search/", {"q": "企业"}).content.decode()


def test_pages_of_another_grid_are_not_there_for_a_grid_worker(two, client):
    mine, _ = two
    with open_scope(mine.scope("grid_worker")):
        own = {str(pk) for pk in Entry.objects.values_list("pk", flat=True)}
    foreign = [entry for entry in mine.entries if entry not in own]
    assert foreign
    worker = mine.sign_in(client, "grid_worker")
    for entry in foreign:
        assert worker.get(f"/registers/entries/{entry}/").status_code == 404
        assert worker.post(f"/registers/entries/{entry}/change/", {"residents": "9"}).status_code == 404
    listed = worker.get("/registers/houses/").content.decode()
    found = worker.get("/search/", {"q": "示例路"}).content.decode()
    with open_scope(mine.scope("office")):
        titles = dict(Version.objects.filter(known_to=None).values_list("entry_id", "title"))
    for entry, title in titles.items():
        if str(entry) in mine.entries:
            assert (title in listed) == (str(entry) in own)
            assert (title in found) == (str(entry) in own)


def test_an_export_holds_only_rows_inside_the_border(two, client):
    mine, _ = two
    with open_scope(mine.scope("grid_worker")):
        own = set(Version.objects.filter(register__key="houses").values_list("data__number", flat=True))
    worker = mine.sign_in(client, "grid_worker")
    for shape in ("returnable", "official"):
        answer = worker.get("/registers/houses/export/", {"shape": shape})
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
        assert {number for number in ("H00001", "H00002") if number in cells} == own


def test_actions_do_not_reach_across(two):
    mine, other = two
    with open_scope(mine.scope("office")):
        for action, row in (
            (ChangeEntry(), {"residents": 1}),
            (EndEntry(), {"ended_on": "2025-01-01"}),
            (Unmask(), {"field": "phone"}),
        ):
            with pytest.raises(Missing):
                perform(action, [row], targets=[UUID(other.firm)], reason="试试", context={"given": ["residents"]})
    for role in ("leader", "system_admin"):
        with open_scope(mine.scope(role)), pytest.raises(Refused):
            perform(EndEntry(), [{"ended_on": "2025-01-01"}], targets=[UUID(mine.firm)], reason="试试")
    with open_scope(mine.scope("leader")), pytest.raises(Refused):
        perform(EndEntry(), [{"ended_on": "2025-01-01"}], targets=[UUID(mine.firm)], reason="试试")


def test_a_number_of_another_grid_is_told_without_showing_its_row(two):
    mine, _ = two
    with open_scope(mine.scope("grid_worker")) as scope:
        register = Register.objects.get(key="houses")
        own = set(versions(register).values_list("data__number", flat=True))
        taken = ({"H00001", "H00002"} - own).pop()
        grid = next(p.code for p in mine.places.values() if p.pk in scope.places and p.level == "grid")
        with pytest.raises(Invalid) as caught, transaction.atomic():
            record(register, [{**house(1, grid), "number": taken}])
    assert caught.value.problems[0].code == "key.taken"


def test_the_look_up_of_words_gives_nothing_away(two):
    mine, _ = two
    with open_scope(mine.scope("office")):
        assert {row.subdistrict for row in find_words("企业", 50)} == {mine.code}
    with open_scope(mine.scope("grid_worker")) as scope:
        assert {row.place_id for row in find_words("示例路", 50)} <= set(scope.places)


def test_history_and_audit_stay_inside(two):
    mine, other = two
    with open_scope(mine.scope("office")):
        assert set(Change.objects.values_list("subdistrict", flat=True)) == {mine.code}
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("SELECT count(*) FROM core_auditentry")
    with open_scope(mine.scope("system_admin")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM core_change WHERE table_name LIKE 'registers%%' "
            "AND table_name <> 'registers_register'"
        )
        assert cursor.fetchone()[0] == 0
    with open_scope(other.scope("audit_admin")), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subdistrict FROM core_auditentry")
        assert {row[0] for row in cursor.fetchall()} <= {other.code}


@pytest.mark.parametrize("table", ["core_change", "core_auditentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET subdistrict = subdistrict", "DELETE FROM {}"])
def test_what_was_logged_cannot_be_changed_even_by_the_owner(two, table, statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jingwei_owner")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement.format(table))
