"""Lights from above add up or are refused, stand beside the computed ones, and can be counted."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.lights import Light
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import EnterLights, WithdrawLights
from jingwei.indicators.packs import load_pack
from jingwei.indicators.targets.given import LinesError, read_lines
from jingwei.indicators.targets.models import GivenLight, LightSheet
from jingwei.indicators.tests.counting import cell, define
from jingwei.people.tests.street import Street, make_street

SHEET = {
    "period": "2022年一季度", "issuer": "区考核办", "paper": "《亮灯考核通报》2022年第1期", "assessed": "24",
    "green": "14", "yellow": "4", "red": "6",
}  # fmt: skip
RANK = {"rank": "1", "rank_group": "全区乡镇街道", "rank_size": "8"}


@pytest.fixture
def street() -> Street:
    return make_street()


def _define() -> None:
    """The packed indicators of lights."""
    for key, body in load_pack("district").bodies.items():
        if key.startswith("lights_"):
            define(key, **body)


def _enter(**more: Any) -> list[UUID]:
    return [UUID(key) for key in perform(EnterLights(), [{**SHEET, **more}]).result["sheets"]]


def test_lines_of_a_chat_or_a_sheet_are_read() -> None:
    found = read_lines("1、固定资产投资 红灯 增速-3.1%\n规上工业增加值\t绿\n\n财政收入：黄灯，完成率48%")
    assert [(one.name, one.state, one.note) for one in found] == [
        ("固定资产投资", Light.RED, "增速-3.1%"), ("规上工业增加值", Light.GREEN, ""),
        ("财政收入", Light.YELLOW, "完成率48%"),
    ]  # fmt: skip
    for text, said in (("财政收入", "没有写明亮什么灯"), ("甲 红灯\n甲 绿灯", "第2行的“甲”写了两次")):
        with pytest.raises(LinesError, match=said):
            read_lines(text)


@pytest.mark.django_db
def test_what_does_not_add_up_is_refused(street: Street) -> None:
    wrong = [
        ({"yellow": "3"}, "绿灯14＋黄灯3＋红灯6＝23，与考核指标数24不符"),
        ({"red": "0", "green": "20", "lights": "投资 红灯"}, "列名的红灯有1个，多于红灯总数0个"),
        ({"rank": "9", "rank_size": "8", "rank_group": "全区"}, "位次9大于参加排名的个数8"),
        ({"rank": "1"}, "要写明在哪些单位中排名"),
        ({"period": "2022年五季度"}, "不是统计期"),
        ({"lights": "投资"}, "没有写明亮什么灯"),
    ]
    with open_scope(street.scope("statistician")):
        for more, said in wrong:
            with pytest.raises(Invalid) as refused:
                _enter(**more)
            assert said in refused.value.problems[0].message
        assert not LightSheet.objects.exists()


@pytest.mark.django_db
def test_counts_and_rank_come_out_of_the_engine(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _define()
        define("named_red", unit="项", count="given_lights", where={"state": "red"})
        _enter(**RANK, lights="投资 红灯\n外资 红灯\n工业 绿灯")
        assert cell("lights_assessed", "2022Q1").value == 24
        assert cell("lights_green", "2022Q1").value == 14
        assert cell("lights_red", "2022Q1").value == 6
        assert cell("lights_rank", "2022Q1").value == 1
        assert cell("named_red", "2022Q1").value == 2
        missing = cell("lights_red", "2022Q2")
        assert (missing.value, missing.why) == (None, "这一时期的亮灯通报还没有录入")


@pytest.mark.django_db
def test_the_same_sheet_again_is_a_correction(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _define()
        _enter(**RANK, lights="投资 红灯")
        then = timezone.now()
        before = GivenLight.objects.get().light
        _enter(red="5", green="15", rank="2", rank_group="全区乡镇街道", lights="投资 红灯")
        assert {row.light for row in GivenLight.objects.all()} == {before}
        assert (cell("lights_red", "2022Q1").value, cell("lights_red", "2022Q1", then).value) == (5, 6)
        assert (cell("lights_rank", "2022Q1").value, cell("lights_rank", "2022Q1", then).value) == (2, 1)


@pytest.mark.django_db
def test_a_withdrawn_sheet_takes_its_rank_along(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _define()
        keys = _enter(**RANK)
        perform(WithdrawLights(), targets=keys, reason="录错季度")
        assert cell("lights_green", "2022Q1").value is None
        assert cell("lights_rank", "2022Q1").value is None
        with pytest.raises(Conflict):
            perform(WithdrawLights(), targets=keys, reason="录错季度")
