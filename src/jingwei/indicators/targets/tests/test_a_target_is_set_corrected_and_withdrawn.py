"""What is wrong is told in a sentence; what a target was stays readable as known at any moment."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.facts.point import Point
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import CorrectTarget, SetTarget, WithdrawTarget
from jingwei.indicators.targets.aims import load_aims
from jingwei.indicators.targets.models import TargetValue
from jingwei.indicators.targets.tests.setting import set_target
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("statistician")):
        define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
        define("capital", name="利用外资", unit="万美元", reported="capital", flow="cumulative")
        define("houses", name="房屋数", unit="处", count="houses")
        define("opened", name="新增企业数", unit="家", count="firms", at="founded")
    return street


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"indicator": "财政收人"}, "没有“财政收人”这个指标"),
    ({"period": "2021-13"}, "“2021-13”不是统计期：没有13月"),
    ({"unit": "万美元"}, "“财政收入”按“万元”计，不能填“万美元”"),
    ({"operator": "between", "upper": "80"}, "区间的下限 100 大于上限 80，请对调"),
    ({"operator": "between"}, "目标值填下限，另填上限"),
    ({"upper": "120"}, "只有“在区间内”才填上限"),
    ({"operator": "rank_at_most", "value": "2.5"}, "位次应是 1 以上的整数"),
    ({"indicator": "houses", "operator": "rank_at_most", "value": "2"}, "没有公布的位次"),
    ({"value": "0"}, "应大于 0"),
    ({"place": "第9社区"}, "没有“第9社区”这个社区"),
    ({"place": "第1社区"}, "只有全街道的，不能分解到第1社区"),
    ({"department": "经发办"}, "没有“经发办”这个部门"),
    ({"schedule": "三月份一成"}, "看不懂"),
    ({"schedule": "6月 50%，3月 20%，12月 100%"}, "由前到后"),
    ({"schedule": "6月 50%"}, "最后一项应是12月底完成 100%"),
    ({"value": ""}, "目标值"),
    ({"paper": ""}, "文号"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(street: Street, wrong: dict[str, Any], said: str) -> None:
    with open_scope(street.scope("statistician")):
        with pytest.raises(Invalid) as refused:
            set_target(**{"indicator": "revenue", "value": "100", **wrong})
        assert said in "".join(f"{one.label}{one.message}" for one in refused.value.problems)
        assert not TargetValue.objects.exists()


def test_the_same_target_is_not_set_twice(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        set_target("revenue", "100")
        with pytest.raises(Invalid) as refused:
            set_target("revenue", "120")
        assert "已有（不低于100万元）" in refused.value.problems[0].message
        set_target("revenue", "120", issuer="街道办事处")
        set_target("revenue", "8", operator="growth_at_least")
        assert len(load_aims()) == 3


def test_several_rows_name_theirs(street: Street) -> None:
    good = {
        "indicator": "revenue",
        "period": "2025",
        "operator": "at_least",
        "value": "1",
        "issuer": "区",
        "paper": "1号",
    }
    with open_scope(street.scope("statistician")), pytest.raises(Invalid) as refused:
        perform(SetTarget(), [good, {**good, "indicator": "capital", "unit": "元"}])
    assert refused.value.problems[0].row == 2


def test_a_correction_keeps_what_was_known(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        key = set_target("revenue", "1", unit="亿元")
        then = timezone.now()
        again = {"change": "correct", "operator": "at_least", "value": "1.2", "unit": "亿元", "paper": "3号"}
        perform(CorrectTarget(), [again], targets=[key], reason="看错行")
        assert load_aims()[0].low == Decimal(12000)
        assert load_aims(point=Point(date(2025, 6, 1), then))[0].low == Decimal(10000)


def test_an_adjustment_holds_from_its_day(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        key = set_target("revenue", "10000")
        again = {
            "change": "adjust",
            "operator": "at_least",
            "value": "9000",
            "paper": "调整函",
            "from_day": "2025-09-01",
        }
        perform(CorrectTarget(), [again], targets=[key], reason="区里调减")
        assert load_aims(point=Point(date(2025, 8, 31)))[0].low == Decimal(10000)
        assert load_aims(point=Point(date(2025, 9, 1)))[0].low == Decimal(9000)
        with pytest.raises(Invalid) as refused:
            perform(CorrectTarget(), [{**again, "from_day": "2026-02-01"}], targets=[key], reason="迟了")
        assert "之前；从一开始就错的请选“更正”" in refused.value.problems[0].message


def test_a_withdrawn_target_is_gone_and_may_be_set_again(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        key = set_target("revenue", "10000")
        perform(WithdrawTarget(), [{}], targets=[key], reason="重复")
        assert not load_aims()
        with pytest.raises(Conflict, match="已经撤销了"):
            perform(WithdrawTarget(), [{}], targets=[key], reason="重复")
        assert set_target("revenue", "9000") == key
        assert load_aims()[0].low == Decimal(9000)


def test_parts_that_do_not_add_up_are_noticed(street: Street) -> None:
    row = {"indicator": "opened", "period": "2025", "operator": "at_least", "issuer": "街道办事处", "paper": "分解方案"}
    with open_scope(street.scope("statistician")):
        set_target("opened", "100")
        rows = [{**row, "value": "60", "place": "第1社区"}, {**row, "value": "30", "place": "第2社区"}]
        notices = perform(SetTarget(), rows).result["notices"]
    assert notices == ["分解到2个社区合计90家，比全街道目标100家少10家，请核对分解方案"]


def test_only_who_keeps_targets_may_set_them(street: Street) -> None:
    for role in ("handler", "community_secretary", "leader"):
        with open_scope(street.scope(role)), pytest.raises(Refused):
            set_target("revenue", "100")
