"""退单: it goes back to where it came from, on one of the grounds a city accepts, with the reason."""

from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import MoveAction

GROUNDS = (
    Choice("duty", "不在本街道履职事项清单内"),
    Choice("place", "不在本辖区"),
    Choice("owner", "另有法定主管部门"),
    Choice("repeat", "重复工单，没有新的事实"),
    Choice("unclear", "内容不清，无法联系诉求人"),
)


@register_action
class ReturnOut(MoveAction):
    """Send a matter back to the platform or body it came from."""

    name = "matters.return_out"
    right = "dispatch"
    declared = FieldSet(
        key="matters.return_out",
        version=1,
        fields=(Field("ground", "退单依据", "choice", required=True, choices=GROUNDS),),
    )

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """On which ground."""
        return {"ground": item.values["ground"]}
