"""A pasted order or message is read into the form of registration; what is not understood is shown."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.scope import open_scope
from jingwei.matters.actions import Receive
from jingwei.matters.models import Matter
from jingwei.matters.pasted import read_pasted
from jingwei.matters.receiving import asked_of
from jingwei.people.tests.street import Street, make_street

FORM = asked_of("hotline", Receive.declared)
ORDER = """【工单编号】：20250603001　来电人：陈示例
联系电话:19900001234　　来电时间：2025年6月3日 下午2:05；紧急程度：一般
诉求内容：望澜路12号门前路灯不亮，夜里看不清路。
希望尽快修好。
事发地址：望澜路12号
工单来源：电话
截止时间：2025-06-10 18:00:00"""


def test_an_order_is_read_with_what_was_not_understood_beside_it() -> None:
    told = read_pasted(ORDER, FORM)
    assert told.values == {
        "outside_number": "20250603001", "contact_name": "陈示例", "contact_phone": "19900001234",
        "received_at": "2025-06-03T14:05", "urgent": False, "address": "望澜路12号",
        "text": "望澜路12号门前路灯不亮，夜里看不清路。\n希望尽快修好。", "outside_due": "2025-06-10T18:00",
        "title": "望澜路12号门前路灯不亮，夜里看不清路",
    }  # fmt: skip
    assert told.unread == ["工单来源：电话"]


def test_a_message_without_labels_is_the_content() -> None:
    told = read_pasted("望澜路12号路灯不亮。请派人看看", FORM)
    assert told.values == {"text": "望澜路12号路灯不亮。请派人看看", "title": "望澜路12号路灯不亮"}
    assert told.unread == []


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("来电时间：昨天下午", ["收到时间：昨天下午"]),
        ("联系电话：没有留", ["联系电话：没有留"]),
        ("工单编号：A1\n工单编号：A2", ["工单编号：A2"]),
        ("请尽快办理\n诉求内容：路灯不亮", ["请尽快办理"]),
        ("工单编号：\n诉求内容：路灯不亮", []),
    ],
)
def test_what_cannot_be_a_value_is_told_as_it_stood(text: str, unread: list[str]) -> None:
    assert read_pasted(text, FORM).unread == unread


_PARTS = ("望澜路12号", "路灯不亮", "垃圾堆放", "，", "。", " ", "（东侧）", "请尽快办理", "AB座", "3楼")
_SAID = st.lists(st.sampled_from(_PARTS), max_size=5).map(
    lambda parts: f"望澜路{''.join(parts)}附近".replace("  ", " ")
)
_DAYS = st.integers(0, 3_000_000).map(
    lambda minutes: f"{datetime(2020, 1, 1) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"
)
_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "outside_number": st.integers(1, 10**12).map(lambda one: f"GD{one}"),
        "title": _SAID,
        "text": _SAID,
        "address": _SAID,
        "received_at": _DAYS,
        "outside_due": _DAYS,
        "contact_name": st.sampled_from(["陈示例", "某女士", "李先生"]),
        "contact_phone": st.sampled_from(["19900001234", "19900005678"]),
        "urgent": st.booleans(),
        "secret": st.booleans(),
    },
)
_WORDS = {
    "outside_number": ("工单编号", "编号"), "title": ("诉求标题", "标题"), "text": ("诉求内容", "内容"),
    "address": ("事发地址", "地点"), "received_at": ("来电时间", "受理时间"), "outside_due": ("截止时间", "办结时限"),
    "contact_name": ("诉求人", "来电人"), "contact_phone": ("联系电话", "电话"), "urgent": ("紧急程度", "紧急"),
    "secret": ("是否保密", "要求保密"),
}  # fmt: skip


@given(values=_VALUES, data=st.data())
def test_whatever_is_written_in_that_form_is_read_again(values: dict[str, Any], data: st.DataObject) -> None:
    text = ""
    for key in data.draw(st.permutations(list(values))):
        value = values[key]
        shown = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value).replace("T", " ")
        gap = data.draw(st.sampled_from(["\n", "\u3000", "；", "\r\n", "  ", "\n\n"])) if text else ""
        text += gap + data.draw(st.sampled_from(_WORDS[key])) + data.draw(st.sampled_from(["：", ":", "： "])) + shown
    told = read_pasted(text, FORM)
    found = {key: value for key, value in told.values.items() if key != "title" or "title" in values}
    assert (found, told.unread) == (values, [])


@pytest.mark.django_db
def test_the_form_is_filled_and_registers_only_when_it_is_sent(client: Client) -> None:
    street: Street = make_street()
    street.sign_in(client, "dispatcher")
    assert client.get("/matters/paste/").status_code == 200
    assert client.post("/matters/paste/", {"kind": "hotline", "text": ""}).status_code == 422
    text = f"{ORDER}\n所属网格：{street.grid().name}\n所属社区：没有的社区"
    page = client.post("/matters/paste/", {"kind": "hotline", "text": text}).content.decode()
    for word in ('action="/matters/new/hotline/"', "没有认出来的内容", "工单来源：电话", "20250603001", "陈示例"):
        assert word in page
    assert str(street.grid().pk) in page
    with open_scope(street.scope("dispatcher")):
        assert not Matter.objects.exists()
    street.sign_in(client, "statistician")
    assert client.get("/matters/paste/").status_code == 403
