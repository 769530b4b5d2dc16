"""审核通过: the reply is approved, by another than who wrote it where the kind asks for that."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class Approve(MoveAction):
    """审核通过: the reply is approved, by another than who wrote it where the kind asks for that."""

    name = "matters.approve"
    right = "approve"
