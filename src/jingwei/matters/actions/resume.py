"""恢复办理: the clocks go on with what was left."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.terms import resume
from jingwei.matters.texts import RUNS


@register_action
class Resume(MoveAction):
    """恢复办理: the clocks go on with what was left."""

    name = "matters.resume"
    right = "extend"
    while_stopped = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only what stands still."""
        super().check(act, items)
        for item in items:
            if item.target.suspended_at is None:
                raise Conflict(RUNS.format(number=item.target.number))

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Every clock goes on."""
        resume(item.target, at)
        return {}
