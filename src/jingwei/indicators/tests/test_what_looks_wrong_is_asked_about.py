"""A value that looks wrong is stored only when these very doubts were confirmed; rounding alone never raises one."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.files import keep_file
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import EnterReported, ImportReported
from jingwei.indicators.doubts import doubts_of
from jingwei.indicators.incoming import plan_reported
from jingwei.indicators.levels import Known, Statistic
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import known_rows
from jingwei.indicators.statements import standing
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import make_street

HEAD = "统计期,指标名称,数值,供数单位,来源文件"
LATER = date(2030, 1, 1)
REVENUE = Statistic("revenue", "财政收入", "万元", "cumulative", plan="plan")
PLAN = Statistic("plan", "年度计划", "万元", "cumulative", is_plan=True)
CALLS = Statistic("calls", "转办件", "件", "monthly")


def row(period, value=None, indicator="revenue", **more):
    said = {"unit": "万元", "stage": "final", "paper": "月报", "supplier": "区财政局", "approx": "exact", **more}
    for name in ("growth", "completion"):
        said[name] = None if said.get(name) is None else Decimal(said[name])
    return Reported(indicator=indicator, period=period, value=None if value is None else Decimal(value), **said)


def doubts(new, *old, statistics=(REVENUE, PLAN), today=LATER):
    """The doubts about a row where others are stored."""
    by_source = {one.source: one for one in statistics}
    known = Known(by_source, standing(old), standing([new]))
    known._periods = {}
    for key, period in {*known.stored, *known.coming}:
        known._periods.setdefault(key, []).append(period)
    return {one.code.removeprefix("doubt."): one for one in doubts_of(new, by_source[new.indicator], known, today)}


def test_a_slip_of_wan_and_yi_says_value_comparison_and_what_is_expected():
    found = doubts(row("2025-01/2025-11", "2.5764"), row("2024-01/2024-11", "24965"))["magnitude"]
    assert found.message == (
        "数值2.5764万元约是上年同期（2024年1—11月）（24965万元）的万分之一，按此应在25764万元上下；"
        "请核对数值和单位（是否错了位，或把万、亿弄混）。"
    )
    told = doubts(row("2025-01/2025-11", "25764", unit="亿元"), row("2024-01/2024-11", "24965"))["magnitude"]
    assert "数值25764亿元（合257640000万元）约是" in told.message


def test_the_month_before_is_compared_by_the_time_that_has_passed():
    assert "magnitude" not in doubts(row("2025-01/2025-10", "1000"), row("2025-01", "100"))
    assert "magnitude" in doubts(row("2025-01/2025-10", "10000"), row("2025-01", "100"))


@settings(max_examples=200, deadline=None)
@given(base=st.integers(100, 10**9), grown=st.integers(60, 165), power=st.sampled_from([-4, -3, -2, -1, 1, 2, 3, 4]))
def test_every_slip_of_a_power_of_ten_is_found_and_no_plain_growth_is(base, grown, power):
    value = Decimal(base) * grown / 100
    last = row("2024", str(base))
    assert "magnitude" not in doubts(row("2025", str(value)), last)
    assert "magnitude" in doubts(row("2025", str(value.scaleb(power))), last)


@settings(max_examples=200, deadline=None)
@given(value=st.decimals(1, 10**6, places=4), base=st.decimals(1, 10**6, places=4), places=st.integers(0, 2))
def test_growth_published_from_unrounded_levels_is_never_doubted(value, base, places):
    growth = round((value / base - 1) * 100, 1)
    new = row("2025", str(round(value, places)), growth=str(growth))
    assert "growth" not in doubts(new, row("2024", str(round(base, places))))


@settings(max_examples=100, deadline=None)
@given(base=st.integers(1000, 10**6), grown=st.integers(-90, 300), off=st.sampled_from([-40, -5, -1, 1, 5, 40]))
def test_growth_that_the_levels_contradict_is_doubted(base, grown, off):
    value = Decimal(base) * (100 + grown) / 100
    assert "growth" in doubts(row("2025", f"{value:.4f}", growth=str(grown + off)), row("2024", f"{base}.0001"))


def test_growth_is_doubted_in_words_but_not_at_comparable_prices():
    new, old = row("2025", "118.3", growth="42"), row("2024", "100.2")
    assert doubts(new, old)["growth"].message == (
        "公布同比42%，而按这期118.3万元和上年同期100.2万元计算，应为18%至18.2%；请核对数值、同比和上年同期数。"
    )
    comparable = Statistic("revenue", "财政收入", "万元", "cumulative", comparable=True)
    assert "growth" not in doubts(new, old, statistics=(comparable,))
    assert doubts(row("2025", None, growth="42"), row("2025", "118.3"), old)["growth"].field == "growth"


@settings(max_examples=100, deadline=None)
@given(months=st.lists(st.integers(0, 500), min_size=2, max_size=12))
def test_cumulative_values_that_never_fall_raise_no_doubt_and_a_fall_does(months):
    sums = [1000 + sum(months[: at + 1]) for at in range(len(months))]
    rows = [row(str(Period.months(2025, 1, at + 1)), str(value)) for at, value in enumerate(sums)]
    assert "cumulative" not in doubts(rows[-1], *rows[:-1])
    fallen = row(rows[-1].period, str(sums[-2] - 2))
    assert "cumulative" in doubts(fallen, *rows[:-1])
    risen = row(rows[0].period, str(sums[1] + 2))
    assert "cumulative" in doubts(risen, *rows[1:])


def test_a_monthly_number_where_a_cumulative_one_belongs_is_doubted():
    found = doubts(row("2025-01/2025-11", "2400"), row("2025-01/2025-10", "23000"))
    assert "累计数2400万元小于2025年1—10月的23000万元" in found["cumulative"].message
    assert "应为2025年1—11月" in doubts(row("2025-11", "2400"))["month"].message
    assert "month" not in doubts(row("2025-11", None, rank=1, rank_group="全区"))


def test_a_period_that_is_not_over_has_only_an_estimate():
    today = date(2025, 11, 29)
    assert "not_over" in doubts(row("2025-01/2025-11", "1"), today=today)
    assert "not_over" not in doubts(row("2025-01/2025-10", "1"), today=today)
    assert "not_over" not in doubts(row("2025", "1", stage="estimate"), today=today)
    assert "not_over" not in doubts(row("2025", "1", indicator="plan"), today=today)


def test_a_year_that_is_off_is_doubted():
    assert "year" in doubts(row("2025", "25764"), row("2024", "25764"))
    assert "year" not in doubts(row("2025", "26"), row("2024", "26"))
    found = doubts(row("2024-01/2024-11", "1", paper="《财政收支月报》2025年第11期"))["year"]
    assert "来源文件却是2025年第11期的，应为2025年" in found.message
    assert "year" not in doubts(row("2024", "1", paper="《统计公报》2025年第3期"))


def test_a_rank_is_not_larger_than_its_group():
    assert "只有7个" in doubts(row("2025", None, rank=8, rank_group="全区", rank_size=7))["rank"].message
    assert "rank" not in doubts(row("2025", None, rank=7, rank_group="全区", rank_size=7))


def test_completion_is_held_against_the_plan():
    plan = row("2025", "31512", indicator="plan")
    assert doubts(row("2025-01/2025-11", "25764", completion="81.76"), plan) == {}
    found = doubts(row("2025-01/2025-11", "25764", completion="91.76"), plan)["completion"]
    assert "应为81.8%" in found.message


def test_approximate_values_are_not_held_against_others():
    assert doubts(row("2025", "3", approx="over"), row("2024", "30000")) == {}


def test_small_counts_jump_without_a_doubt():
    calls = {"indicator": "calls", "unit": "件"}
    assert doubts(row("2025-06", "40", **calls), row("2025-05", "4", **calls), statistics=(CALLS,)) == {}
    assert "magnitude" in doubts(row("2025-06", "400", **calls), row("2025-05", "40", **calls), statistics=(CALLS,))


TALKS = (
    Statistic("talks", "个别谈话", "人次", "cumulative"),
    Statistic("remind", "提醒谈话", "人次", "cumulative", total="talks"),
    Statistic("admonish", "诫勉谈话", "人次", "cumulative", total="talks"),
    Statistic("warn", "警示谈话", "人次", "cumulative", total="talks"),
)


def talk(key, value):
    return row("2025", value, indicator=key, unit="人次")


def test_parts_add_up_to_their_total():
    old = [talk("talks", "64"), talk("remind", "58"), talk("admonish", "2")]
    assert doubts(talk("warn", "4"), *old, statistics=TALKS) == {}
    found = doubts(talk("warn", "5"), *old, statistics=TALKS)["parts"]
    assert found.message == (
        "分项合计应等于总数：提醒谈话58＋诫勉谈话2＋警示谈话5＝65人次，而“个别谈话”是64人次，相差1人次；请核对。"
    )
    assert doubts(talk("remind", "58"), old[0], statistics=TALKS) == {}
    assert "parts" in doubts(talk("remind", "65"), old[0], statistics=TALKS)


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(st.integers(10, 1000), min_size=3, max_size=3), off=st.integers(-5, 5))
def test_parts_are_doubted_exactly_when_they_do_not_add_up(parts, off):
    old = [talk(key, str(value)) for key, value in zip(("remind", "admonish", "warn"), parts, strict=True)]
    found = doubts(talk("talks", str(sum(parts) + off)), *old, statistics=TALKS)
    assert ("parts" in found) == (off != 0)


@pytest.mark.django_db
def test_form_and_sheet_ask_alike_and_take_what_is_confirmed():
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("revenue", reported="revenue", flow="cumulative", unit="万元", name="财政收入")
        report("revenue", "2024-01/2024-11", "24965")
        given = {"indicator": "revenue", "period": "2025-01/2025-11", "value": "2.5764", "supplier": "区财政局",
                 "paper": "月报"}  # fmt: skip
        with pytest.raises(Invalid) as typed:
            perform(EnterReported(), [given])
        line = "2025-11,财政收入,2.5764,区财政局,月报"
        stored = keep_file(
            f"统计期,指标名称,数值,供数单位,来源文件\n{line}".encode("utf-8-sig"), "月报.csv", "text/csv"
        )
        with pytest.raises(Invalid) as brought:
            perform(ImportReported(), [{}], targets=[stored.pk])
        assert [one.code for one in typed.value.problems] == ["doubt.magnitude", "doubts.unconfirmed"]
        assert [one.code for one in brought.value.problems] == ["doubt.magnitude", "doubts.unconfirmed"]
        assert brought.value.problems[0].row == 2
        assert perform(ImportReported(), [{"partial": True}], targets=[stored.pk]).result["refused"] == 1
        token = brought.value.problems[1].message.split("“")[1].split("”")[0]
        assert perform(ImportReported(), [{"confirmed": token}], targets=[stored.pk]).result["new"] == 1


@pytest.mark.django_db
def test_the_form_shows_a_box_that_holds_only_for_what_was_shown(client):
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("revenue", reported="revenue", flow="cumulative", unit="万元", name="财政收入")
        report("revenue", "2024", "24965")
    made.sign_in(client, "statistician")
    given = {"indicator": "revenue", "period": "2025", "value": "2.5", "supplier": "区财政局", "paper": "月报"}
    asked = client.post("/indicators/values/enter/", given)
    html = asked.content.decode()
    assert asked.status_code == 422
    assert "按此应在25000万元上下" in html
    assert "已核对以上各处，仍按所填登记" in html
    token = asked.context["groups"][-1].fields[0].choices[0][0]
    other = client.post("/indicators/values/enter/", {**given, "value": "2.6", "confirmed": token})
    assert other.status_code == 422
    assert client.post("/indicators/values/enter/", {**given, "confirmed": token}).status_code == 302


@pytest.mark.django_db
def test_the_preview_leaves_doubtful_rows_out_until_the_box_is_ticked(client):
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("revenue", reported="revenue", flow="cumulative", unit="万元", name="财政收入")
        report("revenue", "2024-01/2024-11", "24965")
        lines = [
            HEAD,
            "2025-11,财政收入,2.5764,区财政局,月报",
            "2025-10,财政收入,2.3,区财政局,月报",
        ]
        stored = keep_file("\n".join(lines).encode("utf-8-sig"), "月报.csv", "text/csv")
    made.sign_in(client, "statistician")
    page = f"/indicators/values/import/{stored.pk}/"
    shown = client.get(page)
    assert "请核对的行" in shown.content.decode()
    assert shown.context["wizard"].fields
    assert client.post(page).status_code == 302
    with open_scope(made.scope("office")):
        assert {row.period for row in known_rows()} == {"2024-01/2024-11", "2025-01/2025-10"}
    (box,) = client.get(page).context["wizard"].fields
    assert client.post(page, {"confirmed": box.choices[0][0]}).status_code == 302
    with open_scope(made.scope("office")):
        assert len(known_rows()) == 3


@pytest.mark.django_db
def test_two_hundred_doubtful_rows_cost_as_many_queries_as_twenty():
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("revenue", reported="revenue", flow="cumulative", unit="万元", name="财政收入")

        def queries(many):
            lines = [f"{2000 + n // 12}-{n % 12 + 1:02d},财政收入,{10 ** (n % 5)},某局,月报" for n in range(many)]
            with CaptureQueriesContext(connection) as caught:
                plan = plan_reported("\n".join([HEAD, *lines]).encode("utf-8-sig"), "月报.csv", {})
            assert plan.doubts
            return len(caught)

        assert queries(20) == queries(200)


def test_what_was_said_before_is_a_measure_only_where_nothing_else_is_known():
    before = row("2025-01/2025-11", "25764", stage="flash")
    found = doubts(row("2025-01/2025-11", "2.5801"), before)["magnitude"]
    assert "约是已登记的快报数（25764万元）的万分之一" in found.message
    slip = row("2025-01/2025-11", "2.5764", stage="flash")
    assert "magnitude" not in doubts(row("2025-01/2025-11", "25801"), slip, row("2024-01/2024-11", "24965"))
