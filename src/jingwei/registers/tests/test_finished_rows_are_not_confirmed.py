"""A row that its ledger calls finished is no longer due, and stands in neither number of the rate of confirmed rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.point import Point
from jingwei.core.facts.table import count_facets, count_rows
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import ChangeEntry, ConfirmEntry, CorrectEntry, ImportSheet, SetConfirming
from jingwei.registers.confirmations import due_by_register
from jingwei.registers.finished import said_of
from jingwei.registers.incoming import upload
from jingwei.registers.models import Confirmation, Register
from jingwei.registers.packs import load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import define_ledger

pytestmark = pytest.mark.django_db
SPOTS = FieldSet(
    "spots",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("name", "名称", "text", required=True),
        Field("grid", "网格编码", "text"),
        Field("removed", "消除日期", "date"),
        Field(
            "state",
            "状态",
            "choice",
            choices=(Choice("open", "在控"), Choice("closed", "已销号"), Choice("shut", "关停", into="closed")),
        ),
        Field("owner", "责任人电话", "phone", personal="phone"),
    ),
)
OVER = [{"field": "removed"}, {"field": "state", "value": "closed"}]
LIST = "/registers/spots/"


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        define_ledger(
            SPOTS, "隐患点台账", "隐患点", "处", "code", "name", confirm_every="quarter", finished=OVER,
            purpose="防汛联系", basis="个人信息保护法第十三条第三项", keep_until="2030-12-31",
        )  # fmt: skip
        grids = [street.grid(1 + number % 2).code for number in range(1, 5)]
        lines = [f"Y{number},隐患点{number},{grid}" for number, grid in enumerate(grids, start=1)]
        draft = upload(spots(), "\n".join(["编号,名称,网格编码", *lines]).encode(), "隐患点.csv")
        perform(ImportSheet(), [{"valid_from": "2024-01-10"}], targets=[draft.pk])
    return street


@pytest.fixture
def office(street: Street) -> Iterator[Street]:
    with open_scope(street.scope("office")):
        yield street


def spots() -> Register:
    return register_by_key("spots")


def keys() -> dict[str, Any]:
    return {row.title: row.entry_id for row in selection_of(spots()).rows()}


def change(title: str, on: str, **values: Any) -> None:
    given = {**values, "valid_from": on}
    perform(ChangeEntry(), [given], targets=[keys()[title]], context={"given": list(values)})


def asked(value: Any, point: Point | None = None) -> int:
    return count_rows(selection_of(spots(), {"confirmation_due": value}, point=point))


def test_a_date_that_has_come_finishes_a_row_from_that_day_on(office: Street) -> None:
    change("隐患点1", "2024-03-01", removed="2024-06-15")
    perform(ConfirmEntry(), [{"confirmed_on": "2024-05-01"}], targets=[keys()["隐患点1"]])
    day_before, that_day = Point(date(2024, 6, 14)), Point(date(2024, 6, 15))
    assert (asked(True, day_before), asked(False, day_before)) == (3, 1)
    assert (asked(True, that_day), asked(False, that_day)) == (3, 0)
    assert asked(True) == 3
    assert due_by_register([spots()]) == {spots().pk: (3, 3)}


def test_a_choice_finishes_a_row_and_so_does_one_that_was_merged_into_it(office: Street) -> None:
    change("隐患点1", "2024-06-01", state="closed")
    change("隐患点2", "2024-06-01", state="open")
    change("隐患点3", "2024-06-01", state="shut")
    assert due_by_register([spots()]) == {spots().pk: (2, 1)}
    counts = {one.value: one.count for one in count_facets(selection_of(spots()))["confirmation_due"]}
    assert counts == {"yes": 1, "no": 1}
    perform(ConfirmEntry(), targets=[keys()["隐患点1"], keys()["隐患点4"]])
    assert due_by_register([spots()]) == {spots().pk: (2, 0)}
    assert (asked(True), asked(False)) == (0, 2)


def test_a_removal_told_late_counts_as_known_then(office: Street) -> None:
    before = timezone.now()
    context = {"given": ["removed"]}
    perform(CorrectEntry(), [{"removed": "2024-02-01"}], targets=[keys()["隐患点1"]], reason="补登", context=context)
    day = date(2024, 9, 30)
    assert asked(True, Point(day)) == 3
    assert asked(True, Point(day, before)) == 4


def test_pages_say_what_need_not_be_confirmed_and_leave_it_out(street: Street) -> None:
    with open_scope(street.scope("office")):
        change("隐患点1", "2024-03-01", removed="2024-06-15")
        known = keys()
    office = street.sign_in(Client(), "office")
    shown = office.get(LIST).content.decode()
    assert shown.count("不再核实") == 1
    rate = office.get(LIST + "confirmed/").content.decode()
    assert "“消除日期”已到、“状态”为已销号的不再核实" in rate
    assert "应核实 3 处" in rate
    then = office.get(LIST + "confirmed/?on=2024-05-31").content.decode()
    assert "应核实 4 处" in then
    rows = office.get(LIST + "?f.confirmation_due-is=filled").content.decode()
    assert "核实情况为待核实或已核实" in rows
    assert "在册 3 处" in rows
    page = office.get(f"/registers/entries/{known['隐患点1']}/").content.decode()
    assert "不再核实" in page
    assert "核实无变化" not in page
    assert "核实无变化" in office.get(f"/registers/entries/{known['隐患点2']}/").content.decode()


def test_a_whole_list_is_confirmed_without_what_is_finished(street: Street) -> None:
    with open_scope(street.scope("office")):
        change("隐患点1", "2024-03-01", removed="2024-06-15")
    office = street.sign_in(Client(), "office")
    asked_for = office.get(LIST + "confirm/").content.decode()
    assert "现在在册的 3 处" in asked_for
    assert "“消除日期”已到、“状态”为已销号的不再核实，不在内" in asked_for
    assert office.post(LIST + "confirm/", {"how": "visit"}).status_code == 302
    with open_scope(street.scope("office")):
        assert Confirmation.objects.filter(action="registers.confirm").count() == 3
    assert "只能核实现在在册的记录" in office.get(LIST + "confirm/?ended=1").content.decode()


def test_the_settings_say_which_rows_are_finished(street: Street) -> None:
    office = street.sign_in(Client(), "office")
    form = office.get(LIST + "settings/confirming/").content.decode()
    assert "“消除日期”已到" in form
    assert "“状态”为在控" in form
    assert "关停" not in form
    assert "责任人电话" not in form
    office.post(LIST + "settings/confirming/", {"confirm_every": "half", "over": ["removed"]})
    with open_scope(street.scope("office")):
        assert said_of(spots()) == "“消除日期”已到"
    assert "“消除日期”已到的" in office.get(LIST + "settings/").content.decode()
    office.post(LIST + "settings/confirming/", {"confirm_every": "half"})
    with open_scope(street.scope("office")):
        assert spots().finished == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"field": "nothing"}, "“nothing”不能用来判断不再核实"),
        ({"field": "责任人电话"}, "“责任人电话”不能用来判断不再核实"),
        ({"field": "名称", "value": "甲"}, "“名称”不能用来判断不再核实"),
        ({"field": "removed", "value": "2024-01-01"}, "“消除日期”是日期，只填字段"),
        ({"field": "状态", "value": "没了"}, "“状态”没有“没了”这一项，应为在控、已销号"),
    ],
)
def test_what_no_row_can_be_finished_by_is_refused(office: Street, line: dict[str, str], told: str) -> None:
    with pytest.raises(Invalid) as caught:
        perform(SetConfirming(), [{"confirm_every": "half", "finished": [line]}], targets=[spots().pk])
    assert told in caught.value.problems[0].message
    assert spots().confirm_every == "quarter"


def test_fields_and_choices_are_named_by_their_words_too(office: Street) -> None:
    line = {"field": "状态", "value": "已销号"}
    perform(SetConfirming(), [{"confirm_every": "half", "finished": [line]}], targets=[spots().pk])
    assert spots().finished == [{"field": "state", "value": "closed"}]


def test_the_packs_say_it_and_leave_what_the_office_decided(office: Street) -> None:
    load_pack("flood_spots").define()
    ledger = register_by_key("flood_spots")
    assert said_of(ledger) == "“消除日期”已到"
    over = [{"field": "kind", "value": "slope"}]
    perform(SetConfirming(), [{"confirm_every": "year", "finished": over}], targets=[ledger.pk])
    load_pack("flood_spots").define()
    assert (register_by_key("flood_spots").finished, register_by_key("flood_spots").confirm_every) == (over, "year")
