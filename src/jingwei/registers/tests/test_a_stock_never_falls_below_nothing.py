"""Donated goods received and issued: what is left of each, and why more cannot go out."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Choice, Field, FieldSet, FieldSetError, Stock
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, DefineRegister, EndEntry, SplitEntry
from jingwei.registers.query import register_by_key
from jingwei.registers.stock import stock
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
KINDS = (Choice("in", "接收"), Choice("back", "退回"), Choice("out", "发放"))
ITEMS = (Choice("mask", "医用口罩"), Choice("suit", "防护服"))
MOVING = Stock("item", "move", "on", ("in", "back"), ("out",))
GOODS = FieldSet(
    key="goods",
    version=1,
    fields=(
        Field("code", "单号", "text", required=True),
        Field("item", "物资", "choice", required=True, choices=ITEMS),
        Field("move", "收发", "choice", required=True, choices=KINDS),
        Field("pieces", "数量", "integer", required=True, unit="盒", stock=MOVING),
        Field("on", "日期", "date", required=True),
        Field("grid", "网格", "text"),
    ),
)


@pytest.fixture
def street():
    return make_street()


def _move(code, move, pieces, on, item="医用口罩", **more):
    return {"code": code, "item": item, "move": move, "pieces": pieces, "on": on, "valid_from": "2021-01-01", **more}


def _goods(street):
    values = {"key": "goods", "name": "捐赠物资收发", "noun": "收发", "unit": "笔", "key_field": "code"}
    perform(DefineRegister(), [{**values, "title_field": "code", "place_field": "grid"}], context={"fields": GOODS})
    register = register_by_key("goods")
    entries = record(
        register, [_move("1", "接收", 100, "2021-03-01"), _move("2", "发放", 60, "2021-03-05", grid=street.grid().code)]
    )
    return register, entries


def _refused(work):
    with pytest.raises(Invalid) as found:
        work()
    return found.value.problems[0].message


def test_what_is_left_is_told_for_any_day(street, client):
    with open_scope(street.scope("office")):
        register, _ = _goods(street)
        record(register, [_move("3", "退回", 5, "2021-03-09"), _move("4", "接收", 7, "2021-03-01", "防护服")])
        assert [(h.item, h.came, h.went, h.left) for h in stock(register, date(2021, 3, 6))] == [
            ("医用口罩", Decimal(100), Decimal(60), Decimal(40)),
            ("防护服", Decimal(7), Decimal(0), Decimal(7)),
        ]
        assert stock(register, date(2021, 2, 1)) == []
    page = street.sign_in(client, "office").get("/registers/goods/stock/").content.decode()
    assert "医用口罩" in page
    assert ">45<" in page
    # A stock is one number, whoever asks for it.
    assert ">45<" in street.sign_in(client, "grid_lead").get("/registers/goods/stock/").content.decode()
    assert "结存" in street.sign_in(client, "office").get("/registers/goods/").content.decode()
    assert client.get("/registers/goods/stock/", {"on": "昨天"}).status_code == 400


def test_more_than_there_is_does_not_go_out(street):
    with open_scope(street.scope("office")):
        register, _ = _goods(street)
        said = _refused(lambda: record(register, [_move("3", "发放", 41, "2021-03-06")]))
        assert "“医用口罩”到2021-03-06共收入100盒、发出101盒，缺1盒" in said
        # What comes in later does not help on the day it goes out.
        late = [_move("3", "发放", 41, "2021-03-06"), _move("4", "接收", 50, "2021-03-07")]
        assert "缺1盒" in _refused(lambda: record(register, late))
        record(register, [_move("3", "发放", 41, "2021-03-06"), _move("4", "接收", 1, "2021-03-06")])
        assert stock(register, date(2021, 3, 6))[0].left == 0


def test_a_movement_is_not_divided(street):
    with open_scope(street.scope("office")):
        _, entries = _goods(street)
        lines = [{"n_number": "1-1"}, {"n_number": "1-2"}]
        with pytest.raises(Conflict, match="一笔收发，不能拆分"):
            perform(SplitEntry(), [{"on": "2021-04-01", "into": lines}], targets=[UUID(entries[0])], reason="分开")


def test_what_was_issued_later_keeps_what_came_in(street):
    with open_scope(street.scope("office")):
        register, entries = _goods(street)
        first = UUID(entries[0])
        change = {"pieces": 59, "valid_from": "2021-01-02"}
        given = {"register": register, "given": ["pieces"]}
        assert "缺1盒" in _refused(lambda: perform(ChangeEntry(), [change], targets=[first], context=given))
        end = {"ended_on": "2021-05-01"}
        assert "缺60盒" in _refused(lambda: perform(EndEntry(), [end], targets=[first], reason="重复登记"))
        assert stock(register, date(2021, 3, 6))[0].left == 40


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"plus": ("in",)}, "每个选项都要说明"),
        ({"minus": ("out", "in")}, "只能是其一"),
        ({"item": "nothing"}, "item 应是一个必填的"),
        ({"kind": "item"}, "每个选项都要说明"),
        ({"day": "grid"}, "day 应是一个必填的date字段"),
    ],
)
def test_a_stock_that_cannot_be_is_refused(change, says):
    said = {"item": "item", "kind": "move", "day": "on", "plus": ("in", "back"), "minus": ("out",), **change}
    fields = [{**field} for field in GOODS.dump()["fields"]]
    fields[3]["stock"] = said
    with pytest.raises(FieldSetError) as found:
        FieldSet.load({"key": "s", "version": 1, "fields": fields})
    assert says in found.value.message


def test_a_declared_stock_survives_json():
    assert FieldSet.load(GOODS.dump()) == GOODS
