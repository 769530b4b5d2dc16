"""退回重办: the second look found it undone."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class Rework(MoveAction):
    """退回重办: the second look found it undone."""

    name = "matters.rework"
    right = "verify"

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Who finished it did not."""
        item.target.finished_by = None
        item.target.outcome = ""
        item.target.reworked += 1
        return {}
