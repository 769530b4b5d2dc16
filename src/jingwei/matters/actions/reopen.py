"""重新办理: it was closed, and is not done."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.matters.actions.moving import MoveAction, open_again
from jingwei.matters.kinds import kinds


@register_action
class Reopen(MoveAction):
    """重新办理: it was closed, and is not done."""

    name = "matters.reopen"
    right = "dispatch"

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The term begins anew; what was answered stays in the steps."""
        matter = item.target
        said = {"reply": matter.reply, "outcome": matter.outcome}
        open_again(matter, kinds()[matter.kind], at)
        matter.finished_by, matter.outcome = None, ""
        matter.reopened += 1
        return said
