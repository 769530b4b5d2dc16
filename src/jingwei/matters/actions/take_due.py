"""改外部时限: the outside platform gave another last moment; the step keeps both."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.terms import take_outside_due


@register_action
class TakeDue(MoveAction):
    """Take over the last moment that the outside platform says. It beats the term of the office's own."""

    name = "matters.take_due"
    right = "dispatch"
    while_stopped = True
    help = "平台改了时限（如延期申请已批准）的，照平台的填；填了以后按平台的时限计算，不再按本单位的时限。"
    declared = FieldSet(
        key="matters.take_due",
        version=1,
        fields=(
            Field("outside_due", "外部时限", "moment", required=True, help="只填日期的算到当天结束"),
        ),
    )  # fmt: skip

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The other moment; what stood there is kept in the step."""
        matter = item.target
        before = matter.due_at
        take_outside_due(matter, moment_of(item.values["outside_due"], end=True))
        return {"before": before.isoformat() if before else None, "after": matter.outside_due.isoformat()}
