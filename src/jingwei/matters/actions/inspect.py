"""现场核实: somebody went there, and says what was found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.happened import at_of, refuse_moments
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.models import Matter

FOUND = tuple(Choice(value, label) for value, label in Matter.Found.choices)


@register_action
class Inspect(MoveAction):
    """Say what was found on the spot; of several looks the latest counts, all are kept."""

    name = "matters.inspect"
    right = "attend"
    while_stopped = True
    declared = FieldSet(
        key="matters.inspect",
        version=1,
        fields=(
            Field("found", "核实结果", "choice", required=True, choices=FOUND),
            Field("remark", "现场情况", "text", required=True, max_length=400, help="看到了什么，与诉求是否一致"),
            Field("at", "核实时间", "moment", help="不填为现在"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Nobody looked before it was asked, or after now."""
        super().check(act, items)
        refuse_moments(self.declared, "at", items)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """What was found."""
        told = item.values
        item.target.found = told["found"]
        return {"found": told["found"], "remark": told["remark"], "at": at_of(told, "at", at).isoformat()}
