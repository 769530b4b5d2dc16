"""三员分立: an administrator holds nothing else; nobody gives rights to the own person."""

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.people.actions.appoint import Appoint
from jingwei.people.actions.delegate import Delegate
from jingwei.people.models import Appointment, Post
from jingwei.people.roles import ADMINISTRATORS, WORKERS
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def new_post(street: Street, role: str) -> Post:
    with open_scope(street.keeper()):
        place = street.grid() if role in ("community_secretary", "grid_lead", "grid_worker") else None
        return Post.objects.create(key=f"second-{role}", name=f"第二{role}", role=role, place=place)


def appoint(street: Street, post: Post, holder: str, by: str = "security_admin", **more: str) -> None:
    row = {"post": str(post.pk), "staff": str(street.staff[holder].pk), "valid_from": "2024-01-01", **more}
    with open_scope(street.scope(by)):
        perform(Appoint(), [row])


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS - {"security_admin"}))
@pytest.mark.parametrize("second", ["statistician", "grid_worker", "security_admin"])
def test_an_administrator_gets_no_second_post(street: Street, administrator: str, second: str) -> None:
    with pytest.raises(Invalid, match="三员分立"):
        appoint(street, new_post(street, second), administrator)


def test_a_clerk_does_not_become_administrator_beside_the_work(street: Street) -> None:
    with pytest.raises(Invalid, match="三员分立"):
        appoint(street, new_post(street, "audit_admin"), "statistician")


def test_two_posts_of_work_go_together(street: Street) -> None:
    appoint(street, new_post(street, "dispatcher"), "statistician")
    assert street.scope("statistician").actor.roles == {"statistician", "dispatcher"}


def test_a_post_that_ended_before_does_not_hinder(street: Street) -> None:
    with open_scope(street.keeper()):
        Appointment.objects.filter(staff=street.staff["dispatcher"]).update(valid_to="2023-12-31")
    appoint(street, new_post(street, "audit_admin"), "dispatcher")
    assert street.scope("dispatcher").actor.roles == {"audit_admin"}


def test_nobody_appoints_the_own_person(street: Street) -> None:
    with pytest.raises(Refused, match="不能给本人"):
        appoint(street, new_post(street, "security_admin"), "security_admin")


@pytest.mark.parametrize("other", sorted((WORKERS | ADMINISTRATORS) - {"security_admin"}))
def test_only_the_security_administrator_appoints(street: Street, other: str) -> None:
    with pytest.raises(Refused, match="安全管理员办理"):
        appoint(street, new_post(street, "dispatcher"), "statistician", by=other)


def test_a_post_has_one_holder_at_a_time(street: Street) -> None:
    with pytest.raises(Invalid, match=r"已由测.担任"):
        appoint(street, street.posts["dispatcher"], "statistician")
    appoint(street, street.posts["dispatcher"], "statistician", rank="B")


def test_an_administrator_takes_no_lent_post_and_lends_none(street: Street) -> None:
    def lend(giver: str, taker: str) -> None:
        row = {"post": str(street.posts[giver].pk), "taker": str(street.staff[taker].pk)}
        with open_scope(street.scope(giver)):
            perform(Delegate(), [{**row, "valid_from": today(), "valid_to": today()}])

    with pytest.raises(Invalid, match="三员分立"):
        lend("statistician", "system_admin")
    with pytest.raises(Invalid, match="管理员岗位不能委托"):
        lend("system_admin", "statistician")


def today() -> str:
    from django.utils import timezone

    return timezone.localdate().isoformat()
