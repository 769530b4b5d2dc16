"""Who serves a place takes back an own import, and not one that also wrote elsewhere."""

import io

import openpyxl
import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Refused
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, DefineRegister, ImportSheet, UndoImport
from jingwei.registers.incoming import upload
from jingwei.registers.models import Entry, Source
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import define_houses, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        define_houses()
    return street


def bring(street: Street, role: str, *grids: str) -> Source:
    book = openpyxl.Workbook()
    book.active.append(["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"])
    for number, grid in enumerate(grids, start=1):
        book.active.append([f"H{number}", f"示例路{number}号", grid, "住宅", 2])
    buffer = io.BytesIO()
    book.save(buffer)
    with open_scope(street.scope(role)):
        draft = upload(register_by_key("houses"), buffer.getvalue(), "房屋.xlsx")
        done = perform(ImportSheet(), [{"valid_from": "2025-01-01"}], targets=[draft.pk])
        return Source.objects.get(pk=done.result["source"])


def test_an_import_of_the_whole_street_is_not_undone_from_one_grid(street: Street) -> None:
    source = bring(street, "office", street.grid(1, 1).code, street.grid(2, 1).code)
    worker = street.sign_in(Client(), "grid_worker")
    assert "撤销这次导入" not in worker.get(f"/registers/imports/{source.pk}/").content.decode()
    with open_scope(street.scope("grid_worker")), pytest.raises(Refused, match="管辖范围以外"):
        perform(UndoImport(), targets=[source.pk], reason="试试")
    with open_scope(street.scope("office")):
        assert Source.objects.get().state == Source.State.APPLIED
        perform(UndoImport(), targets=[source.pk], reason="传错了文件")
        assert versions(register_by_key("houses")).count() == 0


def test_an_own_import_inside_the_own_grid_is_undone(street: Street) -> None:
    source = bring(street, "grid_worker", street.grid(1, 1).code)
    worker = street.sign_in(Client(), "grid_worker")
    assert "撤销这次导入" in worker.get(f"/registers/imports/{source.pk}/").content.decode()
    assert worker.post(f"/registers/imports/{source.pk}/undo/", {"reason": "传错了文件"}).status_code == 302
    with open_scope(street.scope("office")):
        assert Source.objects.get().state == Source.State.UNDONE


def test_what_was_built_on_an_import_is_named_with_who_did_it(street: Street) -> None:
    source = bring(street, "office", street.grid().code, street.grid().code)
    houses = register_by_key_in(street)
    with open_scope(street.scope("statistician")):
        entry = Entry.objects.get(key="H2")
        context = {"register": houses, "given": ["residents"]}
        perform(ChangeEntry(), [{"residents": 5}], targets=[entry.pk], context=context)
    clerk = street.sign_in(Client(), "office")
    answer = clerk.post(f"/registers/imports/{source.pk}/undo/", {"reason": "传错了文件"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "有 1 条记录在这次导入之后又办理过：“H2 示例路2号”由" in said
    assert "变更" in said
    with open_scope(street.scope("office")):
        assert Source.objects.get().state == Source.State.APPLIED


def test_rows_that_others_link_to_are_not_taken_back_under_them(street: Street) -> None:
    source = bring(street, "office", street.grid().code)
    fields = FieldSet(
        "shops",
        1,
        (
            Field("name", "店名", "text", required=True),
            Field("house", "所在房屋", "link", link="houses"),
        ),
    )
    values = {
        "key": "shops",
        "name": "商铺台账",
        "noun": "商铺",
        "unit": "家",
        "key_field": "name",
        "title_field": "name",
    }
    with open_scope(street.scope("office")):
        perform(DefineRegister(), [values], context={"fields": fields})
        record(register_by_key("shops"), [{"name": "甲店", "house": "H1"}])
        with pytest.raises(Conflict, match="“商铺台账”1条（甲店）关联着这次导入新增的记录"):
            perform(UndoImport(), targets=[source.pk], reason="传错了文件")
        assert Source.objects.get().state == Source.State.APPLIED


def register_by_key_in(street: Street):
    with open_scope(street.scope("office")):
        return register_by_key("houses")
