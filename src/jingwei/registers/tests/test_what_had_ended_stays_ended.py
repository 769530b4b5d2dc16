"""Rows out of use are not revived by what speaks of something else: a correction, an import taken back, a sheet."""

from datetime import date
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.facts.point import Point
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import (
    ChangeEntry,
    CorrectEntry,
    EndEntry,
    ImportSheet,
    MergeEntries,
    RecordEntry,
    UndoImport,
)
from jingwei.registers.incoming import upload
from jingwei.registers.models import Entry, Register
from jingwei.registers.query import state_of, versions
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


def _ended(street: Street, register: Register, on: str = "2025-03-01") -> UUID:
    """A house of which two states are known, out of use from a day on."""
    grid = street.grid().code
    entry = UUID(record(register, [{**house(1, grid, residents=2), "valid_from": "2024-01-01"}])[0])
    perform(ChangeEntry(), [{**house(1, grid, residents=4), "valid_from": "2024-07-01"}], targets=[entry])
    perform(EndEntry(), [{"ended_on": on}], targets=[entry], reason="拆除")
    return entry


def _bring(register: Register, street: Street, number: str = "H00001") -> UUID:
    sheet = f"房屋编号,地址,网格编码,居住人数\n{number},示例路1号,{street.grid().code},7\n".encode()
    draft = upload(register, sheet, "房屋.csv")
    done = perform(ImportSheet(), [{"valid_from": "2025-06-01"}], targets=[draft.pk])
    return UUID(done.result["source"])


@pytest.mark.parametrize("held", [{"held_on": "2024-02-01"}, {"held_on": "2025-01-31"}, {}])
def test_a_correction_says_nothing_of_whether_it_is_still_there(street, held):
    register = define_houses()
    entry = _ended(street, register)
    context = {"given": ["residents"]}
    perform(CorrectEntry(), [{"residents": 9, **held}], targets=[entry], reason="数错了", context=context)
    assert state_of(entry) is None
    assert versions(register, Point(date(2025, 2, 28))).count() == 1
    assert versions(register, Point(date(2025, 3, 1))).count() == 0
    known = Entry.objects.get(pk=entry)
    assert (known.ended_on, known.ended_reason) == (date(2025, 3, 1), "拆除")


def test_an_import_that_brought_it_back_is_taken_back_with_the_reason_of_then(street):
    register = define_houses()
    entry = _ended(street, register)
    source = _bring(register, street)
    assert state_of(entry).data["residents"] == 7
    perform(UndoImport(), targets=[source], reason="传错了文件")
    assert state_of(entry) is None
    known = Entry.objects.get(pk=entry)
    assert (known.ended_on, known.ended_reason) == (date(2025, 3, 1), "拆除")
    assert versions(register, Point(date(2025, 2, 28))).count() == 1


def test_a_merged_number_is_not_revived_where_the_row_that_stays_lies_beyond_the_border(street):
    register = define_houses()
    rows = [house(1, street.grid(1).code), house(2, street.grid(2).code)]
    mine, other = (UUID(key) for key in record(register, [{**row, "valid_from": "2024-01-01"} for row in rows]))
    perform(MergeEntries(), targets=[other, mine], reason="登记了两次")
    with open_scope(street.scope("grid_lead")):
        with pytest.raises(Invalid, match="“H00001”已并入您管辖范围以外的一条记录"):
            perform(RecordEntry(), [house(1, street.grid(1).code)], context={"register": register})
        with pytest.raises(Invalid, match="管辖范围以外"):
            _bring(register, street)
    assert versions(register).count() == 1
    with pytest.raises(Invalid, match="已并入“H00002”"):
        _bring(register, street)


def test_a_row_out_of_use_is_not_ended_by_undoing_what_found_it_in_use(street):
    register = define_houses()
    entry = UUID(record(register, [{**house(1, street.grid().code), "valid_from": "2024-01-01"}])[0])
    source = _bring(register, street)
    perform(UndoImport(), targets=[source], reason="传错了文件")
    assert Entry.objects.get(pk=entry).ended_on is None
    again = _bring(register, street)
    perform(EndEntry(), [{"ended_on": "2025-09-01"}], targets=[entry], reason="拆除")
    with pytest.raises(Conflict, match="停用"):
        perform(UndoImport(), targets=[again], reason="传错了文件")
