from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.periods import Period, PeriodError

KINDS = st.sampled_from(["year", "half", "quarter", "month", "span", "week"])
PERIODS = st.builds(Period.around, KINDS, st.dates(date(1960, 1, 1), date(2090, 12, 31)))


@pytest.mark.parametrize(
    ("code", "kind", "start", "end", "name", "short"),
    [
        ("2021", "year", date(2021, 1, 1), date(2021, 12, 31), "2021年", "全年"),
        ("2021H1", "half", date(2021, 1, 1), date(2021, 6, 30), "2021年上半年", "上半年"),
        ("2021H2", "half", date(2021, 7, 1), date(2021, 12, 31), "2021年下半年", "下半年"),
        ("2021Q1", "quarter", date(2021, 1, 1), date(2021, 3, 31), "2021年一季度", "一季度"),
        ("2021Q4", "quarter", date(2021, 10, 1), date(2021, 12, 31), "2021年四季度", "四季度"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "2024年2月", "2月"),
        ("2021-01/2021-11", "span", date(2021, 1, 1), date(2021, 11, 30), "2021年1—11月", "1—11月"),
        ("2021-01/2021-02", "span", date(2021, 1, 1), date(2021, 2, 28), "2021年1—2月", "1—2月"),
        (
            "2020-11/2021-02",
            "span",
            date(2020, 11, 1),
            date(2021, 2, 28),
            "2020年11月—2021年2月",
            "2020年11月—2021年2月",
        ),
        ("2021-W23", "week", date(2021, 6, 7), date(2021, 6, 13), "2021年第23周", "第23周"),
        ("2020-W53", "week", date(2020, 12, 28), date(2021, 1, 3), "2020年第53周", "第53周"),
    ],
)
def test_each_sort_of_period(code, kind, start, end, name, short):
    period = Period.parse(code)
    assert (period.code, period.kind, period.start, period.end) == (code, kind, start, end)
    assert (period.name, period.short_name) == (name, short)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2021-01/2021-12", "2021"),
        ("2021-01/2021-06", "2021H1"),
        ("2021-04/2021-06", "2021Q2"),
        ("2021-06/2021-06", "2021-06"),
        ("2021h1", "2021H1"),
        ("２０２１Ｑ１", "2021Q1"),
        ("2021-Q1", "2021Q1"),
        ("2021W5", "2021-W05"),
        ("202106", "2021-06"),
        ("2021.6", "2021-06"),
        ("2021年", "2021"),
        ("2021年度", "2021"),
        ("2021年全年", "2021"),
        ("2021年第一季度", "2021Q1"),
        ("2021年1季度", "2021Q1"),
        ("2021年6月份", "2021-06"),
        ("2021年1-11月", "2021-01/2021-11"),
        ("2021年1至6月", "2021H1"),
        ("2021年1月—11月", "2021-01/2021-11"),
        ("2021年 1 ~ 2 月", "2021-01/2021-02"),
    ],
)
def test_other_writings_mean_the_same_period(text, code):
    assert Period.parse(text) == Period.parse(code)
    assert str(Period.parse(text)) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2021-13", "没有13月"),
        ("2021-00", "没有0月"),
        ("2021Q5", "Q1 到 Q4"),
        ("2021H3", "H1"),
        ("2021-W54", "没有第54周"),
        ("2021-W53", "没有第53周"),
        ("2021-11/2021-01", "早于"),
        ("1021", "不在"),
        ("去年", "例如"),
        ("", "例如"),
        ("2021-1-1", "例如"),
        ("x" * 500, "例如"),
    ],
)
def test_a_period_that_does_not_exist_is_refused_with_an_example(text, says):
    with pytest.raises(PeriodError) as found:
        Period.parse(text)
    assert says in found.value.message
    assert "2021-06" in found.value.message
    assert len(found.value.message) < 200


@given(PERIODS)
def test_code_and_name_lead_back_to_the_period(period):
    assert Period.parse(period.code) == period
    assert Period.parse(period.name) == period


@given(KINDS, st.dates(date(1960, 1, 1), date(2090, 12, 31)))
def test_the_period_around_a_day_holds_it(kind, day):
    period = Period.around(kind, day)
    assert period.contains(day)
    assert period.start <= period.end
    assert not period.contains(period.end + timedelta(days=1))


@given(PERIODS)
def test_the_period_before_ends_the_day_before(period):
    before = period.previous()
    assert before.end + timedelta(days=1) == period.start
    assert before.month_count == period.month_count


@given(PERIODS.filter(lambda period: not period.code.endswith("W53")))
def test_the_same_period_of_the_year_before_has_the_same_name(period):
    before = period.last_year()
    assert before.short_name.replace(str(before.start.year), "") == period.short_name.replace(
        str(period.start.year), ""
    )
    assert before.kind == period.kind
    assert before < period


def test_a_week_the_year_before_did_not_have_has_no_counterpart():
    with pytest.raises(PeriodError, match="2019年没有第53周"):
        Period.parse("2020-W53").last_year()


def test_cumulative_runs_from_january():
    assert Period.parse("2021-11").cumulative().code == "2021-01/2021-11"
    assert Period.parse("2021Q2").cumulative().code == "2021H1"
    assert Period.parse("2021").covers(Period.parse("2021-11").cumulative())


def test_a_month_may_be_cut_on_the_nineteenth():
    assert Period.parse("2021-06").bounds(19) == (date(2021, 5, 19), date(2021, 6, 18))
    assert Period.parse("2021").bounds(19) == (date(2020, 12, 19), date(2021, 12, 18))
    assert Period.parse("2021-06").bounds() == (date(2021, 6, 1), date(2021, 6, 30))
    with pytest.raises(ValueError, match="1 to 28"):
        Period.parse("2021-06").bounds(29)


def test_any_other_days_are_no_period():
    with pytest.raises(PeriodError, match="不是完整的月份"):
        Period(date(2021, 1, 2), date(2021, 1, 31))
    with pytest.raises(PeriodError):
        Period(date(2021, 2, 1), date(2021, 1, 31))


def test_periods_sort_by_their_first_day():
    codes = ["2021-W23", "2020", "2021Q1", "2021-01", "2021-01/2021-11"]
    assert [period.code for period in sorted(map(Period.parse, codes))] == [
        "2020",
        "2021-01",
        "2021Q1",
        "2021-01/2021-11",
        "2021-W23",
    ]
