"""The roster: who is on duty dispatches for as long as the shift lasts, and not a minute longer."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import Reader, open_scope
from jingwei.people.actions.set_duty import SetDuty, WithdrawDuty
from jingwei.people.models import Duty
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def put(street: Street, role: str, seat: str = "duty", keeper: str = "dispatcher", **more: str) -> list[str]:
    told = {"day": str(timezone.localdate() + timedelta(days=3)), "shift": "night", "seat": seat}
    with open_scope(street.scope(keeper)):
        done = perform(SetDuty(), [{**told, "staff": str(street.staff[role].pk), **more}])
    ids: list[str] = done.result["ids"]
    return ids


def shift_from(street: Street, ids: list[str], hours: int) -> None:
    """Let the shift begin so many hours from now, and last eight."""
    start = timezone.now() + timedelta(hours=hours)
    with open_scope(street.scope("dispatcher")):
        Duty.objects.filter(pk__in=ids).update(starts_at=start, ends_at=start + timedelta(hours=8))


@pytest.mark.parametrize(("hours", "dispatches"), [(-7, True), (1, False), (-9, False)])
def test_a_handler_dispatches_while_on_duty(street: Street, hours: int, dispatches: bool) -> None:
    shift_from(street, put(street, "handler"), hours)
    actor = street.scope("handler").actor
    assert (actor.has("dispatcher"), actor.has("handler")) == (dispatches, True)


def test_a_grid_worker_on_duty_reads_the_whole_street_and_afterwards_the_own_grid(street: Street) -> None:
    ids = put(street, "grid_worker")
    assert street.scope("grid_worker").reader is Reader.PLACE
    shift_from(street, ids, -1)
    assert street.scope("grid_worker").reader is Reader.STREET
    shift_from(street, ids, -9)
    assert street.scope("grid_worker").reader is Reader.PLACE


def test_who_is_on_duty_in_a_community_gets_no_rights_of_the_desk(street: Street) -> None:
    shift_from(street, put(street, "grid_worker", seat="community"), -1)
    assert not street.scope("grid_worker").actor.has("dispatcher")


def test_who_is_taken_off_has_no_rights_and_a_shift_that_is_over_stays(street: Street) -> None:
    ids = put(street, "handler")
    shift_from(street, ids, -1)
    with open_scope(street.scope("office")):
        perform(WithdrawDuty(), targets=[Duty.objects.get().pk], reason="换班")
    assert not street.scope("handler").actor.has("dispatcher")
    again = put(street, "handler")
    shift_from(street, again, -20)
    with open_scope(street.scope("office")), pytest.raises(Conflict, match="已经值完"):
        perform(WithdrawDuty(), targets=[Duty.objects.get(pk=again[0]).pk], reason="换班")


def test_several_days_are_one_entry_and_nobody_stands_twice_on_a_shift(street: Street) -> None:
    day = timezone.localdate() + timedelta(days=3)
    assert len(put(street, "leader", seat="lead", until=str(day + timedelta(days=6)))) == 7
    with pytest.raises(Invalid) as caught:
        put(street, "leader", seat="lead", day=str(day + timedelta(days=2)))
    assert "夜班已经排了班" in caught.value.problems[0].message


def test_administrators_are_not_on_duty_and_the_desk_keeps_the_roster(street: Street) -> None:
    with pytest.raises(Invalid) as caught:
        put(street, "audit_admin")
    assert "三员分立" in caught.value.problems[0].message
    with pytest.raises(Refused):
        put(street, "handler", keeper="handler")


def test_the_roster_is_read_by_everybody_and_the_workbench_names_who_is_on_duty(street: Street, client: Client) -> None:
    street.sign_in(client, "dispatcher")
    told = {
        "day": str(timezone.localdate()), "shift": "night", "seat": "lead", "staff": str(street.staff["leader"].pk)
    }  # fmt: skip
    assert client.post("/duty/new/", told).status_code == 302
    street.sign_in(client, "grid_worker")
    page = client.get("/duty/").content.decode()
    name, phone = street.staff["leader"].name, street.staff["leader"].phone
    assert (name in page, phone in page, "带班领导" in page, "撤班" in page) == (True, True, True, False)
    assert client.get("/duty/new/").status_code == 403
    with open_scope(street.scope("dispatcher")):
        ids = [str(Duty.objects.get().pk)]
    shift_from(street, ids, -1)
    home = client.get("/").content.decode()
    assert ("正在值班" in home, name in home) == (True, True)
