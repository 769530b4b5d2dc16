"""A list that left as a sheet is edited and comes back: only what its reader changed is written."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, EndEntry
from jingwei.registers.models import Entry, Version
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record
from jingwei.registers.tests.returned_sheets import cell, dropped_in, edited

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        rows = [
            house(n, street.grid().code, valid_from="2025-01-01", area={"n": "80.50", "u": "平方米"})
            for n in range(1, 7)
        ]
        record(define_houses(), rows)
    return street


def exported(client: Any, question: str = "") -> bytes:
    data: bytes = client.get(f"/registers/houses/export/?shape=returnable{question}").content
    return data


def entry(key: str) -> Entry:
    return Entry.objects.get(key=key)


def changed_by_another(street: Street, key: str, **values: Any) -> None:
    with open_scope(street.scope("statistician")):
        perform(
            ChangeEntry(),
            [values],
            targets=[entry(key).pk],
            context={"register": register_by_key("houses"), "given": list(values)},
        )


def now(street: Street) -> dict[str, dict[str, Any]]:
    with open_scope(street.scope("office")):
        return {v.data["number"]: v.data for v in versions(register_by_key("houses"))}


def test_only_what_differs_is_written_and_each_value_is_shown_before_and_after(street: Street) -> None:
    client = street.sign_in(Client(), "office")

    def work(page: Any) -> None:
        cell(page, "H00002", "居住人数").value = 5
        cell(page, "H00003", "居住人数").value = None

    with open_scope(street.scope("office")):
        before = Version.objects.count()
    preview = dropped_in(client, "houses", edited(exported(client), work))
    assert "/preview/" in preview
    said = client.get(preview).content.decode()
    assert "（清空）" in said
    assert said.count("示例路2号") == 1, "one value of this row, one line"
    client.post(preview, {})
    rows = now(street)
    assert rows["H00002"]["residents"] == 5
    assert "residents" not in rows["H00003"]
    assert rows["H00003"]["area"] == rows["H00001"]["area"]
    with open_scope(street.scope("office")):
        # Each of the two: what held until today, and what holds from today on.
        assert Version.objects.count() == before + 4


def test_a_column_that_was_taken_out_says_nothing(street: Street) -> None:
    client = street.sign_in(Client(), "office")

    def work(page: Any) -> None:
        page.delete_cols(cell(page, "H00001", "建筑面积").column)
        page.delete_cols(cell(page, "H00001", "地址").column)  # required, and known
        cell(page, "H00001", "居住人数").value = 9

    preview = dropped_in(client, "houses", edited(exported(client, "&f.use=home"), work))
    assert "表里没有的列保持不变：地址、建筑面积" in client.get(preview).content.decode()
    client.post(preview, {})
    row = now(street)["H00001"]
    assert (row["residents"], row["area"]["n"], row["address"]) == (9, "80.50", "示例路1号")


def test_what_another_changed_meanwhile_stays_where_the_sheet_left_it_alone(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    data = exported(client)
    changed_by_another(street, "H00004", use="商铺")
    changed_by_another(street, "H00005", residents=7)

    def work(page: Any) -> None:
        cell(page, "H00004", "居住人数").value = 3

    preview = dropped_in(client, "houses", edited(data, work))
    said = client.get(preview).content.decode()
    assert "改为“商铺”；表里没有改这一格，保留现在的内容" in said
    client.post(preview, {})
    rows = now(street)
    assert (rows["H00004"]["use"], rows["H00004"]["residents"], rows["H00005"]["residents"]) == ("shop", 3, 7)


@pytest.mark.parametrize(("chosen", "stands"), [("theirs", 7), ("mine", 9)])
def test_a_value_that_both_changed_is_told_and_the_clerk_says_which_stands(
    street: Street, chosen: str, stands: int
) -> None:
    client = street.sign_in(Client(), "office")
    data = exported(client)
    changed_by_another(street, "H00006", residents=7)

    def work(page: Any) -> None:
        cell(page, "H00006", "居住人数").value = 9
        cell(page, "H00006", "地址").value = "示例路6号甲"

    preview = dropped_in(client, "houses", edited(data, work))
    said = client.get(preview).content.decode()
    assert "由“2”改为“7”，您改为“9”。请核对后再导入" in said
    assert "同一格您和别人都改过" in said
    client.post(preview, {"partial": "yes"})
    assert now(street)["H00006"]["residents"] == 7, "never without a word"

    preview = dropped_in(client, "houses", edited(data, work))
    assert client.get(f"{preview}?others={chosen}").status_code == 200
    client.post(preview, {"others": chosen})
    row = now(street)["H00006"]
    assert (row["residents"], row["address"]) == (stands, "示例路6号甲")


def test_a_row_keeps_its_number_and_a_copied_row_is_a_new_one(street: Street) -> None:
    client = street.sign_in(Client(), "office")

    def rewrite(page: Any) -> None:
        cell(page, "H00001", "房屋编号").value = "H99999"

    preview = dropped_in(client, "houses", edited(exported(client), rewrite))
    assert "编号不能改（这一行原为“H00001”）" in client.get(preview).content.decode()

    def copy(page: Any) -> None:
        source = cell(page, "H00001", "房屋编号").row
        for column in range(1, page.max_column + 1):
            page.cell(page.max_row + (column == 1), column).value = page.cell(source, column).value
        page.cell(page.max_row, cell(page, "H00001", "房屋编号").column).value = "H00007"

    preview = dropped_in(client, "houses", edited(exported(client), copy))
    client.post(preview, {})
    assert set(now(street)) == {f"H0000{n}" for n in range(1, 8)}


def test_a_row_taken_out_of_use_meanwhile_does_not_come_back_by_a_sheet(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    data = exported(client)
    with open_scope(street.scope("statistician")):
        perform(
            EndEntry(),
            [{"ended_on": "2025-06-01"}],
            targets=[UUID(str(entry(key).pk)) for key in ("H00001", "H00002")],
            reason="拆除",
        )

    def work(page: Any) -> None:
        cell(page, "H00002", "居住人数").value = 8

    preview = dropped_in(client, "houses", edited(data, work))
    assert "停用（拆除），不能用表格修改" in client.get(preview).content.decode()
    client.post(preview, {"partial": "yes"})
    assert set(now(street)) == {f"H0000{n}" for n in range(3, 7)}


def test_numbers_of_people_never_leave_and_are_still_there_afterwards(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    with open_scope(street.scope("office")):
        firms = define_firms()
        rows = [
            {"code": f"F{n}", "name": f"示例企业{n}", "grid": street.grid().code, "phone": "19900001234"}
            for n in (1, 2)
        ]
        record(firms, rows)
    data = client.get("/registers/firms/export/?shape=returnable").content

    def work(page: Any) -> None:
        cell(page, "F1", "企业名称").value = "改名企业"

    client.post(dropped_in(client, "firms", edited(data, work)), {})
    with open_scope(street.scope("office")):
        kept = {v.data["code"]: v.data for v in versions(firms)}
        assert kept["F1"]["name"] == "改名企业"
        assert kept["F1"]["phone"]["m"]
