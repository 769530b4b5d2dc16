"""From an empty form to a saved version: times between dates, terms, changes within the period, shares of another
date, several ledgers together; and what is said while a choice is not complete."""

from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.indicators.models import Definition
from jingwei.indicators.tests.counting import define
from jingwei.indicators.tests.ledgers import define_ledger
from jingwei.indicators.tests.recount import LEDGERS
from jingwei.indicators.tests.test_a_definition_is_made_in_words import NEW, PREVIEW, form, main, press, said
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
DONE = {"where.0.path": "answered", "where.0.op": "filled"}
FIVE = {"where.0.path": "received", "where.0.second": "answered", "where.0.value": "5"}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        for key, (name, fields) in LEDGERS.items():
            define_ledger(key, name, fields)
        _record(made, "persons", {}, {})
        first, *_ = _record(
            made, "cases",
            {"kind": "a", "received": "2024-03-01", "answered": "2024-03-04", "due": "2024-03-31", "person": "C1"},
            {"kind": "a", "received": "2024-03-01", "answered": "2024-03-15", "due": "2024-03-10", "person": "C2"},
            {"kind": "b", "received": "2024-12-30", "due": "2025-01-20", "person": "C2"},
        )  # fmt: skip
        _record(made, "advice", {"person": "C1", "since": "2024-05-01"}, {"since": "2024-05-01"})
        perform(
            ChangeEntry(), [{"kind": "c", "valid_from": "2024-06-01"}], targets=[first], context={"given": ["kind"]}
        )
        define("cases", name="案件总数", unit="件", count="cases")
        define("rate", name="办结率", unit="%", share="cases", where={"not": {"answered": None}})
    return made


def _record(made, ledger, *rows):
    grid = made.micro().code
    given = [
        {"code": f"C{n}", "name": f"第{n}号", "grid": grid, "valid_from": "2024-01-01", **row}
        for n, row in enumerate(rows, 1)
    ]
    return [UUID(key) for key in record(register_by_key(ledger), given)]


@pytest.fixture
def desk(street):
    client = Client()
    street.sign_in(client, "statistician")
    return client


def made(desk, *steps, **words):
    """The form after each step: what is picked, and what a button then does."""
    body = form(desk.get(NEW))
    answer = press(desk, NEW, body, "update", name="新的", valid_from="2020-01-01", **words)
    for do, fields in steps:
        body = form(answer)
        answer = press(desk, NEW, body, "update", **fields)
        if do:
            answer = press(desk, NEW, form(answer), do)
    return form(answer)


SPAN = {"d.measure": "span", "d.span_from": "received", "d.span_to": "answered", "d.span_in": "working_days"}
MADE = {
    "how long it took": (
        {"unit": "个工作日", "d.verb": "average", "d.source": "案件台账", "decimals": "1"},
        [("", {"d.measure": "span"}), ("", SPAN)],
        {"average": "cases", "span": {"from": "received", "to": "answered", "in": "working_days"}},
        ("从“受理日期”到“答复日期”的工作日数平均", "5.5 个工作日"),
    ),
    "how old the oldest is": (
        {"unit": "天", "d.verb": "highest", "d.source": "案件台账"},
        [("", {"d.measure": "span"}), ("", {"d.span_from": "received"})],
        {"highest": "cases", "span": {"from": "received"}},
        ("从“受理日期”到取数日的天数最大的", "305 天"),
    ),
    "what became something in the period": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [
            ("add:where:became", {}),
            ("", {"where.0.in.1.in.0.path": "kind"}),
            ("", {"where.0.in.1.in.0.value": "c"}),
        ],
        {"count": "cases", "where": {"became": {"to": {"kind": "c"}}}},
        ("统计期内变为（类别为丙类）", "计入 1 行", "第1号"),
    ),
    "what went from one to another": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [
            ("add:where:became", {}),
            ("add:where.0.in.0.in:field", {"where.0.in.1.in.0.path": "kind"}),
            ("", {"where.0.in.0.in.0.path": "kind"}),
            ("", {"where.0.in.1.in.0.value": "c", "where.0.in.0.in.0.value": "b"}),
        ],
        {"count": "cases", "where": {"became": {"from": {"kind": "b"}, "to": {"kind": "c"}}}},
        ("统计期内由（类别为乙类）变为（类别为丙类）", "计入 0 行"),
    ),
    "the share that was done within its term": (
        {"unit": "%", "d.verb": "share", "d.source": "案件台账"},
        [("add:where:within", {}), ("add:where:not_after", FIVE), ("", {"where.1.path": "answered"}),
         ("", {"where.1.second": "due"})],
        {"share": "cases", "where": {
            "within": {"from": "received", "to": "answered", "working_days": 5},
            "not_after": {"date": "answered", "than": "due"}}},
        ("从“受理日期”到“答复日期”不超过 5 个工作日", "“答复日期”不晚于“期限”", "1／3"),
    ),
    "the share of all that were open": (
        {"unit": "%", "d.verb": "share", "d.source": "案件台账"},
        [("add:where:field", {"d.date": "at"}), ("", {"d.dated": "answered", "where.0.path": "answered"}),
         ("", {"where.0.op": "filled", "d.base": "at"}), ("", {"d.base_dated": "received"})],
        {"share": "cases", "where": {"not": {"answered": None}}, "at": "answered", "base": {"at": "received"}},
        ("分子“答复日期”在统计期内", "分母“受理日期”在统计期内", "2／3"),
    ),
    "whom several ledgers name": (
        {"unit": "人", "d.verb": "distinct_over"},
        [("", {"over.0.source": "案件台账", "over.1.source": "顾问台账"}),
         ("add:over.1.where:field", {"over.0.field": "person", "over.1.field": "person", "over.1.date": "at"}),
         ("", {"over.1.dated": "since", "over.1.where.0.path": "person"}), ("", {"over.1.where.0.op": "filled"})],
        {"distinct_over": [{"of": "cases.person"},
                           {"of": "advice.person", "at": "since", "where": {"not": {"person": None}}}]},
        ("合在一起不重复的个数", "2 人"),
    ),
    "in how many months it was good enough": (
        {"unit": "个", "d.verb": "months_with", "d.operand": "办结率"},
        [("", {"d.meets.op": "min"}), ("", {"d.meets.value": "60"})],
        {"months_with": "rate", "meets": {"min": 60}},
        ("统计期内“办结率”不小于60的月数", "12 个"),
    ),
    "what is due soon after the period": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [("add:where:field", {}), ("", {"where.0.path": "due"}), ("add:where:field", {"where.0.op": "over"}),
         ("", {"where.0.anchor": "period.end", "where.1.path": "due"}),
         ("", {"where.1.op": "max", "where.1.anchor": "period.end"}), ("", {"where.1.number": "90"})],
        {"count": "cases", "where": {"due": {"over": "period.end", "max": "period.end + 90 days"}}},
        ("期限不晚于统计期末日后 90 天且晚于统计期末日", "计入 1 行"),
    ),
    "what was due long before the period": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [("add:where:field", {}), ("", {"where.0.path": "due"}), ("", {"where.0.op": "under"}),
         ("", {"where.0.anchor": "day"}), ("", {"where.0.turn": "-"}), ("", {"where.0.unit": "months"}),
         ("", {"where.0.number": "9"})],
        {"count": "cases", "where": {"due": {"under": "day - 9 months"}}},
        ("期限早于取数日前 9 个月", "计入 1 行"),
    ),
    "what is due next": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [("add:where:field", {}), ("", {"where.0.path": "due"}), ("", {"where.0.op": "in"}),
         ("", {"where.0.value": "next"})],
        {"count": "cases", "where": {"due": {"in": "next"}}},
        ("期限在下一期内", "计入 1 行"),
    ),
    "what was there at the start": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [("add:where:not", {}), ("add:where.0.in:at_start", {}), ("drop:where.0.in.0", {}),
         ("drop:where.0.in.0.in.0", {})],
        {"count": "cases", "where": {"not": {"at_start": {}}}},
        ("不是（期初已在册）", "计入 3 行"),
    ),
    "whose fields another ledger has": (
        {"unit": "件", "d.verb": "count", "d.source": "案件台账"},
        [("add:where:having", {}), ("add:where.0.in:match", {"where.0.path": "advice"}),
         ("", {"where.0.in.0.path": "person", "where.0.in.0.second": "person"})],
        {"count": "cases", "where": {"having": {"rows": "advice", "match": {"person": "person"}}}},
        ("有关联的“顾问台账”（经办人与本行经办人相同）", "计入 1 行"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_it_is_picked_tried_saved_and_opened_again(name, desk, street):
    words, steps, wanted, told = MADE[name]
    body = made(desk, *steps, **words)
    shown = said(desk.post(PREVIEW, {**dict(body.lists()), "p.period": "2024"}).content.decode())
    for one in told:
        assert one in shown, shown
    saved = press(desk, NEW, body, "save")
    assert saved.status_code == 302, said(main(saved))[:900]
    with open_scope(street.scope("statistician")):
        row = Definition.objects.get(name="新的")
    assert row.body == wanted
    at = f"/indicators/{row.key}/define/"
    again = form(desk.get(at))
    assert [key for key in again if key in ("d.raw", "d.rest")] == []
    assert press(desk, at, again, "save").status_code == 302
    with open_scope(street.scope("statistician")):
        assert [one.body for one in Definition.objects.filter(key=row.key)] == [wanted]


COUNT = {"unit": "件", "d.verb": "count", "d.source": "案件台账"}
SHARE = {"unit": "%", "d.verb": "share", "d.source": "案件台账"}
OVER = {"unit": "人", "d.verb": "distinct_over", "over.0.source": "案件台账"}
MEAN = {"d.verb": "average", "d.source": "案件台账"}


@pytest.mark.parametrize(
    ("words", "steps", "sentence"),
    [
        ({**MEAN, "unit": "天"}, [("", {"d.measure": "span"})], "“两个日期之间的时间”要选从哪个日期算起"),
        ({**MEAN, "unit": "个"}, [("", {"d.measure": "span"}), ("", SPAN)], "单位应为“个工作日”，写的是“个”"),
        ({**MEAN, "unit": "岁"}, [("", {"d.measure": "aged"})], "“周岁”要选出生日期的字段"),
        (COUNT, [("add:where:within", {})], "要选从哪个日期算起"),
        (COUNT, [("add:where:within", {}), ("", {"where.0.path": "received"})], "工作日数应为0到9999的整数，还没有写"),
        (COUNT, [("add:where:within", {}), ("", {**FIVE, "where.0.value": "五"})], "整数，写的是“五”"),
        (COUNT, [("add:where:not_after", {}), ("", {"where.0.path": "due"})], "要选两个日期字段"),
        (COUNT, [("add:where:became", {}), ("drop:where.0.in.1.in.0", {})], "至少在“变为”里写一个"),
        (COUNT, [("add:where:became", {})], "有一个条件还没有选字段"),
        (COUNT, [("add:where:became", {}), ("add:where:became", {"where.0.in.1.in.0.path": "person"}),
                 ("", {"where.0.in.1.in.0.op": "filled", "where.1.in.1.in.0.path": "person"}),
                 ("", {"where.1.in.1.in.0.op": "filled"})],
         "“期内由…变为…”写了两个条件，请分别放进“同时符合”"),
        (COUNT, [("add:where:field", {}), ("", {"where.0.path": "due"}), ("", {"where.0.anchor": "day"}),
                 ("", {"where.0.number": "许多"})],
         "取数日之后多少天应为0到9999的整数，写的是“许多”"),
        (COUNT, [("add:where:having", {}), ("", {"where.0.path": "advice"})], "写明两边哪个字段相同"),
        (COUNT, [("add:where:no_worse", {}), ("", {"where.0.path": "kind"})], "“达到或好于…”要选一个选项"),
        (SHARE, [("add:where:field", {}), ("", DONE), ("", {"d.base": "until"})],
         "分母选了“累计到期末”，还要选按哪个日期字段"),
        (OVER, [], "第1本台账还没有选按哪个字段去重"),
        (OVER, [("", {"over.0.field": "person"})], "第2本台账还没有选"),
        ({"unit": "个", "d.verb": "months_with", "d.operand": "办结率"}, [("", {"d.meets.op": "min"})], "还没有写数"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(words, steps, sentence, desk):
    body = made(desk, *steps, **words)
    shown = said(desk.post(PREVIEW, body).content.decode())
    assert "还不能保存" in shown
    assert sentence in shown, shown
    refused = press(desk, NEW, body, "save")
    assert refused.status_code == 422
    assert sentence in said(main(refused))


def test_of_two_indicators_with_one_name_the_one_that_was_picked_is_kept(desk, street):
    with open_scope(street.scope("statistician")):
        define("rate_two", name="办结率", unit="%", share="cases", where={"answered": None})
        define("growing", name="办结率提高", unit="个百分点", growth="rate_two")
    at = "/indicators/growing/define/"
    body = form(desk.get(at))
    assert body["d.operand"] == "办结率（rate_two）"
    assert press(desk, at, body, "save").status_code == 302
    with open_scope(street.scope("statistician")):
        assert Definition.objects.get(key="growing").body["growth"] == "rate_two"
