"""A shift is offered to a colleague; only when both sides agree does the roster change, for both at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Refused
from jingwei.core.scope import open_scope
from jingwei.people.actions.set_duty import SetDuty
from jingwei.people.actions.swap_duty import AgreeSwap, AskSwap
from jingwei.people.models import Duty, DutySwap
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def put(street: Street, role: str, ahead: int, seat: str = "duty") -> Any:
    day = str(timezone.localdate() + timedelta(days=ahead))
    with open_scope(street.scope("dispatcher")):
        told = {"day": day, "shift": "night", "seat": seat, "staff": str(street.staff[role].pk)}
        return Duty.objects.get(pk=perform(SetDuty(), [told]).result["ids"][0])


def holders(street: Street) -> dict[int, str]:
    """Who holds the shift so many days ahead."""
    today = timezone.localdate()
    with open_scope(street.scope("dispatcher")):
        rows = Duty.objects.filter(withdrawn_at=None).select_related("staff")
        return {(one.day - today).days: one.staff.name for one in rows}


def test_both_sides_agree_and_the_shifts_change_hands(street: Street, client: Client) -> None:
    mine, theirs = put(street, "handler", 3, seat="lead"), put(street, "statistician", 5)
    names = [street.staff[role].name for role in ("handler", "statistician")]
    street.sign_in(client, "handler")
    assert f"/duty/{mine.pk}/swap/" in client.get(f"/duty/?month={mine.day:%Y-%m}").content.decode()
    assert client.post(f"/duty/{mine.pk}/swap/", {"reason": "出差"}).status_code == 422
    assert client.post(f"/duty/{theirs.pk}/swap/", {"taken": str(mine.pk), "reason": "出差"}).status_code == 403
    client.post(f"/duty/{mine.pk}/swap/", {"taken": str(theirs.pk), "reason": "出差"})
    assert holders(street) == {3: names[0], 5: names[1]}
    with open_scope(street.scope("handler")):
        swap = DutySwap.objects.get()
        with pytest.raises(Refused, match="由对方本人答复"):
            perform(AgreeSwap(), targets=[swap.pk])
        with pytest.raises(Conflict, match="正等对方答复"):
            perform(AskSwap(), [{"taken": str(theirs.pk)}], targets=[mine.pk], reason="再问")
    street.sign_in(client, "statistician")
    assert f"/duty/swaps/{swap.pk}/agree/" in client.get("/").content.decode()
    client.post(f"/duty/swaps/{swap.pk}/agree/", {})
    assert holders(street) == {3: names[1], 5: names[0]}
    with open_scope(street.scope("dispatcher")):
        now = Duty.objects.get(day=mine.day, withdrawn_at=None)
        assert (now.seat, now.rights, Duty.objects.exclude(withdrawn_at=None).count()) == ("lead", True, 2)
        with pytest.raises(Conflict, match="已经答复过"):
            perform(AgreeSwap(), targets=[swap.pk])


def test_a_colleague_stands_in_or_says_no(street: Street, client: Client) -> None:
    mine, both = put(street, "handler", 3), put(street, "statistician", 3, seat="lead")
    street.sign_in(client, "handler")
    client.post(f"/duty/{mine.pk}/swap/", {"taker": str(street.staff["statistician"].pk), "reason": "就医"})
    with open_scope(street.scope("statistician")):
        swap = DutySwap.objects.get()
        with pytest.raises(Conflict, match="同一天同一班"):
            perform(AgreeSwap(), targets=[swap.pk])
    street.sign_in(client, "statistician")
    client.post(f"/duty/swaps/{swap.pk}/refuse/", {})
    with open_scope(street.scope("dispatcher")):
        assert (DutySwap.objects.get().state, Duty.objects.filter(withdrawn_at=None).count()) == ("refused", 2)
    text = client.get(f"/duty/?month={both.day:%Y-%m}&as=paper").content.decode()
    assert ("夜班带班领导" in text, "夜班值班员" in text, street.staff["handler"].name in text) == (True, True, True)
