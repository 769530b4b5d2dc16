"""一房一档、一企一档: everything known of one object from every module, by sections, in time order, also on A4."""

from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.fields import Field, FieldSet
from jingwei.core.models import AuditEntry
from jingwei.core.ports import FileLine, FilePart, Subject, file_sections
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, ConfirmEntry, DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, define_houses, record
from jingwei.registers.tests.test_rows_are_confirmed import LONG_AGO, bring, entries, houses

pytestmark = pytest.mark.django_db
SHOPS = FieldSet(
    "shops",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("name", "店名", "text", required=True),
        Field("grid", "网格", "text"),
        Field("house", "所在房屋", "link", link="houses"),
    ),
)


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        define_houses(confirm_every="quarter")
        bring(houses(street, 2, residents=3), LONG_AGO)
        values = {"key": "shops", "name": "店铺台账", "noun": "店铺", "unit": "家", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "name", "place_field": "grid"}], context={"fields": SHOPS})
    return street


def first_house(street: Street) -> UUID:
    with open_scope(street.scope("office")):
        return entries(register_by_key("houses"))[0]


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def shops(street: Street, count: int, since: str = "2024-02-01") -> list[str]:
    grid = street.grid().code
    rows = [{"code": f"S{n}", "name": f"店{n}", "grid": grid, "house": "H00001"} for n in range(1, count + 1)]
    return record(register_by_key("shops"), [{**row, "valid_from": since} for row in rows])


def test_the_steps_of_a_row_stand_in_time_order_with_its_sheet_and_its_confirmations(street: Street) -> None:
    house = first_house(street)
    with open_scope(street.scope("office")):
        perform(ConfirmEntry(), [{"how": "visit", "confirmed_on": "2024-05-06"}], targets=[house])
        perform(ChangeEntry(), [{"residents": 5}], targets=[house], context={"given": ["residents"]}, reason="添丁")
    shown = page(street.sign_in(Client(), "office"), f"/registers/entries/{house}/dossier/")
    told = shown[shown.index('id="steps"') :]
    assert (
        told.index("居住人数：3 改为 5")
        < told.index("2024-05-06 核实，内容无变化；上门走访")
        < told.index("来自《房屋.xlsx》")
    )
    assert "添丁" in told
    assert "房屋档案" in shown
    assert "网格服务人员" in shown


def test_what_leads_here_is_told_with_its_dates_also_when_it_leads_here_no_more(street: Street) -> None:
    house = first_house(street)
    with open_scope(street.scope("office")):
        first, _ = shops(street, 2)
        moved = [{"house": "H00002", "valid_from": "2024-08-01"}]
        perform(ChangeEntry(), moved, targets=[UUID(first)], context={"given": ["house"]})
    office = street.sign_in(Client(), "office")
    assert f"/registers/entries/{house}/dossier/links/" in page(office, f"/registers/entries/{house}/dossier/")
    shown = page(office, f"/registers/entries/{house}/dossier/links/")
    assert shown.index("店1") != shown.index("店2")
    assert "2024-08-01" in shown
    assert "已止" in shown
    back = page(office, f"/registers/entries/{first}/dossier/")
    assert "关联到的记录" in back
    assert f"/registers/entries/{first}/" in page(office, f"/registers/entries/{entries_of(street)[1]}/dossier/links/")


def entries_of(street: Street) -> list[UUID]:
    with open_scope(street.scope("office")):
        return entries(register_by_key("houses"))


def test_older_lines_stand_on_the_next_page(street: Street) -> None:
    house = first_house(street)
    with open_scope(street.scope("office")):
        shops(street, 51)
        for number in range(10, 62):
            perform(ChangeEntry(), [{"residents": number}], targets=[house], context={"given": ["residents"]})
    office = street.sign_in(Client(), "office")
    links = page(office, f"/registers/entries/{house}/dossier/links/")
    assert "更早的" in links
    assert links.count("店铺台账") == 50
    assert page(office, f"/registers/entries/{house}/dossier/links/?p.links=2").count("店铺台账") == 1
    first = page(office, f"/registers/entries/{house}/dossier/")
    assert "居住人数：60 改为 61" in first
    assert "居住人数：3 改为 10" not in first
    older = page(office, f"/registers/entries/{house}/dossier/?p.steps=2")
    assert "居住人数：3 改为 10" in older
    assert "较新的" in older
    assert page(office, f"/registers/entries/{house}/dossier/?as=paper").count("店铺台账") == 51


def test_opening_personal_data_is_logged_once_with_its_purpose(street: Street) -> None:
    with open_scope(street.scope("office")):
        firms = define_firms()
        row = {"code": "F1", "name": "某公司", "grid": street.grid().code, "phone": "19900011111"}
        (firm,) = record(firms, [row])
    office = street.sign_in(Client(), "office")
    shown = page(office, f"/registers/entries/{firm}/dossier/")
    assert "19900011111" not in shown
    page(office, f"/registers/entries/{firm}/dossier/links/")
    with open_scope(street.keeper()):
        (line,) = AuditEntry.objects.filter(event="read")
    assert line.detail["purpose"] == "联系企业办理走访和服务事项"
    page(office, f"/registers/entries/{first_house(street)}/dossier/")
    paper = page(office, f"/registers/entries/{firm}/dossier/?as=paper")
    assert "reveal" not in paper
    with open_scope(street.keeper()):
        assert AuditEntry.objects.filter(event="read").count() == 1
        assert AuditEntry.objects.filter(event="printed").count() == 1
    page(street.sign_in(Client(), "audit_admin"), "/audit/")


def test_the_paper_says_whose_it_is_and_when_it_was_printed_by_whom(street: Street) -> None:
    paper = page(street.sign_in(Client(), "office"), f"/registers/entries/{first_house(street)}/dossier/?as=paper")
    for word in ("房屋档案", "望澜街道办事处", "台账：房屋台账", "编号：H00001", "打印：", "经过"):
        assert word in paper


@pytest.fixture
def matters() -> Iterator[None]:
    """A module that is not written yet, and knows something of every object."""

    @file_sections
    def known(subject: Subject, pages: Mapping[str, int], most: int) -> FilePart | None:
        if subject.ledger != "houses":
            return None
        return FilePart("matters", "事件", (FileLine(None, "漏水", detail=f"{subject.number} 已办结"),), more=True)

    yield
    file_sections.forget(known)


def test_a_module_above_adds_what_it_knows(street: Street, matters: None) -> None:
    shown = page(street.sign_in(Client(), "office"), f"/registers/entries/{first_house(street)}/dossier/")
    assert "H00001 已办结" in shown
    assert "p.matters=2#matters" in shown


def test_nobody_opens_a_file_beyond_the_own_border(street: Street) -> None:
    _, second = entries_of(street)
    worker = street.sign_in(Client(), "grid_worker")
    assert worker.get(f"/registers/entries/{second}/dossier/").status_code == 404
    assert worker.get(f"/registers/entries/{second}/dossier/links/").status_code == 404
