"""What others wrote between a preview and its confirmation is told, and never overwritten."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, EndEntry, UndoImport
from jingwei.registers.models import Entry, Source
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import define_houses
from jingwei.registers.tests.spoiled import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        define_houses()
    return street


class Clerk:
    """One of the two."""

    def __init__(self, street: Street, role: str) -> None:
        self._street, self._client = street, street.sign_in(Client(), role)
        self._url = ""
        self.kept: dict[str, str] = {}

    def preview(self, **people: int) -> str:
        """Bring a sheet of houses with how many live there; gives the words of the preview."""
        lines = [f"{key},示例路{key[1:]}号,{self._street.grid().code},{count}" for key, count in people.items()]
        data = "\n".join(["房屋编号,地址,网格编码,居住人数", *lines]).encode()
        answer = self._client.post("/registers/houses/import/", {"file": SimpleUploadedFile("房屋.csv", data)})
        answer = self._client.post(answer["Location"]) if "/match/" in answer["Location"] else answer
        self._url = answer["Location"]
        return words(self._client.get(self._url))

    def confirm(self, *, seen: bool = True) -> str:
        """Confirm what was previewed; gives the words of the page that comes."""
        if seen:
            self.keep()
        return words(self._client.post(self._url.split("?")[0], self.kept, follow=True))

    def keep(self) -> None:
        """Keep the page open as it is."""
        page = html.fromstring(self._client.get(self._url).content.decode())
        self.kept = {one.get("name"): one.get("value") for one in page.xpath("//form//input[@type='hidden']")}


def people(street: Street) -> dict[str, int]:
    with open_scope(street.scope("office")):
        found = versions(register_by_key("houses")).select_related("entry")
        return {one.entry.key: one.data["residents"] for one in found}


def test_the_second_is_told_what_the_first_one_changed(street: Street) -> None:
    first, second = Clerk(street, "office"), Clerk(street, "statistician")
    first.preview(H1=1, H2=1, H3=1)
    first.confirm()
    first.preview(H1=5)
    second.preview(H1=7, H2=7)
    second.keep()
    first.confirm()
    told = second.confirm(seen=False)
    assert "有 1 条记录在您预览之后又由他人办理过：“H1 示例路1号”由" in told
    assert "导入：“居住人数”由“1”改为“5”" in told
    assert "有变化 2" in told, "the preview is shown anew"
    assert people(street) == {"H1": 5, "H2": 1, "H3": 1}
    second.confirm()
    assert people(street) == {"H1": 7, "H2": 7, "H3": 1}


def test_both_bring_the_same_new_house(street: Street) -> None:
    first, second = Clerk(street, "office"), Clerk(street, "statistician")
    first.preview(H1=1)
    second.preview(H1=2, H2=2)
    second.keep()
    first.confirm()
    assert "“H1 示例路1号”由" in second.confirm(seen=False)
    assert people(street) == {"H1": 1}


def test_what_others_wrote_that_the_sheet_says_too_hinders_nothing(street: Street) -> None:
    first, second = Clerk(street, "office"), Clerk(street, "statistician")
    first.preview(H1=1)
    second.preview(H1=1, H2=2)
    second.keep()
    first.confirm()
    second.confirm(seen=False)
    assert people(street) == {"H1": 1, "H2": 2}


def test_rows_of_which_the_sheet_says_nothing_may_change(street: Street) -> None:
    first, second = Clerk(street, "office"), Clerk(street, "statistician")
    first.preview(H1=1, H2=1)
    first.confirm()
    second.preview(H2=3)
    second.keep()
    with open_scope(street.scope("office")):
        entry, context = Entry.objects.get(key="H1"), {"given": ["residents"]}
        perform(ChangeEntry(), [{"residents": 9}], targets=[entry.pk], context=context)
    second.confirm(seen=False)
    assert people(street) == {"H1": 9, "H2": 3}


def test_a_house_that_was_ended_or_taken_back_meanwhile_is_not_brought_back(street: Street) -> None:
    first, second = Clerk(street, "office"), Clerk(street, "statistician")
    first.preview(H1=1)
    first.confirm()
    second.preview(H1=3)
    second.keep()
    with open_scope(street.scope("office")):
        entry = Entry.objects.get(key="H1")
        perform(EndEntry(), [{"ended_on": "2031-01-01"}], targets=[entry.pk], reason="拆除")
    assert "停用" in second.confirm(seen=False)
    second.preview(H2=1)
    second.confirm()
    second.preview(H2=4)
    second.keep()
    with open_scope(street.scope("office")):
        source = Source.objects.order_by("-at").first()
        perform(UndoImport(), targets=[UUID(str(source.pk))], reason="传错了文件")
    assert "“H2 示例路2号”" in second.confirm(seen=False)
    assert "H2" not in people(street)


def test_what_comes_out_of_a_form_is_not_trusted(street: Street) -> None:
    clerk = Clerk(street, "office")
    clerk.preview(H1=1)
    clerk.keep()
    clerk.kept["seen"] = "1/2:3:/x'; --"
    clerk.confirm(seen=False)
    assert people(street) == {"H1": 1}
