"""Completion, pace, light, the date of being met, what is left: for each kind of target in its own words."""

from decimal import Decimal

import pytest
from django.utils import timezone

from jingwei.core.lights import Light
from jingwei.core.scope import open_scope
from jingwei.indicators.targets.tests.setting import set_target, standing
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def _revenue(**months: str) -> None:
    define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
    for month, value in months.items():
        report("revenue", f"2025-01/2025-{month[1:]}", value)


def test_a_statistic_is_held_against_the_months_it_covers(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m09="7500", m10="8000")
        found = standing(set_target("revenue", "1", unit="亿元"), "2025-11-20")
    assert found.latest is not None
    assert (found.latest.completion, round(found.latest.pace or 0, 1)) == (Decimal(80), Decimal("83.3"))
    assert found.light == Light.YELLOW
    assert found.said == "完成率80%，序时进度83.3%，慢于序时3.3个百分点"
    assert found.left == Decimal(2000)
    assert found.met is None


def test_far_behind_is_red_and_ahead_is_green(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m10="7300")
        behind, ahead = set_target("revenue", "10000"), set_target("revenue", "8000", issuer="街道办事处")
        assert standing(behind, "2025-11-20").light == Light.RED
        assert standing(ahead, "2025-11-20").light == Light.GREEN
        assert standing(behind, "2025-12-31").light == Light.RED


def test_what_papers_reach_first_is_when_it_was_met(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m08="6000", m09="7500", m10="8000")
        found = standing(set_target("revenue", "7500"), "2025-11-20")
    assert found.light == Light.MET
    assert found.met_on == "2025年1—9月（区财政局《财政收支月报》）"
    assert found.left == Decimal(-500)


def test_a_quarter_is_what_was_added_since_the_one_before(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m06="4000", m09="7500")
        found = standing(set_target("revenue", "3000", "2025Q3"), "2025-10-20")
    assert found.latest is not None
    assert (found.latest.value, found.met) == (Decimal(3500), True)


def test_a_limit_that_is_passed_is_red_at_once(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m05="4900", m06="5100")
        key = set_target("revenue", "5000", operator="at_most")
        before, after = standing(key, "2025-06-10"), standing(key, "2025-07-10")
    assert before.light == Light.RED
    assert before.said.startswith("已用额度98%，序时进度41.7%，比序时多用")
    assert (after.light, after.met, after.left) == (Light.RED, False, Decimal(-100))


def test_growth_is_as_published_and_told_in_points(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue()
        report("revenue", "2025-01/2025-10", None, growth="6.2")
        key = set_target("revenue", "8", operator="growth_at_least")
        found = standing(key, "2025-11-20")
    assert found.said == "同比增长6.2%，差于要求1.8个百分点"
    assert found.light == Light.YELLOW
    assert found.latest is not None
    assert found.latest.completion is None


def test_a_rank_is_never_computed(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue()
        report("revenue", "2025-01/2025-10", None, rank=5, rank_group="全区各镇街")
        found = standing(set_target("revenue", "3", operator="rank_at_most"), "2025-11-20")
    assert found.said == "第5位，比要求靠后2位"
    assert found.light == Light.YELLOW


def test_an_interval_is_left_on_either_side(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("rate", name="参保率", unit="%", decimals=1, reported="rate", flow="stock")
        report("rate", "2025-10", "93", unit="%")
        key = set_target("rate", "95", operator="between", upper="98")
        found = standing(key, "2025-11-20")
    assert found.said == "低于要求2个百分点"
    assert found.light == Light.YELLOW


def test_without_a_figure_it_is_not_rated(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue()
        found = standing(set_target("revenue", "7500"), "2025-11-20")
        coming = standing(set_target("revenue", "7500", "2027"), "2025-11-20")
    assert (found.light, found.why) == (Light.UNRATED, "这一时期的数据还没有报来")
    assert coming.why == "统计期还没有开始"


def test_a_schedule_of_its_own_is_the_pace(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m06="4000")
        key = set_target("revenue", "10000", schedule="3月 10%，6月 35%，9月 70%，12月 100%")
        found = standing(key, "2025-07-20")
        values = set_target("revenue", "10000", issuer="区财政局", schedule="上半年 3500；全年 10000")
        other = standing(values, "2025-07-20")
    assert found.latest is not None
    assert other.latest is not None
    assert found.latest.pace == other.latest.pace == Decimal(35)
    assert found.light == Light.GREEN


def test_as_known_then_is_as_it_was_known_then(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _revenue(m10="8000")
        key = set_target("revenue", "10000")
        then = timezone.now()
        report("revenue", "2025-01/2025-10", "9900")
        now, before = standing(key, "2025-11-20"), standing(key, "2025-11-20", known_at=then)
    assert now.latest is not None
    assert before.latest is not None
    assert (now.latest.value, before.latest.value) == (Decimal(9900), Decimal(8000))
