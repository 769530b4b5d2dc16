"""本人查询: the one search by identity number, by who asks for the own data, and for a death; logged."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.models import AuditEntry
from jingwei.core.scope import open_scope
from jingwei.registers.actions import TellOwn
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record
from jingwei.registers.tests.spoiled import Office, spoiled_office, words

ID, OTHER = "11010519491231002X", "440524188001010014"
ASKED = {"why": "own", "number": ID, "paper": "本人身份证"}


@pytest.fixture
def office(client: Client, db: Any) -> Office:
    made = spoiled_office(client)
    with open_scope(made.street.scope("office")):
        rows = [("P1", ID), ("P2", OTHER), ("P3", ID)]
        grid = made.grid
        record(
            register_by_key("spoiled"),
            [{"number": key, "name": f"事项{key}", "grid": grid, "citizen": number} for key, number in rows],
        )
    return made


def test_the_person_is_told_which_ledger_keeps_what_and_why(office: Office) -> None:
    with open_scope(office.street.scope("office")):
        done = perform(TellOwn(), [ASKED], reason="本人申请").result
    assert [(one["title"], one["purpose"]) for one in done["rows"]] == [
        ("事项P1", "联系对象办理走访事项"),
        ("事项P3", "联系对象办理走访事项"),
    ]


def test_each_reading_is_logged_and_the_number_is_not(office: Office) -> None:
    with open_scope(office.street.scope("office")):
        perform(TellOwn(), [{**ASKED, "why": "death", "paper": "死亡医学证明"}], reason="停发津贴")
    with open_scope(office.street.scope("audit_admin")):
        logged = AuditEntry.objects.filter(event="told_own")
        assert len(logged) == 1
        assert "死亡登记" in logged[0].subject
        assert ID not in str([vars(one) for one in AuditEntry.objects.all()])


def test_the_page_shows_it_once(office: Office) -> None:
    form = words(office.client.get("/registers/own/"))
    assert "其他情形不能按身份证号查找" in form
    page = words(office.client.post("/registers/own/", {**ASKED, "reason": "本人申请"}))
    assert "找到 2 条" in page
    assert "事项P1" in page
    assert "事项P2" not in page
    assert ID not in page


@pytest.mark.parametrize("left_out", ["why", "number", "paper"])
def test_nobody_asks_without_case_number_and_paper(office: Office, left_out: str) -> None:
    with open_scope(office.street.scope("office")), pytest.raises(Invalid):
        perform(TellOwn(), [{**ASKED, left_out: ""}], reason="本人申请")
    with open_scope(office.street.scope("office")), pytest.raises(Invalid):
        perform(TellOwn(), [ASKED])


@pytest.mark.parametrize("role", ["handler", "grid_worker", "dispatcher", "leader"])
def test_it_is_the_office_alone_that_answers(office: Office, role: str) -> None:
    with open_scope(office.street.scope(role)), pytest.raises(Refused):
        perform(TellOwn(), [ASKED], reason="本人申请")
