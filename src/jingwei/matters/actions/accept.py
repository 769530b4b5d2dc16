"""受理: the desk takes a matter on."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.moves import MOVES


@register_action
class Accept(MoveAction):
    """受理: the desk takes a matter on."""

    name = "matters.accept"
    move = MOVES["accept"]
    label = move.label
    reason = move.reason
    right = "dispatch"
