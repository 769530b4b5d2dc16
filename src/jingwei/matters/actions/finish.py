"""办结反馈: who worked on it says what came of it."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.models import Matter

OUTCOMES = tuple(Choice(value, label) for value, label in Matter.Outcome.choices)


@register_action
class Finish(MoveAction):
    """Say what was done and what came of it."""

    name = "matters.finish"
    right = "handle"
    declared = FieldSet(
        key="matters.finish",
        version=1,
        fields=(
            Field("outcome", "办理结果", "choice", required=True, choices=OUTCOMES),
            Field("reply", "办理情况（答复）", "longtext", required=True, max_length=4000),
        ),
    )

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The reply, and whose it is."""
        matter: Matter = item.target
        matter.outcome, matter.reply = item.values["outcome"], item.values["reply"]
        matter.finished_by = act.actor.id
        return {"outcome": matter.outcome, "reply": matter.reply}
