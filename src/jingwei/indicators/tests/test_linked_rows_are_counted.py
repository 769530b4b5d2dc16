"""Committees of communities, their seats and who holds them: counts over links, as the reports of real offices print
them (seats of two bodies and the persons who hold both, first-round elections, one person at the head of both)."""

from decimal import Decimal

import pytest

from jingwei.core.actions import perform
from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.indicators.definitions import definition, load_definitions
from jingwei.indicators.engine import evaluate
from jingwei.indicators.meaning import problem_of
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import ask, cell, define
from jingwei.indicators.wording import wording
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
SINCE = {"valid_from": "2020-01-01"}
CODE = Field("code", "编号", "text", required=True)
NAMED = (CODE, Field("name", "名称", "text"), Field("grid", "网格", "text"))
BODY = Field("body", "班子", "choice", choices=(Choice("party", "社区党组织"), Choice("residents", "社区居委会")))
COMMUNITIES = (*NAMED, Field("elected_on", "选举日期", "date"), Field("first_round", "一次成功", "yesno"))
PERSONS = (*NAMED, Field("born", "出生年月", "date"), Field("woman", "女性", "yesno"), Field("age", "年龄", "integer"))
SEATS = (
    *NAMED,
    BODY,
    Field("community", "社区", "link", link="communities"),
    Field("person", "任职人", "link", link="persons"),
    Field("head", "主职", "yesno"),
    Field("elected_on", "当选日期", "date"),
    Field("since", "任职日期", "date"),
    Field("until", "离任日期", "date"),
)
LEDGERS = {
    "communities": ("社区名册", COMMUNITIES),
    "persons": ("干部名册", PERSONS),
    "seats": ("班子席位台账", SEATS),
}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        for key, (name, fields) in LEDGERS.items():
            row = {
                "key": key,
                "name": name,
                "noun": "行",
                "unit": "名",
                "key_field": "code",
                "title_field": "name",
                "place_field": "grid",
            }
            perform(DefineRegister(), [row], context={"fields": FieldSet(key, 1, fields)})
        yield made


def _keep(key, rows, grid):
    rows = [{"name": row["code"], "grid": grid, **SINCE, **row} for row in rows]
    return record(register_by_key(key), rows)


def _elected(street):
    """Two communities: A elected at once under one head, B in a second round under two; P1 and P3 sit in both."""
    grid = street.grid(1, 1).code
    communities = [
        {"code": "A", "elected_on": "2021-11-20", "first_round": True},
        {"code": "B", "elected_on": "2021-12-01", "first_round": False},
    ]
    born = ["1990-05-01", "1970-01-01", "1986-11-20", "1986-11-21", "1960-03-03"]
    persons = [{"code": f"P{n}", "born": day, "woman": n == 4, "age": 30 + n} for n, day in enumerate(born, 1)]
    seats = [
        {"code": "1", "body": "party", "community": "A", "person": "P1", "head": True},
        {"code": "2", "body": "residents", "community": "A", "person": "P1", "head": True},
        {"code": "3", "body": "party", "community": "A", "person": "P2"},
        {"code": "4", "body": "party", "community": "B", "person": "P3", "head": True},
        {"code": "5", "body": "residents", "community": "B", "person": "P3"},
        {"code": "6", "body": "residents", "community": "B", "person": "P4", "head": True},
        {"code": "7", "body": "residents", "community": "B", "person": "P5", "until": "2021-11-30"},
    ]
    _keep("communities", communities, grid)
    _keep("persons", persons, grid)
    _keep("seats", [{"since": "2021-11-20", "elected_on": "2021-11-20", **seat} for seat in seats], grid)


def _linked(**where):
    return {"rows": "seats.community", "where": where}


def _having(**where):
    return {"having": {"rows": "seats.person", "where": where}}


AT_ELECTION = {"born": "person.born", "at": "elected_on"}
IN_FORCE = {"in_force": {"from": "since", "to": "until"}}


def test_holders_of_both_are_subtracted_not_added(street):
    _elected(street)
    define("party", count="seats", where={"body": "party", **IN_FORCE})
    define("residents", count="seats", where={"body": "residents", **IN_FORCE})
    both = [{"rows": "seats.person", "where": {"body": body, **IN_FORCE}} for body in ("party", "residents")]
    define("both", count="persons", where={"having": both})
    define("members", formula="party + residents - both")
    define("told_apart", distinct="seats.person", where=IN_FORCE)
    found = {key: cell(key, "2021").value for key in ("party", "residents", "both", "members", "told_apart")}
    assert found == {"party": 3, "residents": 3, "both": 2, "members": 4, "told_apart": 4}
    assert cell("members", "2021").kind == "derived"
    before = cell("residents", "2021-01/2021-11")
    assert (before.value, before.as_of.isoformat()) == (3, "2021-11-30")


def test_communities_are_judged_by_the_seats_that_link_to_them(street):
    _elected(street)
    define("elected", count="communities", at="elected_on")
    define("at_once", share="communities", at="elected_on", where={"first_round": True}, unit="%")
    heads = [_linked(head=True, body=body) for body in ("party", "residents")]
    define("two_heads", count="communities", where={"having": heads})
    young, woman = _linked(**{"person.code": ["P1", "P4"]}), _linked(**{"person.woman": True})
    define("with_young", share="communities", where={"having": young}, unit="%")
    define("with_woman", share="communities", where={"having": woman}, unit="%")
    define("four_seats", count="communities", where={"having": {**_linked(), "at_least": 4}})
    define("all_since", count="communities", where={"having_only": _linked(until=None)})
    define("no_woman", count="communities", where={"having_no": woman})
    keys = ("elected", "two_heads", "four_seats", "all_since", "no_woman")
    assert [cell(key, "2021").value for key in keys] == [2, 2, 1, 1, 1]
    assert [cell(key, "2021").value for key in ("at_once", "with_young", "with_woman")] == [50, 100, 50]
    assert cell("elected", "2021-11").value == 1


def test_ages_are_full_years_at_a_date_of_the_row_or_of_the_count(street):
    _elected(street)
    define("young_at_election", count="seats", where={"aged": {**AT_ELECTION, "under": 35}})
    define("young_now", count="persons", where={"aged": {"born": "born", "under": 35}})
    define(
        "age",
        average="seats",
        aged={"born": "person.born", "at": "elected_on"},
        where={"body": "party"},
        unit="岁",
        decimals=1,
    )
    define("mean", average="persons.age", unit="岁", decimals=1)
    # P1 is 31; P3 turns 35 on the day of the election, P4 the day after.
    assert cell("young_at_election", "2021").value == 3
    assert cell("young_now", "2021").value == 1
    assert cell("age", "2021").value == Decimal(31 + 51 + 35) / 3
    assert cell("mean", "2021").value == Decimal("33")
    assert (cell("age", "2021").rows, cell("mean", "2019").value) == (3, None)


def test_values_behind_links_are_told_apart_and_added(street):
    _elected(street)
    define("elections", distinct="seats.community.elected_on")
    define("years", sum="seats.person.age", where={"body": "party"})
    define("either", count="persons", where={"either": [{"woman": True}, {"age": {"max": 31}}]})
    define("others", count="persons", where={"not": {"woman": True}})
    assert [cell(key, "2021").value for key in ("elections", "years", "either", "others")] == [2, 96, 2, 4]


def test_running_totals_begin_whenever_the_first_was(street):
    _elected(street)
    define("ever", count="communities", until="elected_on")
    assert [cell("ever", period).value for period in ("2021-11", "2021", "2022")] == [1, 2, 2]


def test_growth_and_increase_compare_with_the_same_period_of_last_year(street):
    grid = street.grid(1, 1).code
    days = ["2020-03-01", "2020-04-01", "2021-02-01", "2021-05-01", "2021-08-01"]
    _keep(
        "communities", [{"code": f"C{n}", "elected_on": day, "first_round": n != 1} for n, day in enumerate(days)], grid
    )
    define("held", count="communities", at="elected_on")
    define("rate", share="communities", where={"first_round": True}, at="elected_on", unit="%")
    define("growth", growth="held", unit="%")
    define("more", increase="held")
    define("points", growth="rate", unit="个百分点")
    assert [cell(key, "2021").value for key in ("growth", "more", "points")] == [50, 1, 50]
    assert cell("growth", "2021H1").value == 0
    assert cell("growth", "2022H1").value == -100
    assert "上年同期没有数据：“社区名册”自2020年1月1日起才有记录" in cell("growth", "2020H1").why


def test_the_rows_behind_open_also_where_the_linked_ones_are_out_of_sight(street):
    _elected(street)
    define("women_seats", count="seats", where={"person.woman": True})
    define("women", count="persons", where={"woman": True, **_having(body="residents")})
    with open_scope(street.scope("grid_worker")):
        for key in ("women_seats", "women"):
            found = evaluate([ask(key, "2021")])[ask(key, "2021")]
            assert found.value == 1
            assert rows_behind(found).visible == 1


def test_a_definition_that_names_what_is_not_there_says_so(street):
    facts = all_facts()

    def said(**body):
        return problem_of("x", {"name": "x", "unit": "个", **body}, facts, {"houses"})

    assert "不是关联字段" in said(count="seats", where={"head.name": "x"})
    assert "没有关联到" in said(count="communities", where={"having": {"rows": "seats.person"}})
    assert "没有代号为“nothing”的台账" in said(count="communities", where={"having": {"rows": "nothing.person"}})
    assert "没有“other”这样的选项" in said(count="persons", where=_having(body="other"))
    assert "没有“other”这样的选项" in said(count="persons", where={"not": _having(body="other")})
    assert "不是日期" in said(count="seats", where={"in_force": {"from": "head"}})
    assert "不是数字" in said(count="persons", where={"age": {"min": "many"}})
    assert "没有代号为“other”的指标" in said(formula="houses - other")
    assert "只能写一个" in said(count="seats", at="since", until="since")
    assert "岁" not in said(average="persons", aged={"born": "born"})


def test_a_definition_is_told_in_words(street):
    _elected(street)
    define("members", distinct="seats.person", where={"body": "party", **IN_FORCE})
    define("women", count="persons", where=_having(body="party", head=True))
    define(
        "young",
        count="seats",
        where={"aged": {"born": "person.born", "at": "elected_on", "under": 35}, "person.woman": True},
    )
    define("sum", formula="members + women - last_year(members)")
    facts, names = all_facts(), {row.row.key: row.row.name for row in load_definitions().values()}
    told = {key: wording(definition(key), facts, names) for key in ("members", "women", "young", "sum")}
    assert told == {
        "members": "“班子席位台账”“任职人”不重复的个数；"
        "条件：班子为社区党组织，期末已过“任职日期”，未到“离任日期”；取统计期末状态",
        "women": "“干部名册”的行数；条件：有关联的“班子席位台账”（班子为社区党组织、主职为是）；取统计期末状态",
        "young": "“班子席位台账”的行数；条件：“当选日期”时周岁小于35，任职人的女性为是；取统计期末状态",
        "sum": "“指标members”＋“指标women”－“指标members”上年同期",
    }
