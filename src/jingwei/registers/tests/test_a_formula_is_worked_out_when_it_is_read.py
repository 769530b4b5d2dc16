"""Rent by the area, days left and age: worked out of the row for lists, sheets, filters and counts."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.facts.facts import all_facts
from jingwei.core.facts.point import Point
from jingwei.core.fields import Field, FieldSet, FieldSetError
from jingwei.core.fields.row_formula import computed
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LEASES = FieldSet(
    "leases",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("area", "面积", "area", unit="平方米", decimals=2),
        Field("price", "单价", "number", unit="元/平方米", decimals=2),
        Field("rent", "月租金", "formula", unit="元", decimals=2, formula="area * price"),
        Field("built", "建成时间", "loose_date"),
        Field("years", "房龄", "formula", unit="年", decimals=0, formula="age(built)"),
        Field("ends", "到期日", "date"),
        Field("left", "剩余天数", "formula", unit="天", decimals=0, formula="days(today, ends)"),
        Field("share", "占比", "formula", decimals=2, formula="area / (price - 10)"),
    ),
)
ROWS = (
    {"code": "L1", "area": 100.5, "price": 12, "built": "2001年3月", "ends": str(TODAY + timedelta(days=30))},
    {"code": "L2", "area": 80, "price": 10, "ends": str(TODAY - timedelta(days=1))},
)


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def leases(street):
    with open_scope(street.scope("office")):
        values = {"key": "leases", "name": "租赁台账", "noun": "租约", "unit": "份", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "code"}], context={"fields": LEASES})
        register = register_by_key("leases")
        record(register, [{**row, "valid_from": "2021-01-01"} for row in ROWS])
    return register


def test_the_row_and_the_database_work_out_the_same(street, leases):
    day = date(2026, 2, 28)
    with open_scope(street.engine()), connection.cursor() as cursor:
        facts = all_facts()["leases"].at(Point(day))
        for row in versions(leases, Point(day)):
            here = computed(LEASES.fields, row.data, day)
            for field in (one for one in LEASES.fields if one.formula):
                number, at = facts.number(field.key), facts.here
                text = f"SELECT {number.text} FROM registers_version v WHERE {at.text} AND v.title = %s"
                cursor.execute(text, [*number.values, *at.values, row.title])
                found = cursor.fetchone()[0]
                said = here.get(field.key)
                assert (said is None) == (found is None), field.key
                assert said is None or abs(float(said) - float(found)) < 0.01
    assert here.get("share") is None, "a division by nothing gives nothing"


def test_lists_files_and_sheets_show_it_and_lists_are_narrowed_by_it(street, leases, client):
    office = street.sign_in(client, "office")
    page = office.get("/registers/leases/").content.decode()
    assert "1206.00" in page
    assert "月租金（元）" in page
    found = office.get("/registers/leases/", {"f.left-min": "0", "f.left-max": "60"}).content.decode()
    assert "在册 1 份" in found
    assert "剩余天数不小于0天且不大于60天" in found
    assert "在册 2 份" in office.get("/registers/leases/", {"f.rent-max": "1206"}).content.decode()
    wrong = office.get("/registers/leases/", {"f.rent-min": "多"})
    assert "“多”不对" in wrong.content.decode()
    form = office.get("/registers/leases/record/").content.decode()
    assert "月租金" not in form
    official = openpyxl.load_workbook(
        io.BytesIO(office.get("/registers/leases/export/", {"shape": "official"}).content)
    ).active
    assert any(cell.value == 1206 for row in official.iter_rows() for cell in row)
    returnable = openpyxl.load_workbook(
        io.BytesIO(office.get("/registers/leases/export/", {"shape": "returnable"}).content)
    ).worksheets[0]
    assert not any(str(cell.value).startswith("月租金") for row in returnable.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ('w={"rent":1206}', 1), ('w={"rent":[1206,"800.0"]}', 2), ('w={"not":{"rent":"1206元"}}', 1),
        ('w={"area":100.5}', 1), ('w={"area":"80.00平方米"}', 1), ("f.price=12.0", 1),
        ("f.share-is=empty", 1), ("f.share-is=filled", 1), ("f.left-is=filled", 2), ("f.years-is=empty", 1),
    ],
)  # fmt: skip
def test_numbers_are_equal_as_numbers_and_a_formula_without_a_value_is_empty(street, leases, client, question, count):
    page = street.sign_in(client, "office").get(f"/registers/leases/?{question}")
    assert page.status_code == 200
    assert page.context["pager"].total == count


def test_a_filter_by_a_number_is_told_with_its_unit(street, leases, client):
    page = street.sign_in(client, "office").get('/registers/leases/?w={"area":100.5}')
    assert [link.label for link in page.context["chosen"]] == ["面积：100.5平方米"]
    wrong = street.sign_in(client, "office").get('/registers/leases/?w={"area":"大"}')
    assert wrong.status_code == 422
    assert "“大”不对" in wrong.content.decode()


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("area * nothing", "“nothing”不是本台账的字段"),
        ("area * ends", "“到期日”不是数字"),
        ("age(area)", "“面积”不是日期"),
        ("age(phone)", "是个人信息"),
        ("area + price", "单位不同，不能相加减"),
        ("planned + spent", "不同口径的钱"),
        ("area *", "写法不对"),
        ("__import__('os')", "不认识"),
        ("area ** 2", "不认识"),
        ("rent * 2", "不是数字"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_in_one_sentence(formula, says):
    more = (
        Field("phone", "电话", "phone", personal="phone"),
        Field("planned", "计划", "amount", unit="万元", role="planned"),
        Field("spent", "支付", "amount", unit="万元", role="spent"),
        Field("odd", "算式", "formula", formula=formula),
    )
    with pytest.raises(FieldSetError) as found:
        FieldSet("s", 1, (*LEASES.fields, *more))
    assert says in found.value.message


def test_money_of_two_roles_is_subtracted_and_divided():
    money = (
        Field("planned", "计划", "amount", unit="万元", role="planned"),
        Field("spent", "支付", "amount", unit="万元", role="spent"),
        Field("left", "结余", "formula", unit="万元", formula="planned - spent"),
        Field("rate", "支付率", "formula", unit="%", formula="spent / planned * 100"),
    )
    values = {"planned": {"n": "80", "u": "万元"}, "spent": {"n": "20", "u": "万元"}}
    assert computed(FieldSet("s", 1, money).fields, values, TODAY) == {"left": "60.00", "rate": "25.00"}
