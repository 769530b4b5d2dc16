"""恢复计入: what was left out of a scheme counts again; both reasons stay readable."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.matters.models import Exclusion
from jingwei.matters.policy import policy
from jingwei.matters.texts import BACK_ALREADY


@register_action
class CountAgain(Action):
    """Take exclusions back."""

    name = "matters.count_again"
    label = "恢复计入"
    target = Exclusion
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy; only what is left out now."""
        for item in items:
            policy.may(act.actor, "exclude", item.target)
            if item.target.back_at is not None:
                raise Conflict(BACK_ALREADY)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        at = timezone.now()
        for item in items:
            one: Exclusion = item.target
            one.back_at, one.back_by_label, one.back_reason = at, act.actor.label, act.reason
            one.revision += 1
        told = [item.target for item in items]
        Exclusion.objects.bulk_update(told, ["back_at", "back_by_label", "back_reason", "revision"])
        return {"ids": [str(one.pk) for one in told]}
