"""退回调度: not ours; the desk has to find whose it is."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class HandBack(MoveAction):
    """退回调度: not ours; the desk has to find whose it is."""

    name = "matters.hand_back"
    right = "handle"

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Nobody leads it now."""
        matter = item.target
        said = {"department": str(matter.lead_id)} if matter.lead_id else {}
        matter.lead = None
        matter.handed_back += 1
        return said
