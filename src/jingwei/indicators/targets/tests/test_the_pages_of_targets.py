"""The pages as each role sees them: list, target, board, forms; what waits, what is said, what is refused."""

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import EnterLights
from jingwei.indicators.actions.set_light_rules import bounds_of
from jingwei.indicators.targets.models import GivenLight, LightSheet, TargetValue
from jingwei.indicators.targets.rules import rules_in_force
from jingwei.indicators.targets.tests.setting import set_target
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("statistician")):
        define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
        define("invested", name="固定资产投资", unit="亿元", decimals=1, reported="invested", flow="cumulative")
        for month, value in (("03", "1000"), ("06", "2600"), ("12", "5200")):
            report("revenue", f"2025-01/2025-{month}", value)
        report("invested", "2025-01/2025-09", "20", unit="亿元")
        set_target("revenue", "5000", department="城市建设办公室")
        set_target("invested", "40", department="城市建设办公室", person="经发办主任")
    return street


def _text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[-1500:]
    return answer.content.decode()


def test_the_list_shows_the_worst_first_and_narrows(street: Street, client: Client) -> None:
    street.sign_in(client, "leader")
    shown = _text(client, "/indicators/targets/")
    assert shown.index("固定资产投资") < shown.index("财政收入")
    assert "2025年全年" not in shown
    assert "下达目标" not in shown
    assert "固定资产投资" not in _text(client, "/indicators/targets/?light=met")
    then = _text(client, "/indicators/targets/?period=2025&on=2025-06-30")
    assert "快于序时2个百分点" in then
    printed = _text(client, "/indicators/targets/?period=2025&print=1")
    assert "2025年目标完成情况" in printed
    assert "制表人" in printed
    assert "还没有目标" in _text(client, "/indicators/targets/?period=2019")
    assert "不是统计期" in _text(client, "/indicators/targets/?period=2021-13", 400)


def test_a_target_tells_its_year(street: Street, client: Client) -> None:
    street.sign_in(client, "statistician")
    with open_scope(street.scope("statistician")):
        key = TargetValue.objects.get(indicator="revenue").pk
    shown = _text(client, f"/indicators/targets/{key}/")
    for said in ("已完成", "104%", "2025年一季度", "慢于序时", "亮灯依据", "第1版", "观政发〔2025〕3号"):
        assert said in shown
    assert "全年数已有" in _text(client, f"/indicators/targets/{key}/outlook/")
    assert "预计全年" in _text(client, f"/indicators/targets/{key}/outlook/?on=2025-06-30")


def test_a_target_is_set_corrected_explained_and_withdrawn_on_pages(street: Street, client: Client) -> None:
    street.sign_in(client, "statistician")
    row = {"indicator": "revenue", "period": "2026年", "operator": "at_least", "value": "6000", "issuer": "区政府",
           "paper": "4号", "key": "k1"}  # fmt: skip
    answer = client.post("/indicators/targets/new/", {**row, "unit": "人"})
    assert answer.status_code == 422
    assert "请核对单位" in answer.content.decode()
    answer = client.post("/indicators/targets/new/", {**row, "key": "k2"}, follow=True)
    assert "已登记目标" in answer.content.decode()
    here = answer.request["PATH_INFO"]
    shown = _text(client, f"{here}correct/")
    assert 'value="6000"' in shown
    again = {**row, "change": "correct", "value": "6500", "reason": "看错行", "key": "k3"}
    assert "不低于6500万元" in client.post(f"{here}correct/", again, follow=True).content.decode()
    done = client.post(f"{here}withdraw/", {"reason": "区里取消", "key": "k4"}, follow=True).content.decode()
    assert "已撤销" in done
    assert "区里取消" in done or "撤销目标" in done
    assert client.get(f"{here}correct/").status_code == 409


def test_who_may_not_is_told_who_may(street: Street, client: Client) -> None:
    street.sign_in(client, "grid_worker")
    assert _text(client, "/indicators/targets/")
    assert client.get("/indicators/targets/new/").status_code == 403
    assert "目标与亮灯" not in _text(client, "/")
    street.sign_in(client, "leader")
    assert "目标与亮灯" in _text(client, "/")


def test_the_board_shows_a_difference_and_what_waits(street: Street, client: Client) -> None:
    sheet = {
        "period": "2025Q3", "issuer": "区考核办", "paper": "通报3期", "assessed": "3", "green": "1", "yellow": "0",
        "red": "2", "rank": "5", "rank_group": "全区各镇街", "lights": "固定资产投资 绿灯\n财政收入 红灯 同比-3%",
    }  # fmt: skip
    with open_scope(street.scope("statistician")):
        perform(EnterLights(), [sheet])
        light, page = GivenLight.objects.get(name="财政收入").light, LightSheet.objects.get().pk
    street.sign_in(client, "handler")
    shown = _text(client, "/indicators/targets/lights/")
    for said in ("2025年三季度", "第5位", "不一致：通报绿灯，系统算红灯", "待说明", "还有1个没有列名"):
        assert said in shown
    assert "2025年三季度亮灯通报" in _text(client, "/indicators/targets/lights/?period=2025Q3&print=1")
    assert "红灯说明" in _text(client, f"/indicators/targets/lights/{light}/")
    assert "通报3期" in _text(client, f"/indicators/targets/lights/sheets/{page}/")
    why = {
        "cause": "税源外迁",
        "measure": "逐户走访",
        "person": "财政所长",
        "due": str(timezone.localdate()),
        "key": "k",
    }
    assert "税源外迁" in client.post(f"/indicators/targets/lights/{light}/explain/", why, follow=True).content.decode()
    assert "整改中" in _text(client, "/indicators/targets/lights/")
    assert "还没有亮灯通报" in _text(client, "/indicators/targets/lights/?period=2024Q1")


def test_the_rules_are_read_and_changed(street: Street, client: Client) -> None:
    street.sign_in(client, "statistician")
    assert "不慢于序时亮绿灯，慢于序时不超过10个百分点亮黄灯，否则亮红灯" in _text(
        client, "/indicators/targets/lights/rules/"
    )
    shown = _text(client, "/indicators/targets/lights/rules/change/")
    assert "期内：黄灯不低于" in shown
    with open_scope(street.scope("statistician")):
        bounds = bounds_of(rules_in_force())
    row = {**bounds, "basis": "督查办法", "growth_ended_red": "5", "key": "r1"}
    wrong = client.post("/indicators/targets/lights/rules/change/", row)
    assert "黄灯不低于 5，高于绿灯的 0" in wrong.content.decode()
    row = {**row, "growth_ended_red": "-1", "key": "r2"}
    assert (
        "现行规则为第2版" in client.post("/indicators/targets/lights/rules/change/", row, follow=True).content.decode()
    )
