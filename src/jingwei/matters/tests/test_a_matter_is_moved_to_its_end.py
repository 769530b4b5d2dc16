"""From the request to the call-back: what each kind passes, who must look a second time, what stands still."""

from dataclasses import replace

import pytest
from django.utils import timezone

from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import CallBack, Step
from jingwei.matters.tests.asking import DONE, dispatched, move, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_call_to_the_hotline_is_closed_when_its_answer_stands_in_the_outside_platform(street: Street) -> None:
    matter = dispatched(street, outside_number="20250603001", outside_due="2099-06-10")
    assert (matter.stage, matter.lead) == ("working", street.departments["urban"])
    matter = walk(street, matter, ("handler", "finish", DONE), ("leader", "approve"))
    assert (matter.stage, matter.closed_on) == ("entering", None)
    matter = move(street, "dispatcher", "enter", matter)
    assert (matter.stage, matter.closed_on, matter.on_time) == ("closed", timezone.localdate(), True)
    with open_scope(street.scope("leader")):
        told = list(Step.objects.filter(matter=matter).order_by("at", "id").values_list("verb", "before", "after"))
    assert told == [
        ("receive", "", "received"), ("accept", "received", "accepted"), ("dispatch", "accepted", "working"),
        ("finish", "working", "reviewing"), ("approve", "reviewing", "entering"), ("enter", "entering", "closed"),
    ]  # fmt: skip


def test_without_an_outside_number_nothing_was_entered_there(street: Street) -> None:
    matter = walk(street, dispatched(street), ("handler", "finish", DONE), ("leader", "approve"))
    with pytest.raises(Conflict, match="没有外部编号"):
        move(street, "dispatcher", "enter", matter)


def test_who_wrote_the_reply_does_not_approve_it(street: Street) -> None:
    matter = move(street, "dispatcher", "finish", dispatched(street), **DONE)
    with pytest.raises(Refused, match="请由他人办理"):
        move(street, "dispatcher", "approve", matter)
    assert move(street, "office", "approve", matter).stage == "entering"


def test_a_hazard_is_struck_off_by_another_than_who_removed_it(street: Street) -> None:
    matter = receive(street, kind="hazard", channel="check")
    matter = walk(street, matter, ("dispatcher", "dispatch"), ("grid_worker", "finish", DONE))
    assert matter.stage == "checking"
    with pytest.raises(Refused, match="请由他人办理"):
        move(street, "grid_worker", "verify", matter)
    matter = move(street, "community_secretary", "rework", matter)
    assert (matter.stage, matter.reworked, matter.outcome) == ("working", 1, "")
    matter = walk(street, matter, ("grid_worker", "finish", DONE), ("community_secretary", "verify"))
    assert matter.stage == "closed"


def test_a_move_that_the_stage_does_not_allow_is_refused_with_what_the_stage_is(street: Street) -> None:
    matter = receive(street)
    with pytest.raises(Conflict, match=f"{matter.number}现在是“待签收”，不能办结反馈。"):
        move(street, "dispatcher", "finish", matter, **DONE)


def test_what_stands_still_is_not_worked_on_and_its_term_goes_on_afterwards(street: Street) -> None:
    matter = move(street, "leader", "suspend", dispatched(street), reason="等待产权单位确认")
    assert (matter.due_at, matter.suspended_at is not None) == (None, True)
    with pytest.raises(Conflict, match="请先恢复办理"):
        move(street, "handler", "finish", matter, **DONE)
    with pytest.raises(Conflict, match="已暂停"):
        move(street, "leader", "suspend", matter)
    matter = move(street, "leader", "resume", matter)
    assert (matter.due_at is not None, matter.suspended_at) == (True, None)
    with pytest.raises(Conflict, match="没有暂停"):
        move(street, "leader", "resume", matter)


def test_more_time_is_counted_apart_and_an_outside_term_is_not_ours_to_change(street: Street) -> None:
    matter = dispatched(street)
    later = move(street, "leader", "extend", matter, count="5")
    assert later.due_at is not None
    assert matter.due_at is not None
    assert (later.extended, later.due_at > matter.due_at) == (1, True)
    theirs = dispatched(street, outside_number="20250603002", outside_due="2099-06-10")
    with pytest.raises(Conflict, match="由外部平台规定"):
        move(street, "leader", "extend", theirs, count="5")


def test_what_is_not_ours_goes_back_to_the_desk_and_out_with_its_reason(street: Street) -> None:
    matter = move(street, "handler", "hand_back", dispatched(street), reason="不属本部门职责")
    assert (matter.stage, matter.lead, matter.handed_back) == ("received", None, 1)
    matter = move(street, "dispatcher", "return_out", matter, reason="属区城管局职责", ground="owner")
    assert matter.stage == "returned"
    with open_scope(street.scope("leader")):
        assert Step.objects.filter(matter=matter).latest("at").reason == "属区城管局职责"
    with pytest.raises(Invalid, match="请写明原因"):
        move(street, "dispatcher", "reopen", matter, reason="")


def test_a_closed_matter_is_opened_again_with_a_new_term(street: Street) -> None:
    matter = walk(
        street, receive(street, kind="grid", channel="grid"),
        ("dispatcher", "dispatch"), ("grid_worker", "finish", DONE), ("community_secretary", "verify"),
    )  # fmt: skip
    again = move(street, "dispatcher", "reopen", matter, reason="路灯又不亮了")
    assert (again.stage, again.closed_on, again.on_time, again.reopened) == ("working", None, None, 1)
    assert again.received_at == matter.received_at
    assert again.due_at is not None


def test_every_call_back_is_kept_and_the_latest_valid_one_counts(street: Street) -> None:
    matter = walk(
        street, dispatched(street, outside_number="20250603003"),
        ("handler", "finish", DONE), ("leader", "approve"), ("dispatcher", "enter"),
        ("dispatcher", "call_back", {"contacted": "是", "solved": "否", "rating": "bad"}),
        ("office", "call_back", {"contacted": "是", "solved": "是", "rating": "good"}),
        ("office", "call_back", {"contacted": "否", "solved": "否", "rating": "none", "valid": "否"}),
    )  # fmt: skip
    assert (matter.rating, matter.solved, matter.contacted) == ("good", True, True)
    with open_scope(street.scope("leader")):
        kept = CallBack.objects.filter(matter=matter).order_by("id").values_list("rating", "valid")
        assert list(kept) == [("bad", True), ("good", True), ("none", False)]
    with pytest.raises(Invalid, match="应在办结之后"):
        move(street, "office", "call_back", matter, contacted="是", solved="是", rating="good", at="2020-01-01 09:00")


def test_what_a_kind_asks_beside_is_filled_in_while_it_is_open(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = receive(street, kind="wages", channel="counter")
    matter = move(street, "dispatcher", "describe", matter, persons="12", claimed="3.6万元")
    matter = move(street, "dispatcher", "describe", matter, paid_sum="36000")
    assert matter.details == {
        "persons": 12, "claimed": {"n": "36000", "u": "元"}, "paid_sum": {"n": "36000", "u": "元"},
    }  # fmt: skip
    monkeypatch.setitem(kinds(), "grid", replace(kinds()["grid"], fields=()))
    with pytest.raises(Conflict, match="没有要补充"):
        move(street, "dispatcher", "describe", receive(street, kind="grid", channel="grid"))


def test_a_small_thing_settled_on_the_spot_is_registered_and_closed_at_once(street: Street) -> None:
    from jingwei.core.actions import perform
    from jingwei.core.actions.registry import find_action
    from jingwei.matters.tests.asking import asked, read

    settle = find_action("matters.settle")
    row = asked(street, kind="grid", channel="grid", **DONE)
    with open_scope(street.scope("grid_worker")):
        done = perform(settle, [row])
        with pytest.raises(Invalid, match="须由另一人复查"):
            perform(settle, [{**row, "kind": "hazard"}])
    matter = read(street, done.result["ids"][0])
    assert (matter.stage, matter.on_time, matter.reply) == ("closed", True, "已更换灯泡。")
