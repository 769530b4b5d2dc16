"""催办: a reminder that stands in the record."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class Urge(MoveAction):
    """催办: a reminder that stands in the record."""

    name = "matters.urge"
    right = "urge"
    while_stopped = True

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """One more reminder."""
        item.target.urged += 1
        return {}
