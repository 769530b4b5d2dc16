"""Figures of a published report are confirmed one by one; then growth works in the first year."""

from decimal import Decimal

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, JingweiError, Refused
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.likeness import LIKELY, Namesakes
from jingwei.indicators.models import Reported
from jingwei.indicators.tests.counting import cell, report
from jingwei.people.tests.street import make_street
from jingwei.reports.actions import ConfirmFigure, DismissFigure
from jingwei.reports.models import ReadFigure
from jingwei.reports.resolving import CellResolver
from jingwei.reports.tests.drafting import confirm, draft, fill, read
from jingwei.reports.writing.figures import FigureRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        fill(made)
        yield made


def _figure(figures, value, unit):
    return next(figure for figure in figures if figure.value == Decimal(value) and figure.unit == unit)


def _growth(report_, key):
    return next(row for row in report_.figures.all() if (row.card["indicator"], row.card["measure"]) == (key, "growth"))


def test_growth_is_printed_after_last_years_figure_was_confirmed(street):
    template = "year"
    assert _growth(draft(template=template), "tax_revenue").printed == "【待核】"
    figures = read("望澜街道2024年工作总结\n\n2024年，全街道完成税收收入1.5亿元，登记房屋4处。\n")
    confirm(_figure(figures, "1.5", "亿元"), "tax_revenue")
    base = Reported.objects.get(indicator="tax_revenue", period="2024")
    assert (base.value, base.unit, base.supplier, base.paper) == (15000, "万元", "上年总结", "2024年工作总结.txt")
    growth = _growth(draft(template=template), "tax_revenue")
    assert growth.printed == "20.0%"
    assert [source["supplier"] for source in growth.card["sources"]] == ["区财政局", "上年总结"]


def test_a_counted_indicator_gets_its_base_before_the_ledger_began(street):
    figures = read()
    confirm(_figure(figures, "4", "处"), "houses")
    base = cell("houses", "2024")
    assert (base.value, base.supplier, base.kind) == (4, "上年总结", "reported")
    assert cell("houses", "2025").value == 6
    figure = ReadFigure.objects.get(bound_to="houses")
    assert figure.state == ReadFigure.State.CONFIRMED


def test_an_approximate_figure_stays_approximate_and_is_no_base(street):
    figures = read()
    confirm(_figure(figures, "20", "人"), "residents")
    assert Reported.objects.get(indicator="residents").approx == "about"
    assert cell("residents", "2024").approx == "about"
    request = FigureRequest("residents", Period.parse("2024"), street.code)
    answer = CellResolver(street.code)([request])[request]
    assert answer.value is None
    assert "概数" in answer.why


def test_a_fall_keeps_its_sign_and_joins_the_level(street):
    figures = read()
    confirm(_figure(figures, "2", "亿元"), "budget_revenue")
    confirm(_figure(figures, "3.5", "%"), "budget_revenue")
    known = cell("budget_revenue", "2024")
    assert (known.value, known.growth) == (20000, Decimal("-3.5"))
    assert Reported.objects.filter(indicator="budget_revenue", period="2024").count() == 2


def test_level_and_growth_confirmed_together_are_one_value(street):
    figures = read()
    both = [_figure(figures, "2", "亿元"), _figure(figures, "3.5", "%")]
    rows = [{"indicator": "budget_revenue", "period": "2024"}] * 2
    perform(ConfirmFigure(), rows, targets=[one.pk for one in both])
    known = cell("budget_revenue", "2024")
    assert (known.value, known.growth) == (20000, Decimal("-3.5"))
    assert Reported.objects.filter(indicator="budget_revenue", period="2024").count() == 2


def test_plans_other_units_and_what_is_done_already_are_refused(street):
    figures = read()
    with pytest.raises(Invalid, match="按“人”计"):
        confirm(_figure(figures, "4", "处"), "residents")
    with pytest.raises(Invalid, match="不能作为上年数"):
        confirm(_figure(figures, "500", "人"), "new_jobs")
    with pytest.raises(JingweiError, match="没有代号为“ships”的指标"):
        confirm(_figure(figures, "4", "处"), "ships")
    confirm(_figure(figures, "4", "处"), "houses")
    with pytest.raises(Conflict, match="已经处理过"):
        confirm(_figure(figures, "4", "处"), "houses")


def test_what_a_supplier_reported_is_not_replaced(street):
    report("budget_revenue", "2024", "19980")
    with pytest.raises(JingweiError, match="已由区财政局报来"):
        confirm(_figure(read(), "2", "亿元"), "budget_revenue")
    assert Reported.objects.filter(indicator="budget_revenue", period="2024").count() == 1


def test_figures_are_set_aside_and_leaders_confirm_nothing(street):
    figures = read()
    perform(DismissFigure(), targets=[figures[0].pk])
    assert ReadFigure.objects.get(pk=figures[0].pk).state == ReadFigure.State.DISMISSED
    with open_scope(street.scope("leader")), pytest.raises(Refused):
        confirm(figures[1], "houses")


def test_an_indicator_is_suggested_by_its_name(street):
    namesakes = Namesakes(load_definitions().values())
    assert namesakes.of("一般公共预算收入", "亿元")[0].key == "budget_revenue"
    assert namesakes.of("全街道登记房屋数", "处")[0].key == "houses"
    assert "houses" not in {one.key for one in namesakes.of("登记房屋", "人")}
    assert namesakes.of("一般公共预算收入", "亿元")[0].score > LIKELY
    assert namesakes.of("森林覆盖率", "公顷") == []


RANKED = "2024年，一般公共预算收入21000万元，同比增长5.5%，完成年度计划96.8%，在全区各镇街中排名第3。\n"


def test_rank_and_completion_of_a_report_are_kept_as_published(street):
    figures = read(RANKED)
    confirm(_figure(figures, "3", "位"), "budget_revenue")
    confirm(_figure(figures, "96.8", "%"), "budget_revenue")
    known = cell("budget_revenue", "2024")
    assert known.value is None
    assert {one.measure: (float(one.value), one.supplier) for one in known.published} == {
        "rank": (3.0, "上年总结"), "completion": (96.8, "上年总结"),
    }  # fmt: skip
    assert known.said("rank").group == "全区各镇街"


def test_a_rank_without_its_group_is_asked_for(street):
    figures = read("2024年，一般公共预算收入排名第3。\n")
    with pytest.raises(Invalid, match="在哪些单位中排名"):
        confirm(_figure(figures, "3", "位"), "budget_revenue")
    confirm(_figure(figures, "3", "位"), "budget_revenue", rank_group="全市各街道")
    assert cell("budget_revenue", "2024").said("rank").group == "全市各街道"


def test_what_was_published_already_confirms_the_figure_and_another_number_is_told(street):
    report("budget_revenue", "2024", "21000", growth="5.5", completion="96.8", rank=4, rank_group="全区各镇街")
    figures = read(RANKED)
    for value, unit in (("21000", "万元"), ("5.5", "%"), ("96.8", "%")):
        confirm(_figure(figures, value, unit), "budget_revenue")
    assert Reported.objects.filter(indicator="budget_revenue", period="2024").count() == 1
    assert ReadFigure.objects.filter(bound_to="budget_revenue", state=ReadFigure.State.CONFIRMED).count() == 3
    with pytest.raises(JingweiError, match=r"已由区财政局报来.*第4位.*与文中的.*不同"):
        confirm(_figure(figures, "3", "位"), "budget_revenue")
