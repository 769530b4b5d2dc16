"""暂停: the clocks stand still, for a reason."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.terms import stop


@register_action
class Suspend(MoveAction):
    """暂停: the clocks stand still, for a reason."""

    name = "matters.suspend"
    right = "extend"

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Every clock stops."""
        stop(item.target, at)
        return {}
