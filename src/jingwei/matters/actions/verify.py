"""核查通过: somebody looked again, and it is done."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class Verify(MoveAction):
    """核查通过: somebody looked again, and it is done."""

    name = "matters.verify"
    right = "verify"
