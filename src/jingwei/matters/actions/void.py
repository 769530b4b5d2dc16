"""作废: it should not have been registered."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.moves import MOVES


@register_action
class Void(MoveAction):
    """作废: it should not have been registered."""

    name = "matters.void"
    move = MOVES["void"]
    label = move.label
    reason = move.reason
    right = "dispatch"
    while_stopped = True
