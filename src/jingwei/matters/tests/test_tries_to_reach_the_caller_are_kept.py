"""Contact, a look on the spot, and parking: each is a step with its time, and each can be counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.outbox import Message
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.matters.tests.asking import DONE, dispatched, move, read
from jingwei.matters.waiting import waiting_for
from jingwei.matters.warnings import warn
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_every_try_is_kept_and_the_first_that_succeeds_is_counted(street: Street, client: Client) -> None:
    matter = dispatched(street, received_at="2025-06-03 09:00")
    matter = move(street, "handler", "contact", matter, means="phone", result="no_answer", at="2025-06-03 09:40")
    assert (matter.contact_tries, matter.first_contact_at) == (1, None)
    matter = move(street, "handler", "contact", matter, means="visit", result="reached", at="2025-06-03 14:30")
    matter = move(street, "handler", "contact", matter, means="phone", result="reached")
    assert matter.first_contact_at is not None
    assert (matter.contact_tries, f"{timezone.localtime(matter.first_contact_at):%H:%M}") == (3, "14:30")
    for told, says in (("2025-06-02 09:00", "不能早于收到诉求"), ("2099-01-01 09:00", "不能晚于现在")):
        with pytest.raises(Invalid, match=says):
            move(street, "handler", "contact", matter, means="phone", result="reached", at=told)
    with pytest.raises(Refused, match="限本部门主办、首接、协办或被吹哨的"):
        move(street, "handler", "contact", dispatched(street, "safety"), means="phone", result="reached")
    matter = move(street, "grid_worker", "inspect", matter, found="partly", remark="两盏不亮，一盏正常")
    assert matter.found == "partly"
    page = street.sign_in(client, "dispatcher").get(f"/matters/{matter.pk}/").content.decode()
    for word in (
        "联系诉求人：电话，未接通，2025-06-03 09:40",
        "上门，联系上",
        "现场核实：部分属实",
        "两盏不亮，一盏正常",
    ):
        assert word in page
    for address in ("f.first_contact=2025-06-03", "f.contact_hours=5", "f.contact_tries-min=3", "f.inspected=partly"):
        assert len(client.get(f"/matters/?{address}").context["table"].rows) == 1, address


def test_what_cannot_be_solved_now_is_parked_and_comes_back_on_its_day(street: Street, client: Client) -> None:
    theirs = dispatched(street, outside_number="20250603001", outside_due="2025-06-10", received_at="2025-06-03 09:00")
    day = str(timezone.localdate() + timedelta(days=30))
    told = {"cause": "money", "review_on": day, "approved_by": "街道办公会"}
    with pytest.raises(Invalid, match="复核日期应在今天之后"):
        move(street, "leader", "park", theirs, **{**told, "review_on": "2025-06-10"})
    matter = move(street, "leader", "park", theirs, reason="改造资金列入明年预算", **told)
    assert (matter.parked, matter.due_at, matter.stage) == (1, None, "working")
    assert str(timezone.localtime(matter.next_warning_at).date()) == day  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="已挂账"):
        move(street, "handler", "finish", matter, **DONE)
    client = street.sign_in(client, "dispatcher")
    panel = next(one for one in client.get("/").context["panels"] if one.title == "事件")
    assert {tile.label: tile.value for tile in panel.tiles} == {"已超期": 0, "今日到期": 0, "挂账": 1, "办理中": 1}
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert ("资金没有落实" in page, "街道办公会批准" in page, "取消挂账" in page) == (True, True, True)
    assert len(client.get("/matters/?f.parked=true&f.parked_cause=money").context["table"].rows) == 1
    for role in ("dispatcher", "handler"):
        with open_scope(street.scope(role)) as scope:
            assert not waiting_for(scope.actor).exists()
    # The day has come.
    today = timezone.now()
    with open_scope(street.street_reader()):
        Matter.objects.filter(pk=matter.pk).update(review_on=timezone.localdate(), next_warning_at=today)
    warn(street.code, today)
    with open_scope(street.scope("dispatcher")) as scope:
        assert [one.pk for one in waiting_for(scope.actor)] == [matter.pk]
        assert Message.objects.filter(about=matter.pk, event="review").count() == 1
    matter = move(street, "leader", "unpark", read(street, matter.pk))
    assert (matter.parked_at, matter.due_at, matter.parked) == (None, theirs.due_at, 1)
    with pytest.raises(Conflict, match="没有挂账"):
        move(street, "leader", "unpark", matter)


def test_parking_stops_the_clock_of_the_office_and_goes_on_with_what_was_left(street: Street) -> None:
    matter = dispatched(street)
    day = str(timezone.localdate() + timedelta(days=3))
    parked = move(street, "leader", "park", matter, cause="owner", review_on=day, approved_by="书记")
    assert parked.clocks["whole"]["pauses"][0][1] is None
    again = move(street, "leader", "unpark", parked)
    assert again.due_at is not None
    assert matter.due_at is not None
    assert again.due_at >= matter.due_at
