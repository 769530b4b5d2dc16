"""对账: an outside platform's export is laid beside what is here; nothing changes until the clerk says so."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.actions.registry import find_action
from jingwei.core.calendar import SHANGHAI
from jingwei.core.errors import Refused
from jingwei.core.models import ImportRecord
from jingwei.core.scope import open_scope
from jingwei.matters.actions import Reconcile
from jingwei.matters.models import Matter, Reconciliation, Step
from jingwei.matters.platforms import platforms
from jingwei.matters.tests.asking import DONE, dispatched, move, read, receive, walk
from jingwei.people.tests.list_sheets import sheet
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
HEAD = ("序号", "工单编号", "工单状态", "诉求标题", "诉求内容", "来电时间", "截止时间", "事发地址")


@pytest.fixture
def street() -> Street:
    return make_street()


def line(number: str, state: str = "办理中", **told: str) -> tuple[Any, ...]:
    row = dict.fromkeys(HEAD, "") | {
        "序号": "1", "工单编号": number, "工单状态": state, "诉求标题": "路灯不亮", "诉求内容": "望澜路12号路灯不亮",
        "来电时间": "2025-06-03 14:05:10", "截止时间": "2025-06-10 18:00:00", **told,
    }  # fmt: skip
    return tuple(row.values())


def upload(client: Client, rows: list[tuple[Any, ...]]) -> str:
    """Upload; gives the address of the comparison."""
    answer = client.post("/matters/reconcile/", {"file": sheet("工单导出（2025年6月）", HEAD, rows)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def known(street: Street, number: str, due: str = "2025-06-10 18:00", day: str = "2025-06-03") -> Matter:
    return receive(street, outside_number=number, outside_due=due, received_at=f"{day} 14:05")


def closed(street: Street, number: str) -> Matter:
    matter = dispatched(street, outside_number=number, outside_due="2025-06-10 18:00", received_at="2025-06-03 14:05")
    return walk(street, matter, ("handler", "finish", DONE), ("leader", "approve"), ("dispatcher", "enter"))


def brought(street: Street, client: Client) -> str:
    """One of each sort, and a second missing one."""
    known(street, "SAME")
    known(street, "DUE")
    known(street, "OURS", day="2025-06-04")
    known(street, "BEFORE", day="2025-05-01")
    closed(street, "AGAIN")
    closed(street, "DONE")
    return upload(
        street.sign_in(client, "dispatcher"),
        [
            line("NEW1", 事发地址="望澜路12号"), line("NEW2", 诉求标题=""), line("SAME"),
            line("DUE", 截止时间="2025-06-12 18:00"), line("AGAIN", "退回重办"), line("DONE", "已办结"),
        ],
    )  # fmt: skip


def test_every_order_stands_under_what_it_needs_and_nothing_is_changed(street: Street, client: Client) -> None:
    address = brought(street, client)
    with open_scope(street.scope("dispatcher")):
        before = Matter.objects.count(), Step.objects.count()
        kept = Reconciliation.objects.get()
        assert kept.counts == {"theirs": 2, "ours": 1, "due": 1, "again": 1, "same": 2}
        assert (kept.taken_by, kept.file_name) == (street.staff["dispatcher"].name, "名册.xlsx")
    for sort, told in {
        "theirs": ("NEW1", "NEW2"), "ours": ("OURS",), "due": ("DUE",), "again": ("AGAIN",), "same": ("SAME", "DONE"),
    }.items():  # fmt: skip
        page = client.get(f"{address}?show={sort}").content.decode()
        table = page.split("<tbody>")[1]
        shown = {one for one in ("NEW1", "NEW2", "OURS", "BEFORE", "DUE", "AGAIN", "SAME", "DONE") if one in table}
        assert shown == set(told), sort
    with open_scope(street.scope("dispatcher")):
        assert (Matter.objects.count(), Step.objects.count()) == before


def test_what_is_missing_here_is_registered_as_an_import(street: Street, client: Client) -> None:
    address = brought(street, client)
    page = client.post(f"{address}theirs/", {"number": ["NEW1", "NEW2", "SAME"]}, follow=True).content.decode()
    assert "已登记 2 件" in page
    with open_scope(street.scope("dispatcher")):
        one, other = Matter.objects.get(outside_number="NEW1"), Matter.objects.get(outside_number="NEW2")
        assert (one.title, one.address, one.stage, one.place.code) == (
            "路灯不亮",
            "望澜路12号",
            "received",
            street.code,
        )
        assert one.outside_due == datetime(2025, 6, 10, 18, tzinfo=SHANGHAI)
        assert other.title == "望澜路12号路灯不亮"
        assert ImportRecord.objects.get().new == 2
    assert "没有“平台有、本系统没有”的工单" in client.get(f"{address}?show=theirs").content.decode()
    assert "请先勾选" in client.post(f"{address}theirs/", {"number": ["NEW1"]}, follow=True).content.decode()


def test_their_due_time_is_taken_and_the_step_keeps_both(street: Street, client: Client) -> None:
    address = brought(street, client)
    assert "2025-06-12 18:00" in client.get(f"{address}?show=due").content.decode()
    assert "已按平台修改 1 件" in client.post(f"{address}due/", {"number": "DUE"}, follow=True).content.decode()
    with open_scope(street.scope("dispatcher")):
        matter = Matter.objects.get(outside_number="DUE")
        due = datetime(2025, 6, 12, 18, tzinfo=SHANGHAI)
        assert (matter.outside_due, matter.due_at, matter.stage) == (due, due, "received")
        said = Step.objects.get(matter=matter, verb="take_due").said
        assert [datetime.fromisoformat(said[key]).astimezone(SHANGHAI).day for key in ("before", "after")] == [10, 12]
        assert Matter.objects.get(outside_number="SAME").outside_due == datetime(2025, 6, 10, 18, tzinfo=SHANGHAI)
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert "改外部时限：2025-06-10 18:00 → 2025-06-12 18:00" in page


def test_what_is_open_there_again_is_opened_here_and_then_its_due_time_is_compared(
    street: Street, client: Client
) -> None:
    address = brought(street, client)
    assert "已重新办理 1 件" in client.post(f"{address}again/", {"number": "AGAIN"}, follow=True).content.decode()
    with open_scope(street.scope("dispatcher")):
        matter = Matter.objects.get(outside_number="AGAIN")
        assert (matter.stage, matter.reopened, matter.outside_due) == ("working", 1, None)
        assert Step.objects.get(matter=matter, verb="reopen").reason.startswith("12345热线平台重办")
    assert "AGAIN" in client.get(f"{address}?show=due").content.decode().split("<tbody>")[1]


def test_an_outside_due_time_ends_the_term_of_the_office(street: Street) -> None:
    matter = receive(street, outside_number="1", received_at="2025-06-03 14:05")
    assert "whole" in matter.clocks
    matter = move(street, "dispatcher", "take_due", matter, outside_due="2099-06-10")
    assert "whole" not in matter.clocks
    assert matter.due_at == datetime(2099, 6, 10, 23, 59, 59, tzinfo=SHANGHAI)
    with pytest.raises(Refused):
        move(street, "handler", "take_due", matter, outside_due="2099-06-11")


def test_numbers_alone_may_be_pasted(street: Street, client: Client) -> None:
    known(street, "A1")
    known(street, "A2", day="2024-01-01")
    street.sign_in(client, "dispatcher")
    answer = client.post("/matters/reconcile/", {"text": "A1\nA9\nA1\n"})
    with open_scope(street.scope("dispatcher")):
        assert Reconciliation.objects.get().counts == {"theirs": 1, "ours": 1, "due": 0, "again": 0, "same": 1}
    assert client.get(answer["Location"]).status_code == 200
    pasted = "工单编号\t当前状态\t截止时间\nA1\t办理中\t2025-06-10\nA2\t待签收\t2025-06-11"
    client.post("/matters/reconcile/", {"text": pasted})
    with open_scope(street.scope("dispatcher")):
        assert Reconciliation.objects.latest("at").counts == {"theirs": 0, "ours": 0, "due": 1, "again": 0, "same": 1}


def test_what_has_no_numbers_is_sent_back_with_what_is_asked(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    for told in ({}, {"text": " "}, {"file": sheet("名单", ("姓名", "电话"), [("甲", "1")])}):
        answer = client.post("/matters/reconcile/", told)
        assert answer.status_code == 422
        assert "没有读出来" in answer.content.decode()
    with open_scope(street.scope("dispatcher")):
        assert not Reconciliation.objects.exists()


def test_earlier_comparisons_keep_their_counts_alone(street: Street, client: Client) -> None:
    address = brought(street, client)
    upload(client, [line("SAME")])
    page = client.get(address).content.decode()
    assert ("明细只保留到下一次对账为止" in page, "NEW1" in page) == (True, False)
    listed = client.get("/matters/reconcile/").content.decode()
    assert "以前的对账" in listed
    with open_scope(street.scope("dispatcher")):
        assert [one.rows is None for one in Reconciliation.objects.order_by("at")] == [True, False]


def test_only_the_desk_reconciles(street: Street, client: Client) -> None:
    address = brought(street, client)
    with open_scope(street.scope("handler")), pytest.raises(Refused):
        perform(Reconcile(), [{"outside_number": "1"}])
    street.sign_in(client, "handler")
    assert [client.get(path).status_code for path in (address, "/matters/reconcile/")] == [403, 403]
    assert client.post(f"{address}due/", {"number": "DUE"}).status_code == 403
    denied = pytest.raises(DatabaseError, match="permission denied")
    with open_scope(street.scope("community_secretary")), denied, transaction.atomic():
        Reconciliation.objects.exists()


@pytest.mark.parametrize(
    ("state", "stands"),
    [
        ("办理中", "open"), ("未办结", "open"), ("已办结", "ended"), ("办结待回访", "ended"), ("退回重办", "open"),
        ("已归档", "ended"), ("待回访", ""), ("", ""), ("重办已办结", "ended"),
    ],
)  # fmt: skip
def test_a_state_is_read_by_its_words(state: str, stands: str) -> None:
    assert platforms()["hotline"].stands(state) == stands


def test_a_matter_that_others_joined_is_found_by_each_number(street: Street) -> None:
    into, other = known(street, "A1"), known(street, "A2")
    move(street, "dispatcher", "join", other, into=str(into.pk))
    with open_scope(street.scope("dispatcher")):
        rows = [{"outside_number": number, "due": "2025-06-10 18:00"} for number in ("A1", "A2")]
        counts = perform(find_action("matters.reconcile"), rows).result["counts"]
    assert (counts["same"], counts["theirs"], counts["ours"]) == (2, 0, 0)
    assert read(street, into.pk).stage == "received"
