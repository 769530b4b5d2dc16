"""A monthly sheet brings values in; a later one closes what it corrects, and what is missing stays missing."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.files import keep_file
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import DefineIndicators, ImportReported
from jingwei.indicators.incoming import plan_reported
from jingwei.indicators.models import Reported
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db
HEAD = "统计期,指标代号,指标名称,计量单位,口径,数值,同比增速(%),供数单位,来源文件,备注"
BODIES = {
    "revenue": {"reported": "budget_revenue", "flow": "cumulative"},
    "calls": {"reported": "hotline_received", "flow": "monthly"},
    "insured": {"reported": "medical_insured", "flow": "stock"},
    "output": {"reported": "industrial_value_added", "flow": "cumulative"},
}
NAMES = {"revenue": "一般公共预算收入", "calls": "12345转办件数", "insured": "参保人数", "output": "工业增加值增速"}
UNITS = {"revenue": "万元", "calls": "件", "insured": "人", "output": "%"}


@pytest.fixture(autouse=True)
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        rows = [{"key": key, "name": NAMES[key], "unit": UNITS[key], "valid_from": "2022-01-01"} for key in BODIES]
        perform(DefineIndicators(), rows, context={"bodies": BODIES})
        yield made


def line(month, key="budget_revenue", value="", growth="", flow="1月至当月累计", unit="万元", supplier="区财政局"):
    return f"{month},{key},,{unit},{flow},{value},{growth},{supplier},《财政收支月报》,"


def text(*lines):
    filled = [one.replace(",,", f",{'名称'},", 1) for one in lines]
    return "\n".join([HEAD, *filled]).encode("utf-8-sig")


def bring(*lines, **values):
    stored = keep_file(text(*lines), "月报.csv", "text/csv")
    return perform(ImportReported(), [values], targets=[stored.pk]).result


def known(indicator="budget_revenue"):
    rows = Reported.objects.filter(indicator=indicator, known_to=None)
    return {row.period: row.value for row in rows}


def test_months_become_the_periods_they_stand_for():
    bring(
        line("2025-01", value="3100"),
        line("2025年6月", value="21340.5", growth="5.5"),
        line("2025-12", value="42680"),
        line("2025-06", key="hotline_received", value="456", flow="当月", unit="件"),
        line("2025-06", key="medical_insured", value="58240", flow="月末", unit="人"),
    )
    assert known() == {"2025-01": 3100, "2025H1": Decimal("21340.5"), "2025": 42680}
    assert known("hotline_received") == {"2025-06": 456}
    assert known("medical_insured") == {"2025-06": 58240}
    half = Reported.objects.get(period="2025H1")
    assert (half.growth, half.unit, half.supplier, half.paper) == (
        Decimal("5.5"),
        "万元",
        "区财政局",
        "《财政收支月报》",
    )
    assert half.source["row"] == 3
    assert half.source["file"] == "月报.csv"


def test_a_month_without_a_report_stays_absent():
    result = bring(line("2025-01"), line("2025-02", value="6000"))
    assert (result["new"], result["absent"], result["refused"]) == (1, 1, 0)
    assert known() == {"2025-01/2025-02": 6000}


def test_growth_may_be_published_without_a_level():
    bring(line("2025-03", key="industrial_value_added", growth="7.6", unit="%"))
    row = Reported.objects.get()
    assert (row.value, row.growth) == (None, Decimal("7.6"))


def test_a_later_value_closes_the_earlier_one():
    bring(line("2025-06", value="21340"), stage="快报数")
    assert bring(line("2025-06", value="21340"), stage="快报数")["same"] == 1
    assert bring(line("2025-06", value="21402"))["changed"] == 1
    rows = list(Reported.objects.order_by("known_from"))
    assert [(row.value, row.stage, row.known_to is None) for row in rows] == [
        (21340, "flash", False), (21402, "final", True),
    ]  # fmt: skip
    assert rows[0].known_to == rows[1].known_from


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (line("2025-13", value="1"), "period.wrong"),
        (line("2025-06", key="ships", value="1"), "indicator.unknown"),
        (line("2025-06", value="1", unit="万美元"), "unit.unlike"),
        (line("2025-06", value="很多"), "number"),
        (line("2025-06", value="1", supplier=""), "supplier.missing"),
        (line("2025-05", value="2"), "row.twice"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_nothing_goes_in(wrong, code):
    with pytest.raises(Invalid) as caught:
        bring(line("2025-05", value="1"), wrong)
    assert [problem.row for problem in caught.value.problems] == [3]
    assert caught.value.problems[0].code.startswith(code)
    assert Reported.objects.count() == 0
    assert bring(line("2025-05", value="1"), wrong, partial="是")["refused"] == 1
    assert len(known()) == 1


def test_the_preview_counts_and_writes_nothing():
    bring(line("2025-05", value="1"))
    plan = plan_reported(text(line("2025-05", value="2"), line("2025-06", value="3")), "月报.csv", {})
    assert plan.counts == {"new": 1, "changed": 1, "same": 0, "refused": 0, "absent": 0}
    assert Reported.objects.count() == 1


def test_many_rows_take_as_many_queries_as_few():
    def queries(*lines):
        with CaptureQueriesContext(connection) as caught:
            bring(*lines)
        return len(caught)

    few = queries(line("2025-01", value="1"))
    months = [line(f"{year}-{month:02d}", value=str(month)) for year in range(2010, 2025) for month in range(1, 13)]
    assert queries(*months) == few


def test_values_come_from_the_statistician(street):
    with open_scope(street.scope("handler")), pytest.raises(Refused, match="统计员"):
        bring(line("2025-06", value="1"))
