"""Hand-over: one appointment ends, the other begins, and the list of what was open is kept and printed."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import broken_link
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.models import AuditEntry, Change
from jingwei.core.ports import OpenWork, hand_over_sections
from jingwei.core.scope import Reader, current_scope, open_scope
from jingwei.people.actions.hand_over import HandOverPost
from jingwei.people.models import Appointment, HandOver
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def open_work() -> Iterator[None]:
    """A module that has two things open under every post."""

    def section(post: UUID, staff: UUID, places: object) -> OpenWork:
        assert current_scope().reader is not Reader.ADMIN
        return OpenWork("待更新房屋", ("地址", "期限"), (("望澜路1号", "2026-01-31"), ("望澜路2号", "2026-02-28")))

    hand_over_sections(section)
    yield
    hand_over_sections._functions.popitem()


def hand_over(street: Street, post: str, taker: str, by: str = "office", on: date | None = None) -> UUID:
    row = {
        "post": str(street.posts[post].pk),
        "taker": str(street.staff[taker].pk),
        "on": str(on or timezone.localdate()),
    }
    with open_scope(street.scope(by)):
        done = perform(HandOverPost(), [row], reason="轮岗")
    return UUID(done.result["ids"][0])


def holders(street: Street, post: str, on: date) -> list[tuple[str, str]]:
    with open_scope(street.keeper()):
        rows = Appointment.objects.filter(post=street.posts[post], valid_from__lte=on, valid_to__gt=on)
        return list(rows.values_list("staff__number", "rank"))


def test_the_old_appointment_ends_and_the_new_one_begins_on_the_day(street: Street) -> None:
    on = timezone.localdate()
    hand_over(street, "grid_worker", "grid_lead")
    assert holders(street, "grid_worker", on - timedelta(days=1)) == [(street.staff["grid_worker"].number, "A")]
    assert holders(street, "grid_worker", on) == [(street.staff["grid_lead"].number, "A")]
    with open_scope(street.scope("office")):
        change = Change.objects.filter(table_name="people_appointment", op="U").latest("id")
    assert (change.action, change.reason, change.actor) == ("people.hand_over", "轮岗", street.staff["office"].pk)


def test_many_change_hands_at_once_one_after_another(street: Street) -> None:
    on = timezone.localdate()
    lead, worker = street.staff["grid_lead"], street.staff["grid_worker"]
    rows = [
        {"post": str(street.posts[post].pk), "taker": str(street.staff[taker].pk), "on": str(day)}
        for post, taker, day in (
            ("grid_worker", "grid_lead", on - timedelta(days=1)),
            ("grid_worker", "community_secretary", on),
            ("grid_lead", "grid_worker", on),
        )
    ]
    with open_scope(street.scope("office")):
        perform(HandOverPost(), rows, reason="轮岗")
        given = HandOver.objects.order_by("pk").values_list("giver__number", flat=True)
        assert list(given) == [worker.number, lead.number, lead.number]
    before, then = on - timedelta(days=2), on - timedelta(days=1)
    assert [holders(street, "grid_worker", day) for day in (before, then, on)] == [
        [(worker.number, "A")], [(lead.number, "A")], [(street.staff["community_secretary"].number, "A")],
    ]  # fmt: skip
    assert holders(street, "grid_lead", on) == [(worker.number, "A")]
    with open_scope(street.scope("audit_admin")):
        told = AuditEntry.objects.filter(event="handed_over").order_by("number")
        assert list(told.values_list("subject", flat=True))[1].startswith(f"p-grid_worker：{lead.number}交")
    assert broken_link(street.code) is None


def test_the_list_of_open_work_is_kept_and_printed(street: Street, open_work: None) -> None:
    made = hand_over(street, "grid_worker", "grid_lead")
    with open_scope(street.scope("office")):
        kept = HandOver.objects.get(pk=made)
        assert kept.items[0]["rows"] == [["望澜路1号", "2026-01-31"], ["望澜路2号", "2026-02-28"]]
        assert set(kept.places) == {street.grid().pk, street.micro(number=1).pk, street.micro(number=2).pk}
    paper = street.sign_in(Client(), "office").get(f"/hand-over/{made}/?print=1").content.decode()
    for word in ("待更新房屋（2）", "望澜路2号", "移交人", "接收人", "监交人"):
        assert word in paper


def test_who_stood_in_becomes_the_holder(street: Street) -> None:
    with open_scope(street.keeper()):
        Appointment.objects.create(
            post=street.posts["grid_worker"], staff=street.staff["grid_lead"], rank="B", valid_from=date(2024, 1, 1)
        )
    hand_over(street, "grid_worker", "grid_lead")
    assert holders(street, "grid_worker", timezone.localdate()) == [(street.staff["grid_lead"].number, "A")]


def test_the_secretary_hands_over_posts_of_the_own_community_only(street: Street) -> None:
    hand_over(street, "grid_worker", "grid_lead", by="community_secretary")
    with open_scope(street.keeper()):
        post = street.posts["service"]
        post.place = street.grid(2, 1)
        post.save()
    with pytest.raises(Refused, match="限本社区的岗位"):
        hand_over(street, "service", "grid_lead", by="community_secretary")


@pytest.mark.parametrize("by", ["statistician", "grid_lead", "security_admin", "leader"])
def test_others_may_not(street: Street, by: str) -> None:
    with pytest.raises(Refused, match="办公室综合岗、社区书记"):
        hand_over(street, "grid_worker", "grid_lead", by=by)


def test_an_administrators_post_is_not_handed_over_and_no_administrator_takes_one(street: Street) -> None:
    with pytest.raises(Refused, match="管理员岗位不办理交接"):
        hand_over(street, "system_admin", "grid_lead")
    with pytest.raises(Invalid, match="三员分立"):
        hand_over(street, "grid_worker", "audit_admin")


def test_nobody_hands_a_post_to_the_own_person(street: Street) -> None:
    with pytest.raises(Refused, match="办理人本人"):
        hand_over(street, "leader", "office")


def test_a_vacant_post_has_nobody_to_hand_it_over(street: Street) -> None:
    with open_scope(street.keeper()):
        Appointment.objects.filter(post=street.posts["grid_worker"]).update(valid_to="2021-01-01")
    with pytest.raises(Conflict, match="没有在任的A岗"):
        hand_over(street, "grid_worker", "grid_lead")


def test_the_form_leads_to_the_list(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    assert street.posts["grid_worker"].name in client.get("/hand-over/new/?q=网格员").content.decode()
    address = f"/hand-over/new/{street.posts['grid_worker'].pk}/"
    assert client.get(address).status_code == 200
    post = str(street.posts["grid_worker"].pk)
    wrong = client.post(address, {"post": post, "taker": "", "on": "gestern"})
    assert wrong.status_code == 422
    taker = street.staff["grid_lead"]
    kept = client.post(address, {"post": post, "taker": str(taker.pk), "on": "gestern"}).content.decode()
    assert f'value="{taker.name}"' in kept
    done = client.post(
        address, {"post": post, "taker": str(street.staff["grid_lead"].pk), "on": str(timezone.localdate())}
    )
    assert done.status_code == 302
    assert street.staff["grid_lead"].name in client.get(done["Location"]).content.decode()
