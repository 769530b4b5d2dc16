"""15 and 60 days, one extension told in writing, 复查 and 复核 within 30 days; who comes again opens the same case."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter, Request
from jingwei.matters.tests.asking import DONE, move, read, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def answered(street: Street, kind: str = "petition", **values: str) -> Matter:
    """Taken to its end, whoever has to look a second time."""
    matter = receive(street, kind=kind, channel="letter", **values)
    steps = (("dispatcher", "accept"),) if kind == "petition" else ()
    return walk(
        street,
        matter,
        *steps,
        ("dispatcher", "dispatch"),
        ("community_secretary", "finish", DONE),
        ("leader", "approve"),
    )


def closed_at(street: Street, matter: Matter, days: int) -> None:
    with open_scope(street.street_reader()):
        Matter.objects.filter(pk=matter.pk).update(closed_at=timezone.now() - timedelta(days=days))


def test_the_sixty_days_begin_with_acceptance_and_are_extended_once_in_writing(street: Street) -> None:
    matter = receive(
        street, kind="petition", channel="letter", received_at=f"{timezone.localdate() - timedelta(days=10)}"
    )
    assert matter.due_at is not None
    assert ("whole" in matter.clocks, matter.due_at == matter.stage_due_at) == (False, True)
    accepted = move(street, "dispatcher", "accept", matter)
    today = timezone.localdate()
    assert accepted.due_at is not None
    assert (timezone.localdate(accepted.due_at) - today).days in (60, 61)
    with pytest.raises(Refused, match="信访事项延期由分管领导、主要领导批准"):
        move(street, "dispatcher", "extend", accepted, count="30")
    with pytest.raises(Invalid, match="最多延长30日"):
        move(street, "leader", "extend", accepted, count="31", notice="望信告〔2026〕1号")
    with pytest.raises(Invalid, match="须书面告知"):
        move(street, "leader", "extend", accepted, count="30")
    longer = move(street, "leader", "extend", accepted, count="30", notice="望信告〔2026〕1号")
    assert longer.due_at is not None
    assert (longer.due_at - accepted.due_at).days in (29, 30, 31)
    with pytest.raises(Conflict, match="已延期1次"):
        move(street, "leader", "extend", longer, count="1", notice="望信告〔2026〕2号")


def test_a_review_follows_from_an_answer_within_thirty_days_and_the_last_word_ends_it(street: Street) -> None:
    petition = receive(street, kind="petition", channel="letter")
    with pytest.raises(Invalid, match="还没有答复"):
        receive(street, kind="petition_review", channel="letter", about=str(petition.pk))
    with pytest.raises(Invalid, match="须写明起因事件"):
        receive(street, kind="petition_review", channel="letter")
    petition = answered(street)
    closed_at(street, petition, 40)
    with pytest.raises(Invalid, match="申请期限"):
        receive(street, kind="petition_review", channel="letter", about=str(petition.pk))
    closed_at(street, petition, 3)
    review = answered(street, "petition_review", about=str(petition.pk))
    assert read(street, petition.pk).details == {"reviews": 1}
    again = move(street, "dispatcher", "revisit", petition, channel="counter", text="仍不同意", contact_name="陈示例")
    assert (again.stage, again.reopened, again.kind) == ("working", 1, "petition")
    with open_scope(street.scope("dispatcher")):
        assert list(Request.objects.filter(matter=petition).values_list("channel", flat=True)) == ["letter", "counter"]
    walk(street, again, ("community_secretary", "finish", DONE), ("leader", "approve"))
    answered(street, "petition_final", about=str(review.pk))
    with pytest.raises(Conflict, match="已经复核终结"):
        move(street, "dispatcher", "revisit", petition, channel="counter", text="再次提出")
    with pytest.raises(Conflict, match="请用“重新办理”"):
        move(street, "dispatcher", "revisit", review, channel="counter", text="再次提出")
