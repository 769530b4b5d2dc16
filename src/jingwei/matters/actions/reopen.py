"""重新办理: it was closed, and is not done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.matters.actions.moving import MoveAction, open_again
from jingwei.matters.kinds import kinds
from jingwei.matters.texts import WHOLE_PAST


@register_action
class Reopen(MoveAction):
    """重新办理: it was closed, and is not done."""

    name = "matters.reopen"
    right = "dispatch"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """A part only while its whole is worked on: that one was finished after all its parts."""
        super().check(act, items)
        prefetch_related_objects([item.target for item in items if item.target.parent_id], "parent")
        for item in items:
            whole = item.target.parent
            if whole is not None and whole.stage != "working":
                raise Conflict(WHOLE_PAST.format(number=whole.number))

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The term begins anew; what was answered stays in the steps."""
        matter = item.target
        said = {"reply": matter.reply, "outcome": matter.outcome}
        open_again(matter, kinds()[matter.kind], at)
        matter.finished_by, matter.outcome = None, ""
        matter.reopened += 1
        return said
