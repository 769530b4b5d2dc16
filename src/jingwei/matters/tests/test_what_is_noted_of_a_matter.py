"""Hazards, disputes, wages and decisions: what is noted beside the moves, what follows from it, what it must be for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import find_action, perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.outbox import Message
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Note, Step
from jingwei.matters.notes.reminding import remind
from jingwei.matters.notes.sorts import read_sort, sorts
from jingwei.matters.tests.asking import DONE, move, read, receive, walk
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.tests.test_files_are_attached import PHOTO

pytestmark = pytest.mark.django_db
MEASURES = {
    "in_charge": "示例厂安全部", "steps": "更换阀门", "funds": "2万元", "deadline": "2099-01-01", "plan": "专人看守",
}  # fmt: skip


@pytest.fixture
def street() -> Street:
    return make_street()


def noted(street: Street, role: str, sort: str, matter: Matter, **values: Any) -> Matter:
    with open_scope(street.scope(role)):
        perform(find_action("matters.add_note"), [values], targets=[matter.pk], context={"sort": sort})
    return read(street, matter.pk)


def ended(street: Street, role: str, sort: str, matter: Matter, **values: Any) -> Matter:
    with open_scope(street.scope(role)):
        note = Note.objects.filter(matter=matter, sort=sort, ended__isnull=True).earliest("at", "id")
        perform(find_action("matters.end_note"), [values], targets=[note.pk])
    return read(street, matter.pk)


def test_a_major_hazard_is_not_reported_as_removed_without_the_five_measures(street: Street) -> None:
    matter = receive(street, kind="hazard", channel="check", grade="")
    with pytest.raises(Conflict, match="定隐患等级"):
        move(street, "dispatcher", "dispatch", matter)
    matter = walk(
        street,
        matter,
        ("dispatcher", "describe", {"grade": "major", "in_charge": "示例厂"}),
        ("dispatcher", "dispatch"),
    )
    with pytest.raises(
        Conflict, match=f"{matter.number}：重大隐患须“五落实”，还缺“整改措施”、“整改资金”、“整改时限”、"
    ):
        move(street, "grid_worker", "finish", matter, **DONE)
    walk(street, matter, ("grid_worker", "describe", MEASURES), ("grid_worker", "finish", DONE))
    general = receive(street, kind="hazard", channel="check", grade="general")
    walk(street, general, ("dispatcher", "dispatch"), ("grid_worker", "finish", DONE))


def test_a_penalty_is_linked_to_its_hazard_and_counted_from_both_sides(street: Street, client: Client) -> None:
    hazard, other = receive(street, kind="hazard", channel="check", title="通道堵塞"), receive(street)
    penalty = receive(street, kind="penalty", channel="check", title="占用通道", about=str(hazard.pk))
    hazard = read(street, hazard.pk)
    assert (penalty.about_id, penalty.details) == (hazard.pk, {"origin": "hazard", "related": hazard.number})
    assert (hazard.details["penalties"], hazard.stage) == (1, "received")
    with pytest.raises(Invalid, match="应由安全隐患或安全检查引起"):
        receive(street, kind="penalty", channel="check", about=str(other.pk))
    street.sign_in(client, "dispatcher")
    assert "占用通道" in client.get(f"/matters/{hazard.pk}/").content.decode().rsplit("关联事件", 1)[1]
    assert "通道堵塞" in client.get(f"/matters/{penalty.pk}/").content.decode().rsplit("关联事件", 1)[1]
    form = client.get(f"/matters/new/penalty/?about={hazard.pk}&place={hazard.place_id}").content.decode()
    assert (str(hazard.pk) in form, "通道堵塞" in form) == (True, True)
    assert "通道堵塞" in client.get("/matters/options/penalty/?q=通道").content.decode()
    assert len(client.get("/matters/?f.origin=hazard").context["table"].rows) == 1


def test_an_emergency_is_timed_to_the_minute_and_its_seal_is_watched_until_lifted(
    street: Street, client: Client
) -> None:
    hazard = receive(street, kind="hazard", channel="check", grade="major")
    hazard = noted(street, "grid_worker", "danger_found", hazard, at="2026-05-04 02:31", seen="承重墙开裂")
    with pytest.raises(Invalid, match="时间不能晚于现在"):
        noted(street, "grid_worker", "expert", hazard, at="2099-05-04 02:31", conclusion="须撤人")
    hazard = noted(
        street, "grid_worker", "moved_out", hazard, at="2026-05-04 03:10", households="6", persons="14", to_hotel="14"
    )
    hazard = noted(street, "grid_worker", "sealed", hazard, at="2026-05-04 03:40", houses="2", seals="望封001、002")
    assert hazard.details == {
        "grade": "major", "moved_households": 6, "moved_persons": 14, "sealed_houses": 2, "sealed_now": 2,
        "measure": "sealed",
    }  # fmt: skip
    today = timezone.localdate()
    assert remind(today) == [f"{street.name} 事件记录提醒1条"]
    assert remind(today + timedelta(days=6)) == []
    with open_scope(street.scope("dispatcher")):
        assert "尚未解封" in Message.objects.get(event="note_open").text
    hazard = ended(street, "grid_worker", "sealed", hazard, lifted_at="2026-06-01 09:00", basis="加固验收合格")
    assert (hazard.details["sealed_houses"], hazard.details["sealed_now"], remind(today + timedelta(days=60))) == (
        2,
        0,
        [],
    )
    page = street.sign_in(client, "grid_worker").get(f"/matters/{hazard.pk}/").content.decode()
    for word in ("2026-05-04 02:31", "承重墙开裂", "入住宾馆：14人", "已解封", "加固验收合格", "记撤离"):
        assert word in page, word
    with open_scope(street.scope("dispatcher")):
        note = Note.objects.get(sort="moved_out")
        perform(find_action("matters.take_back_note"), targets=[note.pk], reason="人数有误")
        assert "moved_persons" not in Matter.objects.get(pk=hazard.pk).details
        assert list(Step.objects.filter(matter=hazard, verb="note_back").values_list("reason", flat=True)) == [
            "人数有误"
        ]
        with pytest.raises(Conflict, match="已经撤回"):
            perform(find_action("matters.take_back_note"), targets=[note.pk], reason="再撤")


def test_photos_are_kept_without_what_cameras_add_and_shown_to_who_sees_the_matter(
    street: Street, client: Client
) -> None:
    hazard = receive(street, kind="hazard", channel="check")
    street.sign_in(client, "grid_worker")
    address = f"/matters/{hazard.pk}/notes/before/"
    assert client.post(address, {"remark": "东门"}).status_code == 422
    answer = client.post(address, {"photos": [SimpleUploadedFile("人脸抓拍.jpg", PHOTO)]})
    assert (answer.status_code, "换一张" in answer.content.decode()) == (422, True)
    assert client.post(address, {"photos": [SimpleUploadedFile("东门.jpg", PHOTO)]}).status_code == 302
    page = client.get(f"/matters/{hazard.pk}/").content.decode()
    link = page.split("东门.jpg")[0].rsplit('href="', 1)[1].split('"')[0]
    answer = client.get(link)
    assert (answer["Content-Type"], len(answer.content) < len(PHOTO)) == ("image/jpeg", True)
    assert client.get(link.replace(link.split("/")[-2], "0" * 64)).status_code == 404
    assert client.get(f"/matters/{hazard.pk}/notes/session/").status_code == 404


def test_parties_consent_before_mediation_and_closed_is_not_kept(street: Street) -> None:
    dispute = walk(
        street, receive(street, kind="dispute", channel="counter"), ("dispatcher", "accept"), ("dispatcher", "dispatch")
    )
    held = {"where": "社区调解室", "mediator": "调解员一", "result": "going_on"}
    with pytest.raises(Conflict, match="调解须双方自愿"):
        noted(street, "community_secretary", "session", dispute, **held)
    dispute = move(street, "community_secretary", "describe", dispute, consent="是")
    dispute = noted(street, "community_secretary", "session", dispute, **held)
    dispute = noted(street, "community_secretary", "session", dispute, **{**held, "result": "agreed"})
    dispute = noted(street, "community_secretary", "agreement", dispute, terms="修复并赔付", until="2026-01-31")
    assert {key: dispute.details[key] for key in ("sessions", "agreement", "kept")} == {
        "sessions": 2, "agreement": "agreed", "kept": "running",
    }  # fmt: skip
    dispute = move(street, "community_secretary", "finish", dispute, **DONE)
    assert (dispute.stage, remind(timezone.localdate())) == ("closed", [f"{street.name} 事件记录提醒1条"])
    dispute = ended(street, "community_secretary", "agreement", dispute, visited_on="2026-02-02", kept="broken")
    assert (dispute.stage, dispute.details["kept"]) == ("closed", "broken")


def test_instalments_are_added_up_as_they_are_paid(street: Street) -> None:
    case = walk(
        street, receive(street, kind="wages", channel="counter", persons="8", claimed="3万元"),
        ("dispatcher", "accept"), ("dispatcher", "dispatch"),
    )  # fmt: skip
    for due in ("2026-01-10", "2099-02-10"):
        case = noted(street, "community_secretary", "instalment", case, due=due, amount="1.5万元")
    assert case.details["paid_sum"] == {"n": "0", "u": "元"}
    case = ended(street, "community_secretary", "instalment", case, paid_on="2026-01-12", paid="12000.50")
    assert case.details["paid_sum"] == {"n": "12000.5", "u": "元"}
    assert remind(timezone.localdate()) == []
    with open_scope(street.scope("community_secretary")):
        first, again = Note.objects.earliest("due_on"), {"paid_on": "2026-01-12", "paid": "1"}
        with pytest.raises(Conflict, match="已经登记结果"):
            perform(find_action("matters.end_note"), [again], targets=[first.pk])


def test_a_decision_is_carried_out_only_after_a_quorum_gave_its_opinions_and_the_minutes_are_locked(
    street: Street, client: Client
) -> None:
    item = walk(street, receive(street, kind="decision", channel="leader", subject="money"), ("dispatcher", "accept"))
    with pytest.raises(Refused):
        noted(street, "dispatcher", "opinion", item, member="书记", view="for")
    with pytest.raises(Conflict, match="还没有会议纪要"):
        move(street, "office", "lock_minutes", item)
    item = noted(street, "office", "minutes", item, number="望党工纪〔2026〕3号", text="同意")
    item = move(street, "office", "describe", item, expected="3", present="1", resolution="passed")
    with pytest.raises(Conflict, match="三分之二"):
        move(street, "office", "lock_minutes", item)
    item = move(street, "office", "describe", item, present="2")
    item = noted(street, "leader", "opinion", item, member="书记", view="for")
    with pytest.raises(Conflict, match="已记1人，实到2人"):
        move(street, "office", "lock_minutes", item)
    item = noted(street, "office", "opinion", item, member="主任", view="recused", words="涉及亲属")
    with pytest.raises(Conflict, match="还没有锁定"):
        move(street, "dispatcher", "dispatch", item)
    item = move(street, "office", "lock_minutes", item)
    assert (item.details["opinions"], item.details["recused"], item.details["locked"]) == (
        2,
        1,
        str(timezone.localdate()),
    )
    for values in ({"present": "3"},):
        with pytest.raises(Conflict, match="已锁定"):
            move(street, "office", "describe", item, **values)
    with pytest.raises(Conflict, match="已锁定"):
        noted(street, "office", "opinion", item, member="副主任", view="for")
    with pytest.raises(Conflict, match="已锁定"), open_scope(street.scope("office")):
        perform(
            find_action("matters.take_back_note"), targets=[Note.objects.filter(sort="minutes").get().pk], reason="改"
        )
    noted(street, "office", "supplement", item, text="更正一处笔误")
    move(street, "dispatcher", "dispatch", item)
    shown = {
        role: street.sign_in(client, role).get(f"/matters/{item.pk}/").content.decode()
        for role in ("leader", "dispatcher")
    }
    assert ("涉及亲属" in shown["leader"], "涉及亲属" in shown["dispatcher"]) == (True, False)
    with open_scope(street.scope("leader")):
        opinion = Note.objects.filter(sort="opinion").earliest("at")
    assert street.sign_in(client, "dispatcher").get(f"/matters/notes/{opinion.pk}/back/").status_code == 404
    assert UUID(str(opinion.pk))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kinds": ["nothing"]}, "unknown kinds"),
        ({"stages": ["done"]}, "unknown stages"),
        ({"right": "all"}, "no right"),
        ({"remind": {"every": 1, "says": "x"}}, "no end"),
        ({"into": {"sessions": {"sum": "other"}}}, "unknown fields other"),
        ({"into": {"colour": {"count": True}}}, "does not follow"),
        ({"due": "day"}, "no field day"),
    ],
)
def test_a_sort_that_cannot_be_is_refused(change: dict[str, Any], says: str) -> None:
    body = {
        "kinds": ["hazard"], "group": "组", "name": "名", "verb": "记", "at": "时间", "stages": ["working"],
        "fields": [{"key": "remark", "label": "说明", "kind": "text"}], **change,
    }  # fmt: skip
    with pytest.raises(ValueError, match=says):
        read_sort("test", body)
    assert sorts()
