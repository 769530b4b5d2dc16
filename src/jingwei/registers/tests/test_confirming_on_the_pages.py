"""What is due stands in lists, on the row, on the workbench and by community; it is confirmed from there."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import EndEntry
from jingwei.registers.confirmations import last_confirmed
from jingwei.registers.models import Confirmation
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, define_houses
from jingwei.registers.tests.test_rows_are_confirmed import LONG_AGO, bring, entries, houses, sheet

pytestmark = pytest.mark.django_db
LIST = "/registers/houses/"
DUE = LIST + "?f.confirmation_due=yes"


@pytest.fixture
def street() -> Iterator[Street]:
    street = make_street()
    with open_scope(street.scope("office")):
        define_houses(confirm_every="quarter")
        define_firms()
        bring(houses(street, 3), LONG_AGO)
    return street


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def rows(street: Street) -> list[str]:
    with open_scope(street.scope("office")):
        return [str(key) for key in entries(register_by_key("houses"))]


def test_a_grid_worker_confirms_her_row_in_two_taps(street: Street) -> None:
    worker = street.sign_in(Client(), "grid_worker")
    home = page(worker, "/")
    assert "待核实" in home
    assert "f.confirmation_due=yes" in home
    first = rows(street)[0]
    shown = page(worker, f"/registers/entries/{first}/")
    assert "2024-01-10" in shown
    assert "核实无变化" in shown
    answer = worker.post(f"/registers/entries/{first}/confirm/?expect=1", follow=True).content.decode()
    assert "已核实，内容无变化" in answer
    assert str(timezone.localdate()) in answer


def test_a_row_changed_meanwhile_is_not_confirmed_as_it_was(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    first = rows(street)[0]
    answer = office.post(f"/registers/entries/{first}/confirm/?expect=7")
    assert answer.status_code == 409
    assert "已被他人修改" in answer.content.decode()


def test_chosen_rows_are_confirmed_from_the_list_and_it_stays_as_it_was_asked(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    shown = page(office, DUE)
    assert "待核实" in shown
    assert 'name="row"' in shown
    answer = office.post("/registers/houses/confirm/?f.confirmation_due=yes", {"row": rows(street)[:2]})
    assert answer.url == DUE
    assert "已核实 2 条" in page(office, answer.url)
    assert "在册 1 套" in page(office, DUE)


def test_what_was_confirmed_by_mistake_is_taken_back_from_the_row_and_from_the_list(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    first, second, _ = rows(street)
    office.post("/registers/houses/confirm/", {"row": [first, second]})
    shown = page(office, f"/registers/entries/{first}/")
    assert "撤回核实" in shown
    assert "核实无变化" not in shown
    assert "已撤回今天的核实" in office.post(f"/registers/entries/{first}/unconfirm/", follow=True).content.decode()
    answer = office.post("/registers/houses/unconfirm/", {"row": [first, second]}, follow=True)
    assert "已撤回 1 条今天的核实" in answer.content.decode()
    assert office.post("/registers/houses/unconfirm/", {"row": [first]}).status_code == 409


def test_a_whole_list_is_confirmed_when_it_is_said_how(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    here = f"/registers/houses/confirm/?place={street.community(1).pk}"
    assert "现在在册的 2 套" in page(office, here)
    wrong = office.post(here, {"confirmed_on": ""})
    assert wrong.status_code == 422
    assert "请选是怎样核实的" in wrong.content.decode()
    key = {"how": "visit", "confirmed_on": str(timezone.localdate()), "key": "k1"}
    office.post(here, key)
    office.post(here, key)
    with open_scope(street.scope("office")):
        made = Confirmation.objects.filter(action="registers.confirm")
        assert sorted(one.how for one in made) == ["visit", "visit"]


def test_only_rows_of_now_are_confirmed(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    assert "请把列表的“时点”改回“现在”" in page(office, "/registers/houses/confirm/?on=2024-02-01")
    assert 'name="row"' not in page(office, LIST + "?on=2024-02-01")


def test_what_is_out_of_use_is_not_due(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    first = rows(street)[0]
    with open_scope(street.scope("office")):
        perform(EndEntry(), [{"ended_on": "2024-06-01"}], targets=[UUID(first)], reason="拆除")
    table = page(office, LIST + "?ended=1").partition("<tbody>")[2]
    assert "2024-01-10" in table
    assert "待核实" not in table
    assert "核实无变化" not in page(office, f"/registers/entries/{first}/")


def test_who_may_not_confirm_is_not_offered_it(street: Street) -> None:
    leader = street.sign_in(Client(), "leader")
    assert 'name="row"' not in page(leader, LIST)
    first = rows(street)[0]
    assert "核实无变化" not in page(leader, f"/registers/entries/{first}/")
    assert leader.post(f"/registers/entries/{first}/confirm/").status_code == 403


def test_a_ledger_without_a_span_asks_for_nothing(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    assert "最近核实" not in page(office, "/registers/firms/")
    assert office.get("/registers/firms/confirmed/").status_code == 404
    office.post("/registers/firms/settings/confirming/", {"confirm_every": "half"})
    assert "每半年" in page(office, "/registers/firms/settings/")
    assert office.get("/registers/firms/confirmed/").status_code == 200


def test_the_rate_stands_by_community_in_the_order_of_codes_with_both_numbers(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    office.post("/registers/houses/confirm/", {"row": rows(street)[1]})
    shown = page(office, "/registers/houses/confirmed/")
    assert shown.index("第1社区") < shown.index("第2社区") < shown.index("合计")
    assert "0.0%" in shown
    assert "100.0%" in shown
    assert "33.3%" in shown
    assert "第1社区 0/2；第2社区 1/1" in shown
    by_grid = page(office, "/registers/houses/confirmed/?by=grid")
    assert "第1社区第1网格" in by_grid
    then = page(office, "/registers/houses/confirmed/?on=2024-02-01")
    assert "截至 2024-02-01" in then
    assert "66.7%" not in then
    assert "核实率" in page(office, "/registers/houses/confirmed/?as=paper")


def test_equal_rows_are_confirmed_by_the_tick_of_the_preview(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    with open_scope(street.scope("office")):
        file = SimpleUploadedFile("房屋.xlsx", sheet(houses(street, 3)))
    there = office.post(LIST + "import/", {"file": file}, follow=True)
    here = urlsplit(there.request["PATH_INFO"]).path
    preview = here.replace("/match/", "/preview/") + "?on=2024-06-30"
    assert "与台账相同的 3 行也都核对过，记为已核实（核实日期 2024-06-30）" in page(office, preview)
    office.post(preview, {"on": "2024-06-30", "confirm_same": "yes"})
    with open_scope(street.scope("office")):
        last = last_confirmed(entries(register_by_key("houses")))
        assert {one.confirmed_on for one in last.values()} == {date(2024, 6, 30)}


def test_a_sheet_without_a_change_says_that_it_only_confirms(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    with open_scope(street.scope("office")):
        file = SimpleUploadedFile("房屋.xlsx", sheet(houses(street, 3)))
    there = office.post(LIST + "import/", {"file": file}, follow=True)
    preview = urlsplit(there.request["PATH_INFO"]).path.replace("/match/", "/preview/") + "?on=2024-06-30"
    shown = page(office, preview)
    assert "没有行要改，只登记 3 行核实" in shown
    assert "确认导入 0 行" not in shown
    given = {"on": "2024-06-30", "same_only": "yes"}
    refused = office.post(preview, given, follow=True).content.decode()
    assert "表里没有要写入的行" in refused
    assert "没有行要改，只登记 3 行核实" in refused
    office.post(preview, {**given, "confirm_same": "yes"})
    with open_scope(street.scope("office")):
        assert {one.confirmed_on for one in last_confirmed(entries(register_by_key("houses"))).values()} == {
            date(2024, 6, 30)
        }
