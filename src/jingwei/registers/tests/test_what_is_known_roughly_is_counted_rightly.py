"""Numbers said roughly and dates known to the month: compared as they are meant, and what is unsure is told apart."""

from datetime import date

import pytest
from django.db import connection

from jingwei.core.actions import perform
from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import all_facts
from jingwei.core.facts.point import Point
from jingwei.core.facts.table import count_facets
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
PLACES = FieldSet(
    key="canteens",
    version=1,
    fields=(
        Field("code", "编号", "text", required=True),
        Field("heads", "就餐人数", "approximate", unit="人"),
        Field("opened", "开业时间", "loose_date", facet=True),
        Field("closed", "停业时间", "loose_date"),
    ),
)
ROWS = (
    ("exact", "80", "2021-03-05"),
    ("over", "80余", "2021年3月"),
    ("near", "近80", "2021年"),
    ("about", "约80", "2020-12-31"),
    ("least", "80以上", "2021年6月"),
)


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def canteens(street):
    with open_scope(street.scope("office")):
        values = {"key": "canteens", "name": "食堂", "noun": "食堂", "unit": "家", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "code"}], context={"fields": PLACES})
        register = register_by_key("canteens")
        rows = [{"code": code, "heads": heads, "opened": opened} for code, heads, opened in ROWS]
        record(register, [{**row, "valid_from": "2020-01-01"} for row in rows])
    return register


def _found(street, make):
    with open_scope(street.engine()), connection.cursor() as cursor:
        facts = all_facts()["canteens"].at(Point(date(2021, 6, 15)))
        query = facts.rows(facts.text("code"), make(facts))
        cursor.execute(query.text, query.values)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize(
    ("conditions", "held"),
    [
        ({"heads": {"over": 80}}, {"over"}),
        ({"heads": {"min": 80}}, {"exact", "over", "about", "least"}),
        ({"heads": {"max": 80}}, {"exact", "near", "about", "least"}),
        ({"heads": {"under": 80}}, {"near"}),
        ({"heads": 80}, {"exact", "about", "least"}),
        ({"heads": ["80.0人", 90]}, {"exact", "about", "least"}),
        ({"not": {"heads": 80}}, {"over", "near"}),
        ({"opened": {"min": "2021-03-01", "max": "2021-03-31"}}, {"exact", "over"}),
        ({"opened": {"min": "2021-03-02"}}, {"exact", "least"}),
        ({"opened": {"under": "2021-04-01"}}, {"exact", "over", "about"}),
        ({"in_force": {"from": "opened", "to": "closed"}}, {"exact", "over", "about"}),
    ],
)
def test_bounds_hold_where_they_surely_do(street, canteens, conditions, held):
    assert _found(street, lambda facts: met(facts, conditions)) == held


def test_a_month_lies_in_a_period_when_the_whole_of_it_does_and_else_is_told_apart(street, canteens):
    half = date(2021, 1, 1), date(2021, 6, 30)
    assert _found(street, lambda facts: facts.within("opened", *half)) == {"exact", "over", "least"}
    assert _found(street, lambda facts: facts.perhaps_within("opened", *half)) == {"near"}
    assert _found(street, lambda facts: facts.until("opened", date(2021, 3, 15))) == {"exact", "about"}


def test_a_list_narrowed_to_a_month_says_what_might_belong_there(street, canteens, client):
    with open_scope(street.scope("office")):
        counts = {c.value: c.count for c in count_facets(selection_of(canteens))["opened"]}
    assert counts == {"2021": 4, "2020": 1}
    office = street.sign_in(client, "office")
    page = office.get("/registers/canteens/", {"f.opened": "2021"}).content.decode()
    assert "在册 4 家" in page
    assert "可能在内" not in page
    assert "开业时间在2021年" in page
    page = office.get("/registers/canteens/", {"f.opened": "2021-03"}).content.decode()
    assert "在册 2 家；另有 1 家的日期只知道年份或月份，可能在内，未计入" in page
    wrong = office.get("/registers/canteens/", {"f.opened": "很久以前"})
    assert wrong.status_code == 400
    assert "筛选不出来" in wrong.content.decode()


def test_a_form_shows_the_words_and_takes_them_back(street, canteens, client):
    office = street.sign_in(client, "office")
    with open_scope(street.scope("office")):
        entry = selection_of(canteens).rows().get(title="over").entry_id
    url = f"/registers/entries/{entry}/change/"
    assert 'value="80余"' in office.get(url).content.decode()
    done = office.post(url, {"heads": "80余", "opened": "2021年3月", "expect": "1"}, follow=True)
    assert "没有变化" in done.content.decode()
