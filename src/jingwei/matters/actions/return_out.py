"""退单: it goes back to where it came from, with the reason."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.moves import MOVES


@register_action
class ReturnOut(MoveAction):
    """退单: it goes back to where it came from, with the reason."""

    name = "matters.return_out"
    move = MOVES["return_out"]
    label = move.label
    reason = move.reason
    right = "dispatch"
