"""Working days between dates, states at the start of a period, months of another indicator, units; and what is said of
them: each definition in words, each wrong one in one sentence."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from django.db import connection

from jingwei.core.actions import perform
from jingwei.core.calendar import WorkCalendar
from jingwei.core.facts.facts import all_facts
from jingwei.core.facts.spans import between
from jingwei.core.facts.sql import Sql
from jingwei.core.fields import Field
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import LockPeriod
from jingwei.indicators.definitions import definition, load_definitions
from jingwei.indicators.meaning import problem_of
from jingwei.indicators.rows import rows_behind
from jingwei.indicators.tests.counting import cell, define, parts, report
from jingwei.indicators.tests.ledgers import define_ledger
from jingwei.indicators.tests.recount import CASES, LEDGERS
from jingwei.indicators.wording import wording
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
GIVEN = {"given": ["kind"]}
PERSONS_ALIKE = {"rows": "advice", "match": {"person": "person"}}
SPAN = {"from": "received", "to": "answered", "in": "working_days"}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        for key, (name, fields) in LEDGERS.items():
            define_ledger(key, name, fields)
        yield made


def _cases(street, *rows, ledger="cases"):
    given = [
        {"code": f"C{n}", "name": f"{n}", "grid": street.micro().code, "valid_from": "2024-01-01", **row}
        for n, row in enumerate(rows)
    ]
    return [UUID(key) for key in record(register_by_key(ledger), given)]


def _persons(street):
    _cases(street, *({"code": f"P{n}"} for n in range(1, 4)), ledger="persons")


def test_working_days_leave_out_the_spring_festival_and_count_the_make_up_days(street):
    # Received on Friday 24 January 2025; the office worked on Sunday 26 January and from 28 January to 4 February not.
    _cases(street, {"received": "2025-01-24", "answered": "2025-02-05"}, {"received": "2025-01-24"})
    define("mean", average="cases", span=SPAN, unit="个工作日")
    define("days", average="cases", span={"from": "received", "to": "answered"}, unit="天")
    define("fast", share="cases", where={"within": {"from": "received", "to": "answered", "working_days": 3}}, unit="%")
    found = cell("mean", "2025")
    assert (found.value, found.rows, cell("days", "2025").value) == (3, 2, 12)
    share = cell("fast", "2025")
    assert (share.value, share.numerator, share.denominator) == (50, 1, 2)
    assert cell("mean", "2025", by="kind").parts[0].cell.value == 3
    assert "没有两个日期都填了的记录" in cell("mean", "2025", place=street.community(2).pk).why


def test_working_days_agree_with_the_calendar_in_every_year(street):
    random = Random(7)
    days = [date(2003, 1, 1) + timedelta(days=random.randrange(12_000)) for _ in range(2_000)]
    spans = between(Sql("a"), Sql("b"), "working_days")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {spans.text} FROM unnest(%s::date[], %s::date[]) WITH ORDINALITY d(a, b, n) ORDER BY n",
            [*spans.values, days, days[::-1]],
        )
        found = [row[0] for row in cursor.fetchall()]
    calendar = WorkCalendar()
    assert found == [calendar.working_days_between(a, b) for a, b in zip(days, days[::-1], strict=True)]


def test_a_period_starts_with_the_state_of_the_day_before(street):
    entries = _cases(street, {"kind": "a"}, {"kind": "a"}, {"kind": "b"})
    perform(
        ChangeEntry(), [{"kind": "b", "valid_from": "2025-01-01"}], targets=entries[:1], context={"given": ["kind"]}
    )
    define("at_start", count="cases", where={"kind": "a"}, as_at="start")
    define("at_end", count="cases", where={"kind": "a"})
    define("moved", count="cases", where={"became": {"from": {"kind": "a"}, "to": {"kind": "b"}}})
    start = cell("at_start", "2025Q1")
    assert (start.value, start.as_of.isoformat(), cell("at_end", "2025Q1").value) == (2, "2024-12-31", 1)
    assert [cell("moved", period).value for period in ("2025Q1", "2025Q2")] == [1, 0]
    assert rows_behind(start).visible == 2
    perform(LockPeriod(), [{"period": "2025Q1"}])
    perform(
        ChangeEntry(), [{"kind": "b", "valid_from": "2024-06-01"}], targets=entries[1:2], context={"given": ["kind"]}
    )
    locked = cell("at_start", "2025Q1", by="community")
    assert (locked.value, locked.lock, parts(locked)["第1社区"]) == (2, 1, 2)
    assert cell("at_start", "2024Q4").value == 1


def test_months_of_another_indicator_are_counted_and_compared(street):
    days = ["2025-01-05", "2025-01-20", "2025-03-01", "2025-03-02", "2025-03-03"]
    _cases(street, *({"received": day} for day in days))
    define("received", count="cases", at="received")
    define("busy", months_with="received", meets={"min": 2})
    define("told", months_with="received")
    define("most", highest_month="received")
    define("least", lowest_month="received")
    define("revenue", reported="revenue", unit="万元", flow="monthly")
    define("best", highest_month="revenue", unit="亿元")
    report("revenue", "2025-02", "12000")
    assert [cell(key, "2025H1").value for key in ("busy", "told", "most", "least")] == [2, 6, 3, 0]
    assert parts(cell("busy", "2025H1", by="community")) == {"第1社区": 2, "第2社区": 0}
    assert (cell("best", "2025").value, cell("best", "2025").kind) == (Decimal("1.2"), "derived")
    assert "各月都没有数据" in cell("best", "2024").why
    assert "一周没有分月的数" in cell("most", "2025-W20").why


def test_amounts_are_told_in_the_unit_of_the_indicator_and_never_in_another_currency(street):
    _cases(street, {"money": "12000万元"}, {"money": "500万元"})
    define("sum", sum="cases.money", unit="亿元", decimals=2)
    define("most", highest="cases.money", unit="元")
    define("dollars", sum="cases.money", unit="万美元")
    assert (cell("sum").value, cell("most").value) == (Decimal("1.25"), 120_000_000)
    assert "不同币种" in cell("dollars").why or "币种" in cell("dollars").why
    assert cell("dollars").value is None


def test_whoever_stands_in_several_ledgers_is_counted_once(street):
    _persons(street)
    _cases(street, {"person": "P1", "kind": "a"}, {"person": "P2", "kind": "b"})
    _cases(street, {"person": "P1", "since": "2025-02-01"}, {"person": "P3", "since": "2024-02-01"}, ledger="advice")
    branches = [{"of": "cases.person"}, {"of": "advice.person", "at": "since"}]
    define("either", distinct_over=branches, unit="名")
    define("both", distinct="cases.person", where={"having": {"rows": "advice", "match": {"person": "person"}}})
    found = cell("either", "2025", by="community")
    assert (found.value, found.rows, parts(found)) == (2, 3, {"第1社区": 2, "第2社区": 0})
    assert cell("both", "2025").value == 1
    behind = rows_behind(found)
    assert behind.visible == 3
    assert len(behind.rows.first(10)) == 3


def test_the_rows_of_several_ledgers_open_on_one_page(client):
    street = make_street()
    with open_scope(street.scope("statistician")):
        for key, (name, fields) in LEDGERS.items():
            define_ledger(key, name, fields)
        _persons(street)
        _cases(street, {"person": "P1", "name": "甲案"})
        _cases(street, {"person": "P1", "name": "乙顾问"}, ledger="advice")
        define("either", distinct_over=[{"of": "cases.person"}, {"of": "advice.person"}], unit="名")
    street.sign_in(client, "statistician")
    told = client.get("/indicators/either/?period=2025").content.decode()
    rows = client.get("/indicators/either/rows/?period=2025").content.decode()
    assert "合在一起不重复的个数" in told
    assert "甲案" in rows
    assert "乙顾问" in rows


def test_members_of_the_last_term_are_found_by_the_link_to_it(street):
    terms = (Field("code", "编号", "text", required=True), Field("name", "名称", "text"), Field("grid", "网格", "text"))
    define_ledger("terms", "届次台账", (*terms, Field("previous", "上一届", "link", link="terms")))
    seats = (*terms, Field("person", "任职人", "text"), Field("term", "届次", "link", link="terms"))
    define_ledger("seats", "席位台账", seats)
    _cases(street, {}, {"previous": "C0"}, {"previous": "C1"}, ledger="terms")
    held = [("P1", "C0"), ("P1", "C1"), ("P2", "C1"), ("P2", "C2"), ("P3", "C2"), ("P1", "C2")]
    _cases(street, *({"person": person, "term": term} for person, term in held), ledger="seats")
    again = {"having": {"rows": "seats", "match": {"person": "person", "term": "term.previous"}}}
    define("again", count="seats", where={"term": "C2", **again})
    define("fresh", count="seats", where={"term": "C2", "not": again})
    define("share", share="seats", where=again, of={"term": "C2"}, unit="%")
    assert [cell(key, "2025").value for key in ("again", "fresh")] == [2, 1]
    assert (cell("share", "2025").numerator, cell("share", "2025").denominator) == (2, 3)
    assert rows_behind(cell("again", "2025")).visible == 2


def test_the_largest_of_few_firms_is_not_told(street):
    returns = (*CASES, Field("firm", "企业", "text", fewest=3), Field("month", "所属月份", "date"))
    define_ledger("returns", "企业月报", returns)
    rows = ({"firm": f"F{n}", "money": f"{n}万元", "month": "2025-03-31"} for n in range(1, 6))
    _cases(street, *rows, ledger="returns")
    define("sum", sum="returns.money", unit="万元", at="month")
    define("most", highest="returns.money", unit="万元", at="month")
    assert (cell("sum", "2025-03").value, cell("most", "2025-03").value) == (15, None)
    assert "单个企业" in cell("most", "2025-03").why


SAID = {
    "mean": (
        {"average": "cases", "span": SPAN},
        "“案件台账”从“受理日期”到“答复日期”的工作日数平均；取统计期末状态；"
        "工作日按国务院放假安排和调休计算，安排未公布的年份暂按周末推算",
    ),
    "soon": (
        {"count": "cases", "where": {"answered": None, "due": {"max": "period.end + 90 days"}}},
        "“案件台账”的行数；条件：期限不晚于统计期末日后 90 天，答复日期未填；取统计期末状态",
    ),
    "next": (
        {"count": "cases", "where": {"due": {"in": "next"}}},
        "“案件台账”的行数；条件：期限在下一期内；取统计期末状态",
    ),
    "whole": (
        {"count": "advice", "where": {"in_force": {"from": "since", "to": "until", "during": "whole"}}},
        "“顾问台账”的行数；条件：统计期内始终已过“聘任日期”，未到“解聘日期”；取统计期末状态",
    ),
    "on_time": (
        {
            "share": "cases",
            "where": {"not_after": {"date": "answered", "than": "due"}},
            "at": "answered",
            "base": "end",
        },
        "“案件台账”中符合条件的行所占百分比；条件：“答复日期”不晚于“期限”；分子“答复日期”在统计期内；分母取统计期末状态",
    ),
    "moved": (
        {"count": "cases", "where": {"became": {"from": {"kind": "a"}, "to": {"kind": "b"}}}},
        "“案件台账”的行数；条件：统计期内由（类别为甲类）变为（类别为乙类）；取统计期末状态",
    ),
    "gone": (
        {"count": "cases", "as_at": "start", "where": {"not": {"at_end": {}}}},
        "“案件台账”的行数；条件：不是（期末仍在册）；取统计期初状态（上期末）",
    ),
    "alike": (
        {"count": "cases", "where": {"having": {"rows": "advice", "match": {"person": "person"}}}},
        "“案件台账”的行数；条件：有关联的“顾问台账”（经办人与本行经办人相同）；取统计期末状态",
    ),
    "either": (
        {"distinct_over": [{"of": "cases.person", "where": {"kind": "a"}}, {"of": "advice.person", "at": "since"}]},
        "“案件台账”“顾问台账”合在一起不重复的个数：“案件台账”的“经办人”（类别为甲类）；"
        "“顾问台账”的“经办人”（“聘任日期”在统计期内）；取统计期末状态",
    ),
    "busy": ({"months_with": "soon", "meets": {"min": 2}}, "统计期内“指标soon”不小于2的月数"),
}


def test_each_is_told_in_words(street):
    for key, (body, _) in SAID.items():
        define(key, **body)
    facts, names = all_facts(), {row.row.key: row.row.name for row in load_definitions().values()}
    assert {key: wording(definition(key), facts, names) for key in SAID} == {
        key: said for key, (_, said) in SAID.items()
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"average": "cases", "span": {"from": "kind"}}, "“类别”不是日期"),
        ({"average": "cases", "span": {"to": "due"}}, "span 只与“average: 台账”"),
        (
            {"average": "cases", "span": {"from": "due", "in": "weeks"}},
            "in 应为 days、working_days、months、years 之一",
        ),
        ({"count": "cases", "span": SPAN}, "span 只与“average: 台账”"),
        ({"count": "cases", "where": {"within": {"from": "due"}}}, "恰好写一项"),
        ({"count": "cases", "where": {"within": {"from": "due", "days": -1}}}, "0 到 9999 的整数，写的是“-1”"),
        ({"count": "cases", "where": {"not_after": {"date": "due"}}}, "not_after 应写作"),
        ({"count": "cases", "where": {"due": {"max": "end of year"}}}, "“end of year”应为日期"),
        ({"count": "cases", "where": {"due": {"in": "century"}}}, "in 应为 period、previous、next、last_year 之一"),
        ({"count": "advice", "where": {"in_force": {"from": "since", "during": "often"}}}, "during 应为 whole"),
        ({"count": "cases", "where": {"became": {}}}, "became 应写作"),
        ({"count": "cases", "where": {"at_start": "a"}}, "at_start 应写作"),
        ({"count": "cases", "where": {"became": {"to": {"kind": "z"}}}}, "没有“z”这样的选项"),
        ({"count": "cases", "where": {"having": {"rows": "advice"}}}, "没有写明台账“顾问台账”怎样与台账“案件台账”对应"),
        ({"count": "cases", "where": {"having": {"rows": "advice", "match": {"x": "person"}}}}, "字段“x”"),
        (
            {"count": "cases", "where": {"having": {**PERSONS_ALIKE, "at_least": 0}}},
            "at_least",
        ),
        ({"count": "cases", "as_at": "middle"}, "应为 start（期初）或 end（期末）"),
        ({"count": "cases", "as_at": "start", "at": "due"}, "不能再写 at 或 until"),
        ({"count": "cases", "base": "end"}, "base 是占比的分母所取的时间"),
        ({"distinct_over": [{"of": "cases.person"}]}, "至少两项"),
        ({"distinct_over": [{"of": "cases.person"}, {"of": "advice"}]}, "distinct_over 应写作"),
        ({"distinct_over": [{"of": "cases.person"}, {"of": "territory.code"}]}, "“区划与网格”不是台账"),
        ({"distinct_over": [{"of": "cases.person"}, {"of": "advice.person"}], "at": "since"}, "at 要写在各项里"),
        ({"months_with": "known", "meets": {"min": "many"}}, "“many”应为数字"),
        ({"highest_month": "known", "meets": {"min": 1}}, "meets 只与 months_with 合用"),
        ({"months_with": "unknown"}, "没有代号为“unknown”的指标"),
        ({"sum": "cases.money", "unit": "万美元"}, "“金额”的单位是“万元”，指标的单位是“万美元”"),
    ],
)
def test_a_definition_that_says_nothing_countable_is_told_so(street, body, said):
    problem = problem_of("x", {"name": "x", "unit": "个", **body}, all_facts(), {"known"})
    assert said in problem
    assert problem.count("。") == 1


def test_a_rate_is_not_averaged(street):
    define_ledger("rates", "比率台账", (*CASES, Field("rate", "满意率", "number", unit="%", decimals=1)))
    assert "比率不能取平均" in problem_of("x", {"unit": "%", "average": "rates.rate"}, all_facts(), set())
