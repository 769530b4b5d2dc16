"""周办理: after a day it is the officer's, after a week it is on the leader's Friday list; documents become tasks."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import find_action, perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.matters.ladders import Level, ladders, read_ladder
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_matter_climbs_by_its_age_and_leaves_when_it_is_closed(street: Street, client: Client) -> None:
    now = timezone.localtime()
    ages = {"今天的": 0, "前天的": 2, "十天前的": 10}
    since = {title: now - timedelta(days=age, minutes=5) for title, age in ages.items()}
    made = {
        title: receive(street, kind="help", channel="phone", title=title, received_at=f"{at:%Y-%m-%d %H:%M}")
        for title, at in since.items()
    }
    receive(street, title="不在此列", received_at="2025-06-03")
    street.sign_in(client, "community_secretary")
    page = client.get("/matters/ladders/service/")
    assert [link.count for link in page.context["tabs"]] == [1, 1, 1]
    for level, title in zip(("day", "week", "friday"), ages, strict=True):
        rows = client.get(f"/matters/ladders/service/?level={level}").context["table"].rows
        assert [row.cells[0].value for row in rows] == [title]
    friday = ladders()["service"].levels[-1].next_day(timezone.localdate())
    with open_scope(street.scope("dispatcher")):
        told = {"day": str(friday), "shift": "day", "seat": "service", "staff": str(street.staff["leader"].pk)}
        perform(find_action("people.set_duty"), [told])
    street.sign_in(client, "leader")
    paper = client.get("/matters/ladders/service/?level=friday&as=paper").content.decode()
    for word in (
        "十天前的",
        f"{friday.year}年{friday.month}月{friday.day}日",
        f"为民服务岗：{street.staff['leader'].name}",
    ):
        assert word in paper
    assert "前天的" not in paper.replace("十天前的", "")
    done = {"outcome": "solved", "reply": "已办。"}
    walk(street, made["十天前的"], ("dispatcher", "accept"), ("dispatcher", "finish", done))
    assert client.get("/matters/ladders/service/?level=friday").context["tabs"][2].count == 0
    assert client.get("/matters/ladders/nothing/").status_code == 404


def test_a_ladder_is_data_that_must_make_sense() -> None:
    assert Level("f", "周五", "领导", weekday=5).next_day(date(2026, 11, 30)) == date(2026, 12, 4)
    assert Level("f", "周五", "领导", weekday=5).next_day(date(2026, 12, 4)) == date(2026, 12, 4)
    first, last = {"key": "a", "name": "甲", "who": "甲", "days": 3}, {"key": "b", "name": "乙", "who": "乙"}
    with pytest.raises(ValueError, match="unknown kinds"):
        read_ladder("x", {"name": "甲", "kinds": ["nothing"], "levels": [first, last]})
    with pytest.raises(ValueError, match="days grow"):
        read_ladder("x", {"name": "甲", "kinds": ["grid"], "levels": [first, {**first, "key": "c"}, last]})


def test_a_document_becomes_a_supervised_matter_for_each_task(street: Street, client: Client) -> None:
    told = {"paper": "应急〔2026〕88号", "issuer": "区应急局", "due": "2099-01-05"}
    street.sign_in(client, "dispatcher")
    tasks = "开展冬季用火用电检查｜应急管理办公室\n\n汇总报送检查情况"
    answer = client.post("/matters/documents/new/", {**told, "tasks": tasks}, follow=True)
    assert "已登记2项任务" in answer.content.decode()
    with open_scope(street.scope("office")):
        first, second = Matter.objects.filter(kind="supervised").select_related("lead").order_by("number")
    assert (first.title, first.stage, first.lead.name, second.stage) == (
        "开展冬季用火用电检查", "working", "应急管理办公室", "received",
    )  # fmt: skip
    assert (second.details, f"{timezone.localtime(second.due_at):%Y-%m-%d %H:%M}") == (
        {"ordered_in": "document", "ordered_by": "区应急局", "paper": "应急〔2026〕88号"}, "2099-01-05 23:59",
    )  # fmt: skip
    action = find_action("matters.take_document")
    with open_scope(street.scope("dispatcher")):
        with pytest.raises(Conflict, match="已经登记过任务"):
            perform(action, [{**told, "tasks": "再来"}])
        wrong = {"查|没有这个办": "没有“没有这个办”这个部门", "长" * 121: "第1行超过120字", "\n \n": "任务"}
        for tasks, words in wrong.items():
            with pytest.raises(Invalid, match=words):
                perform(action, [{**told, "paper": "另一份", "tasks": tasks}])
    with open_scope(street.scope("handler")), pytest.raises(Refused):
        perform(action, [{**told, "paper": "另一份", "tasks": "甲"}])
