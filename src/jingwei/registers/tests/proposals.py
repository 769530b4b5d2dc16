"""A clerk who makes ledgers from sheets, through the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from jingwei.core.tests.sheet_makers import by_openpyxl
from jingwei.people.tests.street import Street
from jingwei.registers.models import Draft, Register, Version
from jingwei.registers.tests.spoiled import words

TERMS = {
    "purpose": "联系商户开展消防检查",
    "basis": "个人信息保护法第十三条第一款第三项（为履行法定职责或者法定义务所必需）",
    "keep_until": "2035-12-31",
}
PEOPLE = ["店名", "网格", "经营者姓名", "联系电话", "面积（㎡）", "开业日期", "业态"]


def shops(grid: str, count: int = 12) -> list[list[Any]]:
    """Shops of a street with whom they belong to; invented."""
    return [
        [
            f"听涛{n}号店",
            grid,
            f"测{'甲乙丙丁'[n % 4]}",
            f"1990000{n:04d}",
            20.5 + n,
            f"2021.3.{n + 1}",
            ("餐饮", "零售")[n % 2],
        ]
        for n in range(count)
    ]


class Maker:
    """The clerk: brings a sheet, changes the form, makes the ledger."""

    def __init__(self, client: Client, street: Street, role: str = "office") -> None:
        self.client = street.sign_in(client, role)
        self.street = street
        self.url = ""

    def bring(self, rows: Sequence[Sequence[Any]], name: str = "沿街商铺.xlsx") -> str:
        """Bring a sheet; gives the words of the page that comes."""
        answer = self.client.post(
            "/registers/new/", {"file": SimpleUploadedFile(name, by_openpyxl([list(row) for row in rows]))}
        )
        assert answer.status_code == 302, words(answer)[:600]
        self.url = answer["Location"]
        return words(self.client.get(self.url))

    def form(self) -> dict[str, Any]:
        """The values of the form as it stands."""
        page = html.fromstring(self.client.get(self.url).content.decode())
        return dict(page.get_element_by_id("plan").form_values())

    def send(self, **changes: Any) -> Any:
        """Send the form with changes; a value of None is left out (a box that is not ticked)."""
        body = {**self.form(), **changes}
        return self.client.post(self.url, {key: value for key, value in body.items() if value is not None})

    def make(self, **changes: Any) -> Any:
        """Agree to the proposal; gives the answer."""
        return self.send(then="make", **changes)

    @property
    def columns(self) -> dict[str, dict[str, Any]]:
        """What is proposed, by head. To be asked in a scope."""
        plan = Draft.objects.get(pk=self.url.split("/")[3]).plan
        return {one["head"]: one for one in plan["columns"]}


def made_last() -> Register:
    """The ledger made last. To be asked in a scope."""
    return Register.objects.filter(order=9000).order_by("-pk")[0]


def data_of(register: Register) -> list[dict[str, Any]]:
    """What its rows hold, in the order of the sheet. To be asked in a scope."""
    return [one.data for one in Version.objects.filter(register=register, known_to=None).order_by("source_row")]
