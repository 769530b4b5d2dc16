"""An undo, and the page of an import, ask as often for two hundred rows as for twenty."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import SYSTEM, Reader, Scope, open_scope
from jingwei.people.actions.import_lists import ImportAppointments, ImportDepartments, ImportStaff
from jingwei.people.models import Department, Staff
from jingwei.people.tests.list_sheets import STAFF_HEAD, bring, person, sheet
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def _statements(street: Street, people: int) -> list[int]:
    departments = [{"key": f"k{people}-{n}", "name": f"部门{people}-{n}"} for n in range(people)]
    staff = [{"number": f"S{people}-{n:04d}", "name": f"测某{n}"} for n in range(people)]
    changed = [{**one, "department": "城市建设办公室", "phone": "19900001111"} for one in staff]
    posts = [
        {"post": f"p{people}-{n}", "post_name": "专职网格员", "role": "grid_worker", "place": street.grid().code,
         "number": f"S{people}-{n:04d}", "valid_from": "2024-01-01"}
        for n in range(people)
    ]  # fmt: skip
    ended = [{**one, "valid_to": "2025-01-01"} for one in posts]
    spent = []
    with open_scope(Scope(Reader.ADMIN, street.code, SYSTEM)):
        lists = (
            (ImportDepartments(), departments), (ImportStaff(), staff), (ImportStaff(), changed),
            (ImportAppointments(), posts), (ImportAppointments(), ended),
        )  # fmt: skip
        made = [perform(action, rows).result["import"] for action, rows in lists]
        for record in reversed(made):
            with CaptureQueriesContext(connection) as queries:
                assert perform(UndoImport(), targets=[UUID(record)], reason="传错了").result["rows"] >= people
            spent.append(len(queries))
    return spent


def test_two_hundred_rows_cost_as_many_statements_as_twenty(street: Street) -> None:
    assert _statements(street, 20) == _statements(street, 200)
    with open_scope(street.keeper()):
        assert not Staff.objects.filter(number__startswith="S").exists()
        assert Department.objects.count() == 2


def test_the_page_of_an_import_asks_as_often_for_two_hundred_rows(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    spent = []
    for many in (20, 200):
        rows = [person(f"P{many}-{n}", f"测{n}") for n in range(many)]
        changed = [person(f"P{many}-{n}", f"测{n}", phone="19900007777") for n in range(many)]
        bring(client, "staff", sheet("花名册", STAFF_HEAD, rows))
        page = bring(client, "staff", sheet("花名册", STAFF_HEAD, changed))
        with CaptureQueriesContext(connection) as queries:
            text = client.get(page).content.decode()
        spent.append(len(queries))
    assert spent[0] == spent[1]
    assert text.count("19900007777") == 100
    assert "列出前100行" in text
