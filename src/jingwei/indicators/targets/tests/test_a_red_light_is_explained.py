"""A red light waits for cause, measure, person and date with those whose it is; a change is told once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.lights import Light
from jingwei.core.scope import current_scope, open_scope
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.home import panels_for
from jingwei.core.ui.values import as_text
from jingwei.indicators.actions import AssessTargets, EnterLights, ExplainRed, FinishRemedy, SetLightRules
from jingwei.indicators.actions.set_light_rules import bounds_of
from jingwei.indicators.targets.models import GivenLight, LightChange, Remedy
from jingwei.indicators.targets.nightly import assess_lights
from jingwei.indicators.targets.rules import rules_in_force
from jingwei.indicators.targets.tests.setting import set_target, standing
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
WHY = {"cause": "项目推迟开工", "measure": "一周一调度", "person": "经发办主任", "due": str(TODAY + timedelta(days=30))}


@pytest.fixture
def street() -> Street:
    return make_street()


def _panel(street: Street, role: str) -> str:
    with open_scope(street.scope(role)):
        panels: tuple[Panel, ...] = panels_for(current_scope().actor)
        found = next((one for one in panels if one.title == "亮灯提醒"), None)
        return "" if found is None or found.table is None else "；".join(
            "，".join(map(as_text, row.cells)) for row in found.table.rows
        )  # fmt: skip


def _behind(street: Street, **more: Any) -> UUID:
    """A target of the last month that is over: a limit that was passed."""
    with open_scope(street.scope("statistician")):
        define("cases", name="信访件", unit="件", reported="cases", flow="monthly")
        last = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
        report("cases", f"{last:%Y-%m}", "9", unit="件")
        return set_target("cases", "5", f"{last:%Y-%m}", operator="at_most", **more)


def test_a_change_is_written_down_once(street: Street) -> None:
    key = _behind(street)
    assert assess_lights(TODAY) == ["望澜街道评灯1项，有变化1项"]
    assert assess_lights(TODAY) == []
    with open_scope(street.scope("statistician")):
        row = LightChange.objects.get()
        assert (row.target_id, row.before, row.after, row.current) == (key, "", Light.RED, True)
        report("cases", str(_month()), "4", unit="件")
        assert perform(AssessTargets()).result == {"assessed": 1, "changed": 1}
        assert list(LightChange.objects.order_by("at").values_list("after", "current")) == [
            ("red", False),
            ("met", True),
        ]


def _month() -> str:
    return f"{(TODAY.replace(day=1) - timedelta(days=1)):%Y-%m}"


def test_it_waits_on_the_workbench_of_its_department(street: Street) -> None:
    key = _behind(street, department="城市建设办公室")
    assess_lights(TODAY)
    assert "信访件" in _panel(street, "handler")
    assert "待说明" in _panel(street, "handler")
    assert "待说明" in _panel(street, "statistician")
    assert _panel(street, "community_secretary") == ""
    with open_scope(street.scope("handler")):
        perform(ExplainRed(), [{"about": str(key), **WHY}])
    assert "整改中" in _panel(street, "handler")
    with open_scope(street.scope("statistician")):
        Remedy.objects.update(due=TODAY - timedelta(days=3))
    assert "整改超期3天" in _panel(street, "handler")


def test_another_department_explains_nothing(street: Street) -> None:
    key = _behind(street, department="应急管理办公室")
    assess_lights(TODAY)
    assert _panel(street, "handler") == ""
    with open_scope(street.scope("handler")), pytest.raises(Refused, match="限本部门"):
        perform(ExplainRed(), [{"about": str(key), **WHY}])


def test_a_community_explains_its_own(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("houses", name="房屋数", unit="处", count="houses")
        own = set_target("houses", "5", "2025", place="第1社区")
        other = set_target("houses", "5", "2025", place="第2社区")
    with open_scope(street.scope("community_secretary")):
        perform(ExplainRed(), [{"about": str(own), **WHY}])
        with pytest.raises(Refused):
            perform(ExplainRed(), [{"about": str(other), **WHY}])


def test_an_explanation_is_whole_and_lies_ahead(street: Street) -> None:
    key = _behind(street)
    with open_scope(street.scope("office")):
        for wrong, said in (
            ({"due": str(TODAY - timedelta(days=1))}, "已经过去"),
            ({"cause": ""}, ""),
            ({"person": ""}, ""),
        ):
            with pytest.raises(Invalid) as refused:
                perform(ExplainRed(), [{"about": str(key), **WHY, **wrong}])
            assert said in refused.value.problems[0].message
        assert not Remedy.objects.exists()
        perform(ExplainRed(), [{"about": str(key), **WHY}])
        perform(ExplainRed(), [{"about": str(key), **WHY, "cause": "另有原因"}])
        assert list(Remedy.objects.order_by("known_from").values_list("cause", flat=True)) == [
            "项目推迟开工",
            "另有原因",
        ]
        now = Remedy.objects.get(known_to=None)
        perform(FinishRemedy(), [{"done_on": str(TODAY), "outcome": "已开工"}], targets=[now.pk])
        with pytest.raises(Conflict):
            perform(FinishRemedy(), [{"done_on": str(TODAY), "outcome": "已开工"}], targets=[now.pk])


def test_a_light_from_above_is_explained_too(street: Street) -> None:
    sheet = {"period": "2025Q3", "issuer": "区考核办", "paper": "通报", "assessed": "2", "green": "1", "yellow": "0",
             "red": "1", "lights": "固定资产投资 红灯"}  # fmt: skip
    with open_scope(street.scope("statistician")):
        define("invested", name="固定资产投资", unit="亿元", reported="invested", owner="城市建设办公室")
        perform(EnterLights(), [sheet])
        light = GivenLight.objects.get()
        assert light.indicator == "invested"
    assert "固定资产投资（2025年三季度，区考核办通报），红灯，待说明" in _panel(street, "handler")
    with open_scope(street.scope("handler")):
        perform(ExplainRed(), [{"about": str(light.light), **WHY}])
    assert _panel(street, "handler") == ""
    with open_scope(street.scope("statistician")):
        perform(EnterLights(), [{**sheet, "paper": "更正通报"}])
    assert _panel(street, "handler") == ""


def test_rules_of_the_office_are_versions(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
        report("revenue", "2025-01/2025-06", "45")
        key = set_target("revenue", "100")
        then = timezone.now()
        assert standing(key, "2025-07-10").light == Light.YELLOW
        wanted = {**bounds_of(rules_in_force()), "basis": "街道督查办法", "reach_flow_running_red": "-3"}
        assert perform(SetLightRules(), [wanted]).result == {"version": 2}
        assert perform(SetLightRules(), [wanted]).result == {"version": 2}
        found = standing(key, "2025-07-10")
        assert (found.light, found.judged.version) == (Light.RED, 2)
        assert "慢于序时不超过3个百分点亮黄灯，否则亮红灯；现为慢于序时5个百分点" in found.judged.rule
        assert standing(key, "2025-07-10", known_at=then).light == Light.YELLOW
        with pytest.raises(Invalid) as refused:
            perform(SetLightRules(), [{**wanted, "reach_flow_running_red": "5"}])
        assert "黄灯不低于 5，高于绿灯的 0" in refused.value.problems[0].message
