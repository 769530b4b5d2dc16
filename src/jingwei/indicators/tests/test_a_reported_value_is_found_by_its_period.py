"""Values from outside: found by their span, stocks at the last month, monthly flows added up, later ones first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from jingwei.core.scope import open_scope
from jingwei.indicators.engine import evaluate
from jingwei.indicators.growth import growth_of, with_bases
from jingwei.indicators.tests.counting import ask, cell, define, report
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        yield made


def test_equal_spans_are_one_period_however_they_are_written(street):
    define("revenue", reported="budget_revenue", unit="万元")
    report("budget_revenue", "2025-01/2025-06", "21000", growth=Decimal("5.5"))
    found = cell("revenue", "2025H1")
    assert (found.value, found.growth, found.unit, found.kind) == (21000, Decimal("5.500"), "万元", "reported")
    assert (found.supplier, found.paper) == ("区财政局", "《财政收支月报》")
    assert cell("revenue", "2025-01/2025-06").value == 21000
    assert cell("revenue", "2025Q1").value is None


def test_a_cumulative_value_is_never_put_together_from_months(street):
    define("revenue", reported="budget_revenue", unit="万元")
    for month in ("2025-01", "2025-01/2025-02"):
        report("budget_revenue", month, "3000")
    assert cell("revenue", "2025-01").value == 3000
    assert cell("revenue", "2025-02").why == "这一时期的数据还没有报来"


def test_a_stock_stands_as_at_the_last_month(street):
    define("insured", reported="medical_insured", flow="stock", unit="人")
    report("medical_insured", "2025-06", "58000", unit="人")
    assert cell("insured", "2025H1").value == 58000
    assert cell("insured", "2025Q2").value == 58000
    assert cell("insured", "2025Q3").why == "2025年9月末的数据还没有报来"


def test_monthly_values_are_added_up_when_none_is_missing(street):
    define("power", reported="power", flow="monthly", unit="万千瓦时")
    for month, value in (("2025-01", "10"), ("2025-02", "20.5"), ("2025-03", "30"), ("2025-05", "1")):
        report("power", month, value, unit="万千瓦时", stage="flash" if month == "2025-03" else "final")
    found = cell("power", "2025Q1")
    assert (found.value, found.stage, found.growth) == (Decimal("60.5"), "flash", None)
    missing = cell("power", "2025Q2")
    assert missing.value is None
    assert missing.why == "4月、6月的数据还没有报来，不能合计"


def test_a_value_of_the_very_period_goes_before_the_sum_of_its_months(street):
    define("power", reported="power", flow="monthly", unit="万千瓦时")
    for month in ("2025-01", "2025-02", "2025-03"):
        report("power", month, "10", unit="万千瓦时")
    report("power", "2025Q1", "31", unit="万千瓦时")
    assert cell("power", "2025Q1").value == 31


def test_a_growth_without_a_level_is_a_value_of_its_own(street):
    define("added", reported="industrial_value_added", unit="%")
    report("industrial_value_added", "2025", None, unit="%", growth=Decimal("7.6"))
    found = cell("added")
    assert (found.value, found.growth, found.why) == (None, Decimal("7.600"), "只公布了增速，没有公布绝对数")


def test_the_latest_value_counts_and_the_earlier_one_is_still_known_then(street):
    define("revenue", reported="budget_revenue", unit="万元")
    now = timezone.now()
    report("budget_revenue", "2024", "40000", stage="flash", known_from=now - timedelta(days=30))
    report("budget_revenue", "2024", "40100", known_from=now - timedelta(days=10))
    assert (cell("revenue", "2024").value, cell("revenue", "2024").stage) == (40100, "final")
    then = cell("revenue", "2024", known_at=now - timedelta(days=20))
    assert (then.value, then.stage) == (40000, "flash")
    assert cell("revenue", "2024", known_at=now - timedelta(days=40)).value is None


def test_a_withdrawn_value_no_longer_counts(street):
    define("revenue", reported="budget_revenue", unit="万元")
    report("budget_revenue", "2024", "40000", known_to=timezone.now())
    assert cell("revenue", "2024").value is None


def test_a_value_from_outside_is_the_whole_street_s(street):
    define("revenue", reported="budget_revenue", unit="万元")
    report("budget_revenue", "2025", "40000")
    assert "没有分区划的" in cell("revenue", place=street.community().pk).why
    whole = cell("revenue", by="community")
    assert (whole.value, whole.parts) == (40000, ())


def test_last_years_confirmed_figure_is_the_base_of_the_first_year(street):
    record(define_houses(), [{**house(n, street.grid().code), "valid_from": "2025-01-01"} for n in range(1, 7)])
    define("houses", count="houses")
    report("houses", "2024", "5", unit="套", supplier="上年总结", paper="2024年总结.docx")
    base = cell("houses", "2024")
    assert (base.value, base.kind, base.supplier) == (5, "reported", "上年总结")
    one = ask("houses")
    assert growth_of(one, evaluate(with_bases([one]))).text == "+20.0%"


def test_a_counted_number_is_never_replaced_by_a_reported_one(street):
    record(define_houses(), [{**house(1, street.grid().code), "valid_from": "2025-01-01"}])
    define("houses", count="houses")
    report("houses", "2025", "9999", unit="套")
    assert (cell("houses").value, cell("houses").kind) == (1, "counted")


def test_growth_is_published_or_computed_or_not_said(street):
    define("revenue", reported="budget_revenue", unit="万元")
    define("share", reported="share", unit="%")
    define("about", reported="about", unit="万元")
    for period, value in (("2024", "200"), ("2025", "190")):
        report("budget_revenue", period, value)
        report("share", period, value, unit="%")
        report("about", period, value, approx="over")
    asks = [ask(key) for key in ("revenue", "share", "about")]
    cells = evaluate(with_bases(asks))
    revenue, share, about = (growth_of(one, cells) for one in asks)
    assert (revenue.text, share.text, about) == ("-5.0%", "-10.0个百分点", None)
    report("budget_revenue", "2025", "190", growth=Decimal("-3.2"))
    assert growth_of(asks[0], evaluate(with_bases(asks))).text == "-3.2%"
