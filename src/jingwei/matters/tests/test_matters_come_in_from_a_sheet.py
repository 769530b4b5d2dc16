"""What another platform exported comes in with its times, is not taken twice, and is taken back as one."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import open_scope
from jingwei.matters.actions import ImportMatters
from jingwei.matters.models import CallBack, Matter, Request, Step
from jingwei.matters.tests.asking import move
from jingwei.people.tests.list_sheets import sheet
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
HEAD = (
    "工单编号", "类别", "来源", "诉求标题", "诉求内容", "区划编码", "地点", "来电时间", "派单时间", "承办单位",
    "截止时间", "办理反馈时间", "办结时间", "办理结果", "答复内容", "是否联系", "是否解决", "满意度",
)  # fmt: skip


@pytest.fixture
def street() -> Street:
    return make_street()


def line(street: Street, number: str, **told: str) -> tuple[Any, ...]:
    row = dict.fromkeys(HEAD, "") | {
        "工单编号": number, "类别": "12345工单", "来源": "12345热线", "诉求标题": "路灯不亮",
        "区划编码": street.grid().code, "来电时间": "2025/6/3 14:05:10", **told,
    }  # fmt: skip
    return tuple(row.values())


CLOSED = {
    "派单时间": "2025-06-03 15:00", "承办单位": "城市建设办公室", "截止时间": "2025-06-10",
    "办理反馈时间": "2025-06-05 09:30",
    "办结时间": "2025-06-05 16:00", "办理结果": "已解决", "答复内容": "已更换灯泡。",
    "是否联系": "是", "是否解决": "是", "满意度": "满意",
}  # fmt: skip


def bring(street: Street, rows: list[tuple[Any, ...]]) -> str:
    """Upload and confirm; gives the page after it."""
    client = street.sign_in(Client(), "dispatcher")
    preview = client.post("/matters/import/", {"file": sheet("工单导出", HEAD, rows)}).content.decode()
    kept = preview.split('name="kept" value="')[1][:36]
    return client.post("/matters/import/", {"kept": kept}).content.decode()


def values(street: Street, number: str, **told: str) -> dict[str, Any]:
    row = {"outside_number": number, "kind": "hotline", "channel": "hotline", "title": "路灯不亮"}
    return {**row, "place": street.grid().code, "received_at": "2025-06-03 14:05", **told}


def test_what_was_closed_elsewhere_is_closed_here_with_its_times(street: Street) -> None:
    page = bring(
        street, [line(street, "A1", **CLOSED), line(street, "A2", 派单时间="2025-06-03 15:00"), line(street, "A3")]
    )
    assert "导入完成" in page
    with open_scope(street.scope("leader")):
        closed, working, waiting = (Matter.objects.get(outside_number=number) for number in ("A1", "A2", "A3"))
        assert (closed.stage, working.stage, waiting.stage) == ("closed", "working", "received")
        assert (closed.on_time, str(closed.closed_on), closed.rating, closed.solved) == (
            True,
            "2025-06-05",
            "good",
            True,
        )
        assert closed.lead == street.departments["urban"]
        assert [f"望澜〔2025〕{n}号" for n in (1, 2, 3)] == sorted(Matter.objects.values_list("number", flat=True))
        steps = Step.objects.filter(matter=closed).order_by("at").values_list("verb", "after")
        assert list(steps) == [
            ("receive", "received"), ("dispatch", "working"), ("finish", "reviewing"), ("enter", "closed"),
        ]  # fmt: skip
        assert CallBack.objects.get().rating == "good"
    assert move(street, "dispatcher", "accept", waiting).stage == "accepted"


def test_a_row_that_is_known_already_stays_as_it_is(street: Street) -> None:
    bring(street, [line(street, "A1")])
    page = bring(street, [line(street, "A1", **CLOSED), line(street, "B1"), line(street, "B1")])
    assert "导入完成" in page
    with open_scope(street.scope("leader")):
        assert sorted(Matter.objects.values_list("outside_number", "stage")) == [("A1", "received"), ("B1", "received")]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"place": "990101009"}, "没有编码为“990101009”的区域"),
        ({"lead": "水务局"}, "没有“水务局”这个部门"),
        ({"dispatched_at": "2025-06-02"}, "早于收到时间"),
        ({"closed_at": "2099-01-01"}, "晚于现在"),
        ({"rating": "满意"}, "还没有办结时间"),
        ({"claimed": "300"}, "12345工单没有这一项"),
        ({"closed_at": "2025-06-05", "returned_at": "2025-06-05"}, "只能有一个"),
        ({"kind": "来电"}, "12345工单"),
    ],
)
def test_a_wrong_row_is_told_with_its_field_and_value(street: Street, told: dict[str, str], says: str) -> None:
    with open_scope(street.scope("dispatcher")):
        with pytest.raises(Invalid, match=says):
            perform(ImportMatters(), [values(street, "A1"), values(street, "A2", **told)])
        assert (Matter.objects.count(), Request.objects.count()) == (0, 0)


def test_an_import_is_taken_back_and_its_numbers_may_come_in_again(street: Street) -> None:
    with open_scope(street.scope("dispatcher")):
        record = perform(ImportMatters(), [values(street, "A1"), values(street, "A2")]).result["import"]
        perform(UndoImport(), targets=[UUID(record)], reason="传错了文件")
        assert set(Matter.objects.values_list("stage", "outside_number")) == {("void", "")}
        again = perform(ImportMatters(), [values(street, "A1")]).result
        assert (again["new"], again["same"]) == (1, 0)


def test_what_was_moved_since_is_not_taken_back(street: Street) -> None:
    with open_scope(street.scope("dispatcher")):
        record = perform(ImportMatters(), [values(street, "A1")]).result["import"]
        matter = Matter.objects.get()
    move(street, "dispatcher", "accept", matter)
    with open_scope(street.scope("dispatcher")), pytest.raises(Conflict, match=matter.number):
        perform(UndoImport(), targets=[UUID(record)], reason="传错了文件")
