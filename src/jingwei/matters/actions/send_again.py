"""再发一次: a message whose outcome is unknown, or that was not taken, goes out once more under the same id."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.outbox import Delivery
from jingwei.matters.policy import policy
from jingwei.matters.texts import NOT_UNDELIVERED


class Deciding(Action):
    """What a person decides of deliveries that came to no certain end."""

    target = Delivery
    offered = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, for what is unknown or failed."""
        policy.may(act.actor, "tell")
        if any(item.target.state not in ("unknown", "failed") for item in items):
            raise Conflict(NOT_UNDELIVERED)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, states}."""
        for item in items:
            one: Delivery = item.target
            self.decide(one)
            one.decided_by, one.revision = act.actor.label, one.revision + 1
        those = [item.target for item in items]
        Delivery.objects.bulk_update(those, ["state", "tries", "next_at", "ended_at", "decided_by", "revision"])
        return {"ids": [str(one.pk) for one in those], "states": [one.state for one in those]}

    def decide(self, one: Delivery) -> None:
        """Change one delivery."""
        raise NotImplementedError


@register_action
class SendAgain(Deciding):
    """Send it once more, under its id."""

    name = "matters.send_again"
    label = "再发一次"

    def decide(self, one: Delivery) -> None:
        """It waits anew."""
        one.state, one.tries, one.next_at, one.ended_at = Delivery.State.WAITING, 0, timezone.now(), None
