"""转走: another channel is the lawful one; it is told which, and the reason says why."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import MoveAction

# What is not dispatched but goes its lawful way: 信访工作条例 6, 30, 31; 北京市接诉即办工作条例 11.
CHANNELS = (
    Choice("emergency", "紧急求助（110、119、120）"),
    Choice("court", "诉讼、仲裁"),
    Choice("review", "行政复议"),
    Choice("discipline", "纪检监察举报"),
    Choice("petition", "信访"),
    Choice("disclosure", "政府信息公开申请"),
)


@register_action
class Divert(MoveAction):
    """Send a matter its lawful way instead of dispatching it."""

    name = "matters.divert"
    right = "dispatch"
    help = "依法应走其他渠道的不派单：告知诉求人向哪里提出，本件就此结束。"
    declared = FieldSet(
        key="matters.divert",
        version=1,
        fields=(Field("to", "应走的渠道", "choice", required=True, choices=CHANNELS),),
    )

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Which way it goes."""
        return {"to": item.values["to"]}
