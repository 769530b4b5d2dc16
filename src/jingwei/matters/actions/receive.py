"""登记: a request comes in and opens a matter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.fields import FieldSet
from jingwei.matters.actions.moving import step_of
from jingwei.matters.kinds import details
from jingwei.matters.policy import policy
from jingwei.matters.receiving import ASKED, received


@register_action
class Receive(Action):
    """Register requests, one matter each."""

    name = "matters.receive"
    label = "登记"
    declared = FieldSet(key="matters.receive", version=1, fields=(*ASKED, *details().values()))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of matters; where, the border says."""
        policy.may(act.actor, "receive")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, numbers}."""
        at = timezone.now()
        made = received(self.declared, act, items, at, lambda _, matter: step_of(matter, "receive", act, at))
        return {"ids": [str(one.pk) for one in made], "numbers": [one.number for one in made]}
