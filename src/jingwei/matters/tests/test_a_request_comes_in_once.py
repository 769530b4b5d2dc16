"""What is registered is registered once, under one number, with a term that its kind or the outside platform gives."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.actions.registry import find_action
from jingwei.core.calendar import SHANGHAI, office_calendar
from jingwei.core.errors import Invalid
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Request
from jingwei.matters.tests.asking import asked, receive
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_numbers_follow_each_other_within_a_year_and_begin_anew(street: Street) -> None:
    year = timezone.localdate().year
    told = [receive(street).number, receive(street).number, receive(street, received_at="2021-03-05").number]
    assert told == [f"望澜〔{year}〕1号", f"望澜〔{year}〕2号", "望澜〔2021〕1号"]
    other = make_street("990101002", "栖霞台街道")
    assert receive(other).number == f"栖霞台〔{year}〕1号"


def test_the_same_outside_number_is_the_same_request(street: Street) -> None:
    known = receive(street, outside_number="20250603001")
    with pytest.raises(Invalid, match=f"“20250603001”的诉求已登记为{known.number}"):
        receive(street, outside_number="20250603001")
    with open_scope(street.scope("dispatcher")), pytest.raises(Invalid, match="本次提交的另一条"):
        perform(find_action("matters.receive"), [asked(street, outside_number="7"), asked(street, outside_number="7")])
    with open_scope(street.scope("leader")):
        assert (Matter.objects.count(), Request.objects.count()) == (1, 1)


def test_a_request_sent_again_under_its_key_is_registered_once(street: Street) -> None:
    with open_scope(street.scope("dispatcher")):
        first = perform(find_action("matters.receive"), [asked(street)], key="same")
        again = perform(find_action("matters.receive"), [asked(street)], key="same")
        assert first.result == again.result
        assert Matter.objects.count() == 1


def test_the_term_is_that_of_the_kind_unless_the_outside_platform_says_another(street: Street) -> None:
    ours = receive(street, received_at="2025-06-03 14:05")
    day = office_calendar().add_working_days(datetime(2025, 6, 3, tzinfo=SHANGHAI).date(), 5).day
    assert timezone.localtime(ours.due_at).date() == day
    assert timezone.localtime(ours.stage_due_at) == datetime(2025, 6, 3, 16, 5, tzinfo=SHANGHAI)
    theirs = receive(street, received_at="2025-06-03 14:05", outside_number="1", outside_due="2025-06-05")
    assert theirs.due_at == datetime(2025, 6, 5, 23, 59, 59, tzinfo=SHANGHAI)


def test_nothing_is_received_before_it_was_sent(street: Street) -> None:
    ahead = timezone.localtime() + timedelta(hours=2)
    with pytest.raises(Invalid, match="收到时间不能晚于现在"):
        receive(street, received_at=f"{ahead:%Y-%m-%d %H:%M}")


def test_what_its_kind_asks_beside_is_told_with_the_request(street: Street) -> None:
    assert receive(street, "grid_worker", kind="hazard", channel="check", grade="major", sector="fire").details == {
        "grade": "major",
        "sector": "fire",
    }
    with pytest.raises(Invalid, match="网格事件没有这一项"):
        receive(street, kind="grid", channel="grid", grade="major")
