"""待回填: in the order in which they are due there, field by field with copy buttons, or as one sheet, ticked off."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jingwei.core.errors import Refused
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Step
from jingwei.matters.pages.entering import span_words
from jingwei.matters.platforms import platforms, read_platform
from jingwei.matters.tests.asking import DONE, dispatched, move, read, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def ready(street: Street, number: str, due: str, reply: str = "已更换灯泡。") -> Matter:
    """A matter whose answer was approved and is not yet entered."""
    matter = dispatched(street, outside_number=number, outside_due=due)
    return walk(street, matter, ("handler", "finish", {**DONE, "reply": reply}), ("leader", "approve"))


def test_what_is_due_first_stands_first_with_how_long_is_left(street: Street, client: Client) -> None:
    ready(street, "LATER", "2099-06-10")
    soon = timezone.localtime() + timedelta(hours=3, minutes=30)
    ready(street, "SOON", f"{soon:%Y-%m-%d %H:%M}")
    ready(street, "OVER", "2025-06-03 10:00")
    dispatched(street, outside_number="WORKING", outside_due="2099-06-10")
    page = street.sign_in(client, "dispatcher").get("/matters/entering/").content.decode()
    assert page.index("OVER") < page.index("SOON") < page.index("LATER")
    assert ("WORKING" in page, "3小时2" in page, "超" in page) == (False, True, True)


def test_an_answer_stands_in_the_fields_of_the_platform_and_each_can_be_copied(street: Street, client: Client) -> None:
    matter = ready(street, "20250603001", "2099-06-10", "已更换灯泡。\n并回访。")
    page = street.sign_in(client, "dispatcher").get(f"/matters/entering/{matter.pk}/").content.decode()
    for field in platforms()["hotline"].reply:
        assert field.label in page
    for word in ('value="20250603001"', 'value="已解决"', 'value="城市建设办公室"', "已更换灯泡。\n并回访。"):
        assert word in page
    assert page.count("data-copy=") == 5
    assert page.count("系统里没有登记") == 2


def test_everybody_who_asked_is_answered_under_their_own_number(street: Street, client: Client) -> None:
    into = dispatched(street, outside_number="A1", outside_due="2099-06-10")
    other = receive(street, outside_number="A2")
    move(street, "dispatcher", "join", other, into=str(into.pk))
    into = walk(street, read(street, into.pk), ("handler", "finish", DONE), ("leader", "approve"))
    street.sign_in(client, "dispatcher")
    page = client.get(f"/matters/entering/{into.pk}/").content.decode()
    assert ('value="A1"' in page, 'value="A2"' in page) == (True, True)
    sheet = client.post("/matters/entering/batch/", {"matter": [str(into.pk)]})
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["工单编号", "A1", "A2"]


def test_many_are_entered_by_one_sheet_and_ticked_off_together(street: Street, client: Client) -> None:
    told = [ready(street, f"A{n}", f"2099-06-1{n}", "=1+1") for n in range(3)]
    keys = [str(one.pk) for one in told]
    street.sign_in(client, "dispatcher")
    sheet = client.post("/matters/entering/batch/", {"matter": keys[:2]})
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == [field.label for field in platforms()["hotline"].reply]
    assert [row[:3] for row in rows[1:]] == [["A0", "已解决", "=1+1"], ["A1", "已解决", "=1+1"]]
    answer = client.post("/matters/entering/done/", {"matter": keys[:2]}, follow=True).content.decode()
    assert "已登记回填 2 件" in answer
    assert [read(street, key).stage for key in keys] == ["closed", "closed", "entering"]
    with open_scope(street.scope("leader")):
        step = Step.objects.get(matter=told[0].pk, verb="enter")
        assert (step.actor_label, step.said) == (street.staff["dispatcher"].name, {"outside_number": "A0"})


def test_what_cannot_be_ticked_off_keeps_all_of_them_open(street: Street, client: Client) -> None:
    one, other = ready(street, "A1", "2099-06-10"), ready(street, "A2", "2099-06-10")
    move(street, "leader", "suspend", other, reason="等待平台恢复")
    street.sign_in(client, "dispatcher")
    keys = [str(one.pk), str(other.pk)]
    answer = client.post("/matters/entering/done/", {"matter": keys}, follow=True).content.decode()
    assert f"没有登记：{other.number}已暂停" in answer
    assert read(street, one.pk).stage == "entering"
    assert "请先勾选" in client.post("/matters/entering/done/", {}, follow=True).content.decode()


def test_only_the_desk_enters(street: Street, client: Client) -> None:
    matter = ready(street, "A1", "2099-06-10")
    street.sign_in(client, "handler")
    for path in ("/matters/entering/", f"/matters/entering/{matter.pk}/"):
        assert client.get(path).status_code == 403
    for path in ("/matters/entering/done/", "/matters/entering/batch/"):
        assert client.post(path, {"matter": str(matter.pk)}).status_code == 403
    with pytest.raises(Refused):
        move(street, "handler", "enter", matter)


def test_a_pack_that_names_what_is_not_there_is_refused() -> None:
    body = {"name": "平台", "kind": "hotline", "channel": "hotline", "reply": [{"label": "编号", "value": "number"}]}
    assert read_platform("x", body).reply[0].label == "编号"
    with pytest.raises(ValueError, match="unknown values"):
        read_platform("x", {**body, "reply": [{"label": "得分", "value": "score"}]})
    with pytest.raises(ValueError, match="no kind"):
        read_platform("x", {**body, "kind": "weather"})


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0分"), (12, "12分"), (245, "4小时5分"), (1440, "1天"), (4560, "3天4小时")]
)
def test_a_span_is_told_as_people_say_it(minutes: int, words: str) -> None:
    assert span_words(timedelta(minutes=minutes)) == words
