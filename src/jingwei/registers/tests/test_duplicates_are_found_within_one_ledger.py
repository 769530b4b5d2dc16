"""Rows that may be the same object are found by code, name and address, with the reason; who says no is remembered."""

from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister, EndEntry
from jingwei.registers.actions.tell_apart import TellAlike, TellApart
from jingwei.registers.alike.find import suspects
from jingwei.registers.models import ToldApart
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db
SHOPS = FieldSet(
    key="shops",
    version=1,
    fields=(
        Field("code", "编号", "text", required=True),
        Field("name", "名称", "text", required=True),
        Field("address", "经营地址", "address"),
        Field("phone", "联系电话", "phone", personal="phone"),
    ),
)
PEOPLE = FieldSet(
    key="helped",
    version=1,
    fields=(
        Field("number", "档案号", "text", required=True),
        Field("name", "姓名", "text", required=True),
        Field("identity", "身份证号", "id_number"),
        Field("address", "住址", "address"),
    ),
)
VISITS = FieldSet(
    key="visits",
    version=1,
    fields=(
        Field("number", "编号", "text", required=True),
        Field("name", "活动", "text", required=True),
        Field("day", "日期", "date", required=True),
        Field("kind", "类别", "choice", required=True, choices=(Choice("a", "甲"), Choice("b", "乙"))),
    ),
)
KEPT = {"purpose": "联系走访", "basis": "个人信息保护法第十三条", "keep_until": "2030-12-31"}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


def _house(number, grid, **more):
    return {**house(1, grid, **more), "number": number}


def _define(fields, key, unit, **more):
    values = {
        "key": fields.key,
        "name": fields.key,
        "noun": "对象",
        "unit": unit,
        "key_field": key,
        "title_field": "name",
    }
    perform(DefineRegister(), [{**values, **more}], context={"fields": fields})
    return register_by_key(fields.key)


def _found(register):
    """The numbers of each pair → its reasons."""
    keys = dict(register.entry_set.values_list("pk", "key"))
    return {
        frozenset((keys[one.pair.one.entry], keys[one.pair.other.entry])): one.reasons
        for one in suspects(selection_of(register))
    }


def _shop(code, name, address="", **more):
    return {"code": code, "name": name, "address": address, **more}


def test_an_address_written_otherwise_is_the_same_address(street):
    register = define_houses()
    grid = street.grid().code
    rows = [
        ("A1", "示例路12号楼3单元0501室"), ("A2", "示例路 12幢３单元501室"), ("B1", "示例路12号楼3单元502室"),
        ("C1", "湖滨路8号东湖花园3栋2单元301"), ("C2", "东湖花园3栋2单元301室"),
        ("D1", "白浪路7号"), ("D2", "白浪支路7号"), ("D3", "石泉路7号"), ("E1", "老戏台北侧"), ("E2", "老戏台北侧"),
    ]  # fmt: skip
    record(register, [_house(number, grid, address=address) for number, address in rows])
    found = _found(register)
    assert set(found) == {frozenset(("A1", "A2")), frozenset(("C1", "C2"))}
    assert found[frozenset(("A1", "A2"))] == ("地址写法不同，指的是同一处", "房屋编号只差一位")
    assert found[frozenset(("C1", "C2"))] == ("地址相近，门牌号相同", "房屋编号只差一位")


def test_the_same_number_with_other_signs_is_suspected(street):
    register = define_houses()
    grid = street.grid().code
    numbers = {"H-0012": "甲路1号", "h12": "乙路2号", "HO13": "丙路3号", "H013": "丁路4号", "H14": "戊路5号"}
    record(register, [_house(number, grid, address=address) for number, address in numbers.items()])
    assert set(_found(register)) == {frozenset(("H-0012", "h12")), frozenset(("HO13", "H013"))}
    assert _found(register)[frozenset(("H-0012", "h12"))] == ("房屋编号只差大小写、符号或前面的 0",)


def test_names_alike_count_with_an_address_alike(street):
    register = _define(SHOPS, "code", "家", **KEPT)
    record(
        register,
        [
            _shop("1", "小胖老王餐饮有限公司", "示例路3号"),
            _shop("2", "小胖老王餐饮", "示例路 3号"),
            _shop("3", "小胖王餐饮店", "示例路8号", phone="19900000001"),
            _shop("4", "小胖老王餐饮店", "示例路8号院", phone="19900000001"),
            _shop("5", "正新鸡排第一分店", "甲路1号"),
            _shop("6", "正新鸡排第二分店", "甲路1号"),
            _shop("7", "万家福便民超市", "乙路1号"),
            _shop("8", "万家福便民超市", "丙路9号"),
        ],
    )
    found = _found(register)
    assert set(found) == {frozenset("12"), frozenset("34"), frozenset("78")}
    assert found[frozenset("34")] == ("名称只差一个字", "经营地址相近", "联系电话相同", "编号只差一位")
    assert [one.pair.one.code for one in suspects(selection_of(register))][-1] == "7"  # another address: the last


def test_of_persons_a_shared_name_alone_says_nothing(street):
    register = _define(PEOPLE, "number", "人", **KEPT)
    rows = [
        {"number": "1", "name": "测甲乙", "address": "示例路1号"},
        {"number": "2", "name": "测甲乙", "address": "别的路9号"},
        {"number": "3", "name": "测丙丁", "identity": "990101199001010019", "address": "示例路3号"},
        {"number": "40", "name": "测丙", "identity": "990101199001010019", "address": "别的路3号"},
    ]
    record(register, rows)
    assert _found(register) == {frozenset(("3", "40")): ("身份证号相同",)}


def test_events_of_other_days_are_no_duplicates(street):
    register = _define(VISITS, "number", "次")
    days = {"1": "2025-03-01", "2": "2025-03-08", "3": "2025-03-08"}
    record(register, [{"number": n, "name": "示范文明实践活动", "day": day, "kind": "甲"} for n, day in days.items()])
    assert set(_found(register)) == {frozenset("23")}


def test_what_is_out_of_use_is_not_listed(street):
    register = define_houses()
    rows = [_house(number, street.grid().code) for number in ("A1", "B2")]
    entries = record(register, [{**row, "valid_from": "2025-01-01"} for row in rows])
    assert len(_found(register)) == 1
    perform(EndEntry(), [{"ended_on": "2025-05-01"}], targets=[UUID(entries[0])], reason="拆除")
    assert _found(register) == {}


def test_a_pair_told_apart_stays_apart_until_it_is_taken_back(street):
    register = define_houses()
    one, other = record(register, [_house(number, street.grid().code) for number in ("A1", "B2")])
    done = perform(TellApart(), [{"other": one}], targets=[UUID(other)], reason="前后院两户")
    assert done.result == {"pairs": 1}
    assert _found(register) == {}
    told = ToldApart.objects.get()
    assert (told.reason, told.actor_label) == ("前后院两户", "测甲")
    assert perform(TellApart(), [{"other": other}], targets=[UUID(one)], reason="再次确认").result == {"pairs": 0}
    perform(TellAlike(), targets=[told.pk], reason="看错了")
    assert len(_found(register)) == 1


def test_rows_of_two_ledgers_are_never_compared(street):
    houses, firms = define_houses(), define_firms()
    grid = street.grid().code
    house_key = record(houses, [house(1, grid)])[0]
    firm = record(firms, [{"code": "F1", "name": "示例路1号", "grid": grid}])[0]
    assert suspects(selection_of(houses)) == suspects(selection_of(firms)) == []
    with pytest.raises(Invalid, match="不在同一本台账"):
        perform(TellApart(), [{"other": firm}], targets=[UUID(house_key)], reason="核对")


def test_who_serves_a_place_compares_the_rows_there(street):
    register = define_houses()
    here, there = street.grid(1).code, street.grid(2).code
    record(register, [_house("A1", here), _house("B2", there), _house("C3", here)])
    assert len(_found(register)) == 3
    with open_scope(street.scope("grid_lead")):
        assert set(_found(register)) == {frozenset(("A1", "C3"))}
    with open_scope(street.scope("leader")), pytest.raises(Refused):
        perform(TellApart(), [{"other": str(register.pk)}], targets=[register.entry_set.first().pk], reason="看看")


def test_the_page_shows_the_pairs_and_remembers_what_was_told_apart():
    street = make_street()
    with open_scope(street.scope("office")):
        register = define_houses()
        rows = [_house(number, street.grid().code, residents=n) for n, number in enumerate(("A1", "B2"), 1)]
        one, other = record(register, rows)
    client = street.sign_in(Client(), "office")
    assert "正在" in client.get("/registers/houses/duplicates/").content.decode()
    page = client.get("/registers/houses/duplicates/?find=1").content.decode()
    assert "地址相同" in page
    assert "1 项不同：居住人数" in page
    side = client.get(f"/registers/houses/duplicates/{one}/{other}/").content.decode()
    assert "逐项对照" in side
    assert "地址相同" in side
    asked = client.post("/registers/houses/duplicates/tell-apart/", {"pair": f"{one}.{other}"})
    assert asked.status_code == 200
    assert "为什么不是重复" not in asked.content.decode()
    refused = client.post("/registers/houses/duplicates/tell-apart/", {"pair": f"{one}.{other}", "reason": " "})
    assert refused.status_code == 422
    client.post("/registers/houses/duplicates/tell-apart/", {"pair": f"{one}.{other}", "reason": "前后院两户"})
    assert "没有发现疑似重复" in client.get("/registers/houses/duplicates/?find=1").content.decode()
    assert "前后院两户" in client.get("/registers/houses/duplicates/apart/").content.decode()
    with open_scope(street.scope("office")):
        told = ToldApart.objects.get()
    client.post(f"/registers/told-apart/{told.pk}/", {"reason": "看错了"})
    assert "地址相同" in client.get("/registers/houses/duplicates/?find=1").content.decode()
