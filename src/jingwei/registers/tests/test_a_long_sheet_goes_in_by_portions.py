"""A long sheet is written portion by portion while the next one is prepared: all of it goes in, or nothing does."""

import io
from datetime import date
from uuid import UUID

import openpyxl
import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.point import Point
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers import incoming, ledger
from jingwei.registers.actions import EndEntry, ImportSheet, UndoImport
from jingwei.registers.incoming import upload
from jingwei.registers.models import Entry, Source, Version
from jingwei.registers.query import versions
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db
HEADS = ["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"]


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(incoming, "PORTION", 30)
    monkeypatch.setattr(ledger, "FEW", 10)


@pytest.fixture
def street():
    return make_street()


def _bring(street, rows, register=None, **given):
    book = openpyxl.Workbook()
    for row in [HEADS if register is None else register[1], *rows]:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    with open_scope(street.scope("office")):
        draft = upload(define_houses() if register is None else register[0], buffer.getvalue(), "表.xlsx")
        return dict(perform(ImportSheet(), [{"valid_from": "2025-01-01", **given}], targets=[draft.pk]).result)


def _rows(street, count, first=1, residents=2):
    grid = street.grid().code
    return [[f"H{n:05d}", f"示例路{n}号", grid, "住宅", residents] for n in range(first, first + count)]


def test_new_changed_and_same_rows_of_many_portions_are_told_apart(street):
    with open_scope(street.scope("office")):
        record(define_houses(), [house(n, street.grid().code, valid_from="2024-06-01") for n in range(1, 61)])
    rows = [*_rows(street, 20), *_rows(street, 40, first=21, residents=5), *_rows(street, 65, first=61)]
    done = _bring(street, rows)
    assert (done["new"], done["changed"], done["same"], done["refused"]) == (65, 40, 20, 0)
    with open_scope(street.scope("office")):
        now = {v.data["number"]: v.data["residents"] for v in versions(define_houses())}
        then = versions(define_houses(), Point(date(2024, 12, 31)))
        assert len(now) == 125
        assert [now[f"H{n:05d}"] for n in (20, 21, 60, 61, 125)] == [2, 5, 5, 2, 2]
        assert {v.data["residents"] for v in then} == {2}
        assert sorted(Version.objects.exclude(source=None).values_list("source_row", flat=True))[:2] == [22, 23]


def test_a_fault_in_the_last_portion_leaves_nothing_of_the_first(street):
    rows = _rows(street, 100)
    rows[99][2] = "没有这个网格"
    rows[95][0] = "H00001"
    with pytest.raises(Invalid) as wrong:
        _bring(street, rows)
    assert sorted((p.row, p.code) for p in wrong.value.problems) == [(97, "key.double"), (101, "place.unknown")]
    assert "第2行" in next(p.message for p in wrong.value.problems if p.row == 97)
    with open_scope(street.scope("office")):
        assert (Entry.objects.count(), Version.objects.count(), Source.objects.count()) == (0, 0, 0)
    done = _bring(street, rows, partial=True)
    assert (done["new"], done["refused"]) == (98, 2)


def test_what_was_taken_back_goes_in_again(street):
    first = _bring(street, _rows(street, 70))
    with open_scope(street.scope("office")):
        perform(UndoImport(), targets=[Source.objects.get(pk=first["source"]).pk], reason="导错了")
        assert versions(define_houses()).count() == 0
    again = _bring(street, _rows(street, 90))
    assert again["new"] + again["changed"] == 90
    with open_scope(street.scope("office")):
        assert versions(define_houses()).count() == 90


def test_a_house_out_of_use_comes_back_with_the_sheet_that_names_it(street):
    with open_scope(street.scope("office")):
        entries = record(define_houses(), [house(n, street.grid().code, valid_from="2024-01-01") for n in (1, 2)])
        perform(EndEntry(), [{"ended_on": "2024-06-01"}], targets=[UUID(entries[0])], reason="拆除")
    done = _bring(street, _rows(street, 40))
    assert (done["new"], done["changed"], done["same"]) == (38, 1, 1)


def test_numbers_of_people_are_encrypted_in_every_portion(street):
    with open_scope(street.scope("office")):
        firms = define_firms()
    heads = ["统一社会信用代码", "企业名称", "网格编码", "联系电话"]
    rows = [[f"F{n:03d}", f"示例企业{n}", street.grid().code, f"1990000{n:04d}"] for n in range(1, 71)]
    assert _bring(street, rows, register=(firms, heads))["new"] == 70
    with open_scope(street.scope("office")):
        kept = [v.data["phone"] for v in versions(firms)]
    assert len({value["c"] for value in kept}) == 70
    assert kept[0]["m"].count("*") >= 4
