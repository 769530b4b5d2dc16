"""锁定纪要: what the meeting decided is fixed; from then on there are only supplements."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class LockMinutes(MoveAction):
    """Lock the minutes of a decision: with a quorum, and with the opinion of everybody who was there (needs.yaml)."""

    name = "matters.lock_minutes"
    right = "decide"
    help = "锁定后，会议材料、每人意见、人数、表决结果和纪要都不能再改，更正和补充只能另加“补充记录”。"

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The day of the lock is kept beside."""
        item.target.details = {**item.target.details, "locked": str(timezone.localdate(at))}
        return {}
