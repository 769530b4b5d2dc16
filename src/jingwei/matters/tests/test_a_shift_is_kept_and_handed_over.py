"""The log of a shift, urgent information against its limits, hand-over and daily brief: one evening in a walk."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.minutely import run_minute
from jingwei.core.scope import open_scope
from jingwei.matters.duty.actions import HandOverShift, SetTerms, TakeOverShift, UrgentCalled
from jingwei.matters.duty.stored import DailyBrief, LogEntry, ShiftHandOver, UrgentReport
from jingwei.matters.tests.asking import receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_what_is_left_open_goes_over_to_the_next_shift(street: Street, client: Client) -> None:
    urgent = receive(street, urgent="是")
    street.sign_in(client, "dispatcher")
    client.post("/matters/duty/new/", {"kind": "call", "text": "区值班室通知大风预警，已转各社区", "handed": "yes"})
    client.post("/matters/duty/new/", {"kind": "patrol", "text": "巡查沿海步道正常"})
    ahead = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%d %H:%M}"
    assert client.post("/matters/duty/new/", {"kind": "other", "text": "明天的事", "at": ahead}).status_code == 422
    page = client.get("/matters/duty/").content.decode()
    assert ("区值班室通知大风预警" in page, "明天的事" in page, "待续办" in page) == (True, False, True)
    done = client.post("/matters/duty/hand-over/", {"remark": "钥匙在抽屉"})
    record = client.get(done["Location"]).content.decode()
    for word in ("区值班室通知大风预警", urgent.number, "钥匙在抽屉", "待接班"):
        assert word in record
    assert "巡查沿海步道正常" not in record
    with open_scope(street.scope("dispatcher")):
        one = ShiftHandOver.objects.get()
        with pytest.raises(Refused, match="交班人不能接自己的班"):
            perform(TakeOverShift(), targets=[one.pk])
        with pytest.raises(Conflict, match="请先接班"):
            perform(HandOverShift())
        entry = LogEntry.objects.get(handed=True)
    street.sign_in(client, "office")
    client.post(f"/matters/duty/hand-over/{one.pk}/take/", {"remark": "清楚"})
    client.post(f"/matters/duty/lines/{entry.pk}/settle/", {"outcome": "各社区已回复到位"})
    page = client.get("/matters/duty/").content.decode()
    assert ("已接班" in page, "各社区已回复到位" in page, "没有上一班留下的事" in page) == (True, True, True)
    assert client.post(f"/matters/duty/lines/{entry.pk}/settle/", {"outcome": "再办"}).status_code == 409
    # The list stays as it was handed over.
    assert "区值班室通知大风预警" in client.get(f"/matters/duty/hand-over/{one.pk}/?as=paper").content.decode()
    assert "巡查沿海步道正常" in client.get("/matters/duty/?as=paper").content.decode()
    street.sign_in(client, "handler")
    assert client.get("/matters/duty/").status_code == 403


def test_urgent_information_is_timed_against_the_offices_own_limits(street: Street, client: Client) -> None:
    with open_scope(street.scope("office")):
        told = {"call_minutes": "20", "written_minutes": "90", "silent_days": "5", "brief_at": "17点"}
        with pytest.raises(Invalid, match="17:00"):
            perform(SetTerms(), [told])
        perform(SetTerms(), [{**told, "brief_at": "8:05"}])
    known = timezone.localtime() - timedelta(minutes=30)
    street.sign_in(client, "dispatcher")
    asked = {
        "title": "仓库起火",
        "known_at": f"{known:%Y-%m-%d %H:%M}",
        "place": str(street.grid().pk),
        "text": "无人员伤亡",
    }
    done = client.post("/matters/duty/urgent/new/", asked)
    page = client.get(done["Location"]).content.decode()
    assert ("未报，已超时" in page, "未报，" in page) == (True, True)
    with open_scope(street.scope("dispatcher")):
        one = UrgentReport.objects.get()
        assert (one.call_due_at - one.known_at, one.written_due_at - one.known_at) == (
            timedelta(minutes=20), timedelta(minutes=90),
        )  # fmt: skip
        with pytest.raises(Invalid, match="不能早于获悉时间"):
            perform(UrgentCalled(), [{"to": "区委值班室", "at": "2020-01-01 08:00"}], targets=[one.pk])
    client.post(f"/matters/duty/urgent/{one.pk}/called/", {"to": "区委值班室"})
    client.post(f"/matters/duty/urgent/{one.pk}/written/", {"to": "区委办", "written": "明火已扑灭，原因在查。"})
    text = client.get("/matters/duty/urgent/").content.decode()
    assert ("超时10分钟" in text, "按时" in text) == (True, True)
    assert client.post(f"/matters/duty/urgent/{one.pk}/called/", {"to": "区委值班室"}).status_code == 409
    assert "明火已扑灭" in client.get(f"/matters/duty/urgent/{one.pk}/?as=paper").content.decode()


def test_the_brief_is_made_once_at_its_hour_and_opens_to_what_was_then(street: Street, client: Client) -> None:
    first = receive(street)
    receive(street, kind="supervised", channel="leader", title="领导批示办理")
    today = timezone.localtime()
    early, late = (
        datetime.combine(today.date(), datetime.min.time(), today.tzinfo) + timedelta(hours=h) for h in (1, 23)
    )
    with open_scope(street.scope("office")):
        told = {"call_minutes": "30", "written_minutes": "60", "silent_days": "3"}
        perform(SetTerms(), [{**told, "brief_at": "23:30"}])
    assert not any("日报" in line for line in run_minute(street.code, early))
    with open_scope(street.scope("office")):
        perform(SetTerms(), [{**told, "brief_at": "0:00"}])
    now = timezone.now()
    assert f"{today.date()}日报" in run_minute(street.code, now)
    assert f"{today.date()}日报" not in run_minute(street.code, max(late, now))
    with open_scope(street.scope("office")):
        brief = DailyBrief.objects.get()
    assert "今日收到2件（12345工单1件、督办事项1件），办结0件；在办2件" in brief.text
    # Afterwards one leaves; the brief and its rows stay as they were.
    walk(street, first, ("dispatcher", "void"))
    street.sign_in(client, "leader")
    page = client.get(f"/matters/duty/briefs/{brief.day}/")
    tiles = {tile.label: tile for tile in page.context["tiles"]}
    assert (tiles["在办"].value, page.context["copy_text"]) == (2, brief.text)
    for label in ("今日收到", "在办", "督办在办"):
        assert len(client.get(tiles[label].url).context["table"].rows) == tiles[label].value, label
    assert len(client.get("/matters/duty/briefs/").context["table"].rows) == 1
    assert client.get("/matters/duty/briefs/gestern/").status_code == 404
