"""代录: what is recorded for somebody who never signs in stands under both names."""

import pytest

from jingwei.core.errors import Invalid
from jingwei.core.models import Change
from jingwei.core.scope import current_scope, open_scope
from jingwei.people.models import HandOver
from jingwei.people.recording import recorded_for
from jingwei.people.tests.street import make_street

pytestmark = pytest.mark.django_db


def test_both_names_stand_in_the_history_and_the_rights_stay() -> None:
    street = make_street()
    with open_scope(street.scope("office")) as outer:
        with recorded_for("测楼长"):
            assert current_scope().actor.roles == outer.actor.roles
            one = HandOver(
                post=street.posts["service"],
                giver=street.staff["office"],
                taker=street.staff["office"],
                on="2025-01-01",
            )
            one.save()
        assert current_scope() == outer
        change = Change.objects.get(row_id=one.pk)
    assert change.actor_label == f"{street.staff['office'].name}代录（测楼长）"
    assert change.actor == street.staff["office"].pk


def test_without_a_name_nothing_is_recorded() -> None:
    street = make_street()
    with open_scope(street.scope("office")), pytest.raises(Invalid, match="代谁录入"), recorded_for(" "):
        pass
