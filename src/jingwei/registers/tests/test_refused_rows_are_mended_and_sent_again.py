"""A sheet with rows in error: refused whole, or its sound rows taken in; the others come back as the same sheet."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ImportSheet
from jingwei.registers.models import Source
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import define_houses
from jingwei.registers.tests.returned_sheets import cell, draft_of, dropped_in, edited, sheet

pytestmark = pytest.mark.django_db
HEADS = ["房号", "坐落何处", "网格编码", "性质", "人数", "产权证号"]
FIELDS = ["number", "address", "grid", "use", "residents", ""]


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        define_houses()
    return street


def brought(street: Street, client: Any) -> str:
    """Four rows, two of them wrong, matched by hand and looked at as of a past day; the address of the preview."""
    grid = street.grid().code
    rows = [
        ["H1", "示例路1号", grid, "住宅", 2, "0012345678901234567"],
        ["H2", "示例路2号", grid, "马厩", 3, "007"],
        ["H3", "示例路3号", "没有的网格", "住宅", 4, "008"],
        ["00123", "示例路4号", grid, "住宅", 1, "009"],
    ]
    match = dropped_in(client, "houses", sheet(["房屋情况表"], HEADS, *rows), "六月房屋.xlsx")
    chosen = {f"column-{index}": key for index, key in enumerate(FIELDS)}
    return str(client.post(match, {**chosen, "on": "2025-06-01"})["Location"])


def test_a_sheet_with_an_error_is_refused_whole_unless_the_clerk_chooses(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    preview = brought(street, client)
    said = client.get(preview).content.decode()
    assert "整表先不收，改好再传" in said
    assert "先收下无误的 2 行，有误的 2 行退回" in said
    client.post(preview.partition("?")[0], {"on": "2025-06-01"})
    with open_scope(street.scope("office")):
        assert versions(register_by_key("houses")).count() == 0
        with pytest.raises(Invalid):
            perform(ImportSheet(), targets=[draft_of(preview).pk])


def test_the_rows_sent_back_are_as_they_came_and_go_in_when_mended(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    preview = brought(street, client)
    page = client.post(preview.partition("?")[0], {"on": "2025-06-01", "partial": "yes"})["Location"]
    said = client.get(page).content.decode()
    assert "退回的 2 行还没有入账" in said
    with open_scope(street.scope("office")):
        assert {v.data["number"] for v in versions(register_by_key("houses"))} == {"H1", "00123"}
        draft = draft_of(preview)

    back = client.get(f"/registers/drafts/{draft.pk}/remarks/")
    data = back.content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "房屋情况表"
    assert list(rows[1][:6]) == HEADS
    assert "问题" in str(rows[1][6])
    assert [row[:6] for row in rows[2:]] == [
        ("H2", "示例路2号", street.grid().code, "马厩", 3, "007"),
        ("H3", "示例路3号", "没有的网格", "住宅", 4, "008"),
    ]
    assert "住宅" in str(rows[2][6]), "what would be right is said"
    assert "没有这个代码或名称，请对照" in str(rows[3][6])

    def mend(page: Any) -> None:
        cell(page, "H2", "性质").value = "住宅"
        cell(page, "H3", "网格编码").value = street.grid().code

    again = dropped_in(client, "houses", edited(data, mend), "改好了.xlsx")
    assert "/preview/" in again, "nothing needs to be matched again"
    said = client.get(again).content.decode()
    assert "《六月房屋.xlsx》退回后改好的行" in said
    assert "生效日期 2025-06-01" in said
    done = client.post(again, {"on": "2025-06-01"})["Location"]
    with open_scope(street.scope("office")):
        assert versions(register_by_key("houses")).count() == 4
        assert {str(v.valid_from) for v in versions(register_by_key("houses"))} == {"2025-06-01"}
        assert Source.objects.exclude(mends=None).get().mends.file.name == "六月房屋.xlsx"
    assert "补《六月房屋.xlsx》退回的行" in client.get(done).content.decode()
    said = client.get(page).content.decode()
    assert "补入2行" in said
    assert "还没有入账" not in said


def test_rows_of_one_ledger_are_not_dropped_into_another(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    preview = brought(street, client)
    with open_scope(street.scope("office")):
        from jingwei.registers.tests.ledgers import define_firms

        define_firms()
    data = client.get(preview.replace("/preview/", "/remarks/")).content
    from django.core.files.uploadedfile import SimpleUploadedFile

    wrong = client.post("/registers/firms/import/", {"file": SimpleUploadedFile("改好了.xlsx", data)})
    assert wrong.status_code == 422
    assert "这是从“房屋台账”退回的行，请到那本台账里导入" in wrong.content.decode()
