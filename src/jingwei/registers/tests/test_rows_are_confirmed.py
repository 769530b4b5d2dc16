"""A row knows when and by whom it was last confirmed; what is due is listed and counted as of any day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import broken_link
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.facts.point import Point
from jingwei.core.facts.table import count_facets, count_rows, rows_at_most
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import note, open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import (
    ChangeEntry,
    ConfirmEntry,
    DefineRegister,
    EndEntry,
    ImportSheet,
    SetConfirming,
    TakeBackConfirmation,
    UndoImport,
)
from jingwei.registers.confirmations import due_by_register, last_confirmed, since_when
from jingwei.registers.incoming import upload
from jingwei.registers.ledger import Writing, write_states
from jingwei.registers.models import Confirmation, Register, Version
from jingwei.registers.prepare import Preparer
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import HOUSES, define_houses, house

pytestmark = pytest.mark.django_db
LONG_AGO = "2024-01-10"


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def office(street: Street) -> Iterator[Street]:
    with open_scope(street.scope("office")):
        define_houses(confirm_every="quarter")
        yield street


def sheet(rows: Sequence[dict[str, Any]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("房屋")
        page.write_row(0, 0, ["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"])
        for at, row in enumerate(rows, start=1):
            page.write_row(at, 0, [row[key] for key in ("number", "address", "grid", "use", "residents")])
    return buffer.getvalue()


def bring(rows: Sequence[dict[str, Any]], on: str, **more: Any) -> dict[str, Any]:
    draft = upload(register_by_key("houses"), sheet(rows), "房屋.xlsx")
    return dict(perform(ImportSheet(), [{"valid_from": on, **more}], targets=[draft.pk]).result)


def houses(street: Street, count: int = 2, **more: Any) -> list[dict[str, Any]]:
    return [house(n, street.grid(1 + (n + 1) % 2).code, **more) for n in range(1, count + 1)]


def entries(register: Register) -> list[UUID]:
    return list(
        Version.objects.filter(register_id=register.pk, known_to=None).order_by("title").values_list("entry", flat=True)
    )


def due(register: Register, on: date | None = None) -> int:
    return count_rows(selection_of(register, {"confirmation_due": True}, point=Point(on)))


def test_a_span_ends_with_the_months() -> None:
    assert since_when("quarter", date(2025, 6, 30)) == date(2025, 3, 31)
    assert since_when("half", date(2025, 12, 31)) == date(2025, 6, 30)
    assert since_when("year", date(2024, 2, 29)) == date(2023, 2, 28)
    assert since_when("month", date(2025, 3, 30)) == date(2025, 2, 28)
    assert since_when("quarter", date(2025, 1, 15)) == date(2024, 10, 15)


def test_a_sheet_confirms_as_of_its_day_and_a_confirmation_as_of_its_own(office: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    first, second = entries(register)
    assert due(register) == 2
    done = perform(ConfirmEntry(), [{"how": "visit"}], targets=[first])
    assert done.result == {"confirmed": 1, "already": 0}
    assert due(register) == 1
    last = last_confirmed([first, second])
    assert (last[first].confirmed_on, last[first].how) == (timezone.localdate(), "visit")
    assert last[first].actor_label.startswith("测")
    assert last[second].confirmed_on == date(2024, 1, 10)
    assert Version.objects.filter(entry_id=first).count() == 1
    assert perform(ConfirmEntry(), targets=[first]).result == {"confirmed": 0, "already": 1}


def test_a_change_confirms_its_row(office: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    first, _ = entries(register)
    perform(ChangeEntry(), [{"residents": 5}], targets=[first], context={"given": ["residents"]})
    assert due(register) == 1
    assert last_confirmed([first])[first].action == "registers.change"


def test_what_was_due_is_seen_as_of_any_day_and_as_known_then(office: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    first, _ = entries(register)
    before = timezone.now()
    perform(ConfirmEntry(), [{"confirmed_on": "2024-09-01"}], targets=[first])
    assert due(register, date(2024, 3, 31)) == 0
    assert due(register, date(2024, 8, 31)) == 2
    assert due(register, date(2024, 9, 30)) == 1
    then = selection_of(register, {"confirmation_due": True}, point=Point(date(2024, 9, 30), before))
    assert count_rows(then) == 2


def test_due_rows_are_a_facet_and_stand_in_the_order_of_their_confirmation(office: Street) -> None:
    bring(houses(office, 3), LONG_AGO)
    register = register_by_key("houses")
    first = entries(register)[0]
    perform(ConfirmEntry(), targets=[first])
    counts = {one.value: one.count for one in count_facets(selection_of(register))["confirmation_due"]}
    assert counts == {"yes": 2, "no": 1}
    assert rows_at_most(selection_of(register, order="-last_confirmed"))[0].entry == first


def test_the_day_of_the_last_confirmation_narrows_a_list_whatever_was_confirmed_before(office: Street) -> None:
    bring(houses(office, 3), LONG_AGO)
    register = register_by_key("houses")
    first, second, third = entries(register)
    for entry, days in ((first, ("2024-04-01", "2024-07-01", "2024-10-01")), (second, ("2024-07-02",))):
        for day in days:
            perform(ConfirmEntry(), [{"confirmed_on": day}], targets=[entry])

    def found(**where: Any) -> set[UUID]:
        point = Point(date(2024, 12, 31))
        return {row.entry for row in rows_at_most(selection_of(register, where, point=point, order="last_confirmed"))}

    assert found(last_confirmed={"min": "2024-07-01"}) == {first, second}
    assert found(last_confirmed={"over": "2024-07-02"}) == {first}
    assert found(last_confirmed={"min": "2024-07-01", "max": "2024-07-31"}) == {second}, "not what was confirmed since"
    assert found(last_confirmed={"max": "2024-07-31"}) == {second, third}
    assert found(last_confirmed={"last": 100}) == {first}
    assert found(last_confirmed={"over": "9999-12-31"}) == set()
    assert found(**{"not": {"last_confirmed": {"min": "2024-07-02"}}}) == {third}
    assert found(either=[{"last_confirmed": {"min": "2024-10-01"}}, {"last_confirmed": {"max": "2024-02-01"}}]) == {
        first,
        third,
    }


def test_who_serves_a_place_confirms_there_only(office: Street, street: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    first, second = entries(register)
    with open_scope(street.scope("grid_worker")):
        assert due_by_register([register]) == {register.pk: (1, 1)}
        perform(ConfirmEntry(), targets=[first])
        assert due_by_register([register]) == {register.pk: (1, 0)}
        with pytest.raises(Exception, match="没有找到"):
            perform(ConfirmEntry(), targets=[second])
    with open_scope(street.scope("leader")), pytest.raises(Refused):
        perform(ConfirmEntry(), targets=[second])
    assert due_by_register([register]) == {register.pk: (2, 1)}


def test_nothing_is_confirmed_ahead_or_out_of_use(office: Street) -> None:
    bring(houses(office), LONG_AGO)
    first, second = entries(register_by_key("houses"))
    ahead = str(timezone.localdate() + timedelta(days=1))
    with pytest.raises(Invalid) as caught:
        perform(ConfirmEntry(), [{"confirmed_on": ahead}], targets=[first])
    assert "不能晚于今天" in caught.value.problems[0].message
    perform(EndEntry(), [{"ended_on": "2024-06-01"}], targets=[second], reason="拆除")
    with pytest.raises(Invalid) as caught:
        perform(ConfirmEntry(), targets=[first, second])
    assert "H00002已于2024-06-01停用" in caught.value.problems[0].message
    assert not Confirmation.objects.filter(action="registers.confirm").exists()


def test_a_mistaken_confirmation_is_taken_back_the_same_day_by_whom_it_was(office: Street, street: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    both = entries(register)
    perform(ConfirmEntry(), targets=both)
    with open_scope(street.scope("statistician")), pytest.raises(Conflict, match="本人今天"):
        perform(TakeBackConfirmation(), targets=both)
    assert perform(TakeBackConfirmation(), targets=both).result == {"taken_back": 2}
    assert due(register) == 2
    assert broken_link(street.code) is None


def test_a_row_that_is_moved_by_nobody_who_looked_keeps_its_confirmation(office: Street, street: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    first, _ = entries(register)
    perform(ConfirmEntry(), [{"confirmed_on": "2024-02-01"}], targets=[first])
    there = office.grid(2)
    states = Preparer(register, date(2024, 6, 1)).prepare([house(1, there.code)]).states
    states[0].entry = str(first)
    note("places.redraw")
    write_states(states, Writing(register, date(2024, 6, 1), "places.redraw", looked=False))
    last = last_confirmed([first])[first]
    assert (last.confirmed_on, last.place_id) == (date(2024, 2, 1), there.pk)
    assert last.actor_label.startswith("测")
    assert due(register) == 2


def test_equal_rows_of_a_sheet_are_confirmed_when_the_clerk_says_so(office: Street) -> None:
    rows = houses(office, 3)
    bring(rows, LONG_AGO)
    register = register_by_key("houses")
    assert bring(rows, "2024-06-30")["confirmed"] == 0
    assert due(register, date(2024, 6, 30)) == 3
    rows[0]["residents"] = 9
    done = bring(rows, "2024-06-30", confirm_same=True)
    assert (done["changed"], done["same"], done["confirmed"]) == (1, 2, 2)
    assert due(register, date(2024, 6, 30)) == 0
    perform(UndoImport(), targets=[UUID(done["source"])], reason="传错了")
    assert due(register, date(2024, 6, 30)) == 3
    assert due(register, date(2024, 3, 31)) == 0


def test_a_ledger_says_how_often_and_keeps_the_words_to_itself(office: Street, street: Street) -> None:
    bring(houses(office), LONG_AGO)
    register = register_by_key("houses")
    perform(SetConfirming(), [{}], targets=[register.pk])
    assert "confirmation_due" not in count_facets(selection_of(register_by_key("houses")))
    perform(SetConfirming(), [{"confirm_every": "year"}], targets=[register.pk])
    assert due(register_by_key("houses"), date(2024, 12, 31)) == 0
    own = FieldSet("taken", 1, (*HOUSES.fields, Field("last_confirmed", "最近核实日期", "date")))
    values = {
        "key": "taken",
        "name": "另一本",
        "noun": "房屋",
        "unit": "套",
        "key_field": "number",
        "title_field": "address",
    }
    with pytest.raises(Invalid) as caught:
        perform(DefineRegister(), [values], context={"fields": own})
    assert caught.value.problems[0].code == "field.reserved"
