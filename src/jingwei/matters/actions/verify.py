"""核查通过: somebody looked again, and it is done."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.moves import MOVES


@register_action
class Verify(MoveAction):
    """核查通过: somebody looked again, and it is done."""

    name = "matters.verify"
    move = MOVES["verify"]
    label = move.label
    reason = move.reason
    right = "verify"
