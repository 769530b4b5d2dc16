"""取消挂账: it can be worked on again, its clocks go on with what was left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.terms import unpark
from jingwei.matters.texts import NOT_PARKED


@register_action
class Unpark(MoveAction):
    """Take a matter up again. The cause and the day of the review stay in the steps."""

    name = "matters.unpark"
    right = "park"
    while_stopped = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only what is parked."""
        super().check(act, items)
        for item in items:
            if item.target.parked_at is None:
                raise Conflict(NOT_PARKED.format(number=item.target.number))

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Every clock goes on."""
        matter = item.target
        said = {"cause": matter.parked_cause, "review_on": str(matter.review_on)}
        matter.parked_cause, matter.review_on = "", None
        unpark(matter, at)
        return said
