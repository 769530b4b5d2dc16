"""A ledger to be spoiled, and the way a file takes into it: upload, match, preview; every answer is kept."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.places.models import Place
from jingwei.registers.actions import DefineRegister
from jingwei.registers.models import Version
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

HEADS = ("编号", "名称", "网格编码", "信用代码", "身份证号", "人数", "面积", "成立日期", "性质", "位置")
WEST, SOUTH, EAST, NORTH = 119.80, 38.60, 119.84, 38.64
FIELDS = FieldSet(
    key="spoiled",
    version=1,
    fields=(
        Field("number", "编号", "text", required=True),
        Field("name", "名称", "text", required=True),
        Field("grid", "网格编码", "text"),
        Field("code", "信用代码", "credit_code"),
        Field("citizen", "身份证号", "id_number"),
        Field("people", "人数", "integer"),
        Field("area", "面积", "area", unit="平方米", decimals=2),
        Field("opened", "成立日期", "date"),
        Field("use", "性质", "choice", choices=(Choice("shop", "商铺"), Choice("home", "住宅"))),
        Field("point", "位置", "location"),
    ),
)


@dataclass
class Answer:
    """What a file got: the step it came to (upload, preview), the status, the words on the page, the whole answer."""

    step: str
    status: int
    text: str
    url: str


class Office:
    """A clerk with a ledger of two rows, inside a square territory."""

    def __init__(self, client: Client, street: Street) -> None:
        self.client = client
        self.street = street
        self.grid = street.grid().code

    def upload(self, data: bytes, name: str = "表.xlsx", ledger: str = "spoiled") -> Answer:
        """Send a file through the pages as far as it goes, up to the preview."""
        file = SimpleUploadedFile(name, data)
        answer = self.client.post(f"/registers/{ledger}/import/", {"file": file})
        if answer.status_code != 302:
            return Answer("upload", answer.status_code, words(answer), "")
        match = answer["Location"]
        assert self.client.get(match).status_code == 200
        preview = self.client.post(match, {})["Location"]
        answer = self.client.get(preview)
        return Answer("preview", answer.status_code, words(answer), preview)

    def match_page(self, data: bytes, name: str = "表.xlsx") -> str:
        """The words of the page on which columns are matched."""
        answer = self.client.post("/registers/spoiled/import/", {"file": SimpleUploadedFile(name, data)})
        return words(self.client.get(answer["Location"]))

    def confirm(self, preview: str) -> str:
        """Confirm a preview, taking in what is sound; gives the words of the page after it."""
        return words(self.client.post(preview, {"partial": "yes"}, follow=True))

    def rows(self) -> list[Any]:
        """Everything the ledger knows or knew."""
        with open_scope(self.street.scope("office")):
            known = Version.objects.filter(register=register_by_key("spoiled"))
            return sorted(known.values_list("pk", "title", "digest", "known_to"))


def spoiled_office(client: Client) -> Office:
    """The clerk; the file's rows must name a grid that there is and lie inside the square."""
    street = make_street()
    ring = [[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]
    with open_scope(Scope(Reader.ADMIN, street.code)):
        Place.objects.filter(code=street.code).update(outline={"type": "Polygon", "coordinates": [ring]})
    values = {
        "key": "spoiled",
        "name": "试验台账",
        "noun": "对象",
        "unit": "个",
        "key_field": "number",
        "title_field": "name",
        "place_field": "grid",
        "purpose": "联系对象办理走访事项",
        "basis": "个人信息保护法第十三条第三项",
        "keep_until": date(2030, 12, 31),
    }
    with open_scope(street.scope("office")):
        perform(DefineRegister(), [values], context={"fields": FIELDS})
        known = [{"number": f"N{n}", "name": f"已有{n}", "grid": street.grid().code} for n in (1, 2)]
        record(register_by_key("spoiled"), known)
    return Office(street.sign_in(client, "office"), street)


def words(answer: Any) -> str:
    """The words on a page, without markup."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def book(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """A workbook with a head and rows."""
    from jingwei.core.tests.sheet_makers import by_openpyxl

    return by_openpyxl([list(heads), *rows])
