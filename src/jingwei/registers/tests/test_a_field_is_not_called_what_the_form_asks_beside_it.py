"""A field named like what a form sends beside the row (reason, day, key) would be overwritten by it: it is refused."""

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.packs import all_packs, load_pack
from jingwei.registers.query import register_by_key, state_of
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
TAKEN = ("reason", "valid_from", "held_on", "expect", "key", "more", "then")


@pytest.fixture
def street():
    return make_street()


@pytest.mark.parametrize("key", TAKEN)
def test_such_a_field_is_refused_by_name(street, key):
    fields = FieldSet("yard_list", 1, (Field("code", "编号", "text", required=True), Field(key, "退出说明", "text")))
    values = {"key": "yard_list", "name": "院落情况台账", "noun": "院落", "unit": "个", "key_field": "code"}
    with open_scope(street.scope("office")), pytest.raises(Invalid) as refused:
        perform(DefineRegister(), [{**values, "title_field": "code"}], context={"fields": fields})
    (problem,) = refused.value.problems
    assert (problem.label, problem.code) == ("退出说明", "field.reserved")
    assert f"“{key}”" in problem.message


def test_no_packed_ledger_has_one():
    assert [(pack.key, key) for pack in all_packs() for key in TAKEN if key in pack.fields.by_key] == []


def test_why_a_yard_left_and_why_it_is_corrected_are_two_things(street, client):
    with open_scope(street.scope("office")):
        load_pack("yards").define()
        row = {"code": "Y1", "name": "老船厂院", "grid": street.grid().code, "valid_from": "2024-01-01"}
        (entry,) = record(register_by_key("yards"), [row])
    sent = {"code": "Y1", "name": "老船厂院", "grid": street.grid().code, "left_for": "demolished", "expect": "1"}
    page = street.sign_in(client, "office").post(
        f"/registers/entries/{entry}/correct/", {**sent, "reason": "登记时漏了退出原因"}
    )
    assert page.status_code == 302, page.content.decode()
    with open_scope(street.scope("office")):
        state = state_of(entry)
    assert (state.data["left_for"], state.reason) == ("demolished", "登记时漏了退出原因")
