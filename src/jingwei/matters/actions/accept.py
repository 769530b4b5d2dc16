"""受理: the desk takes a matter on."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction


@register_action
class Accept(MoveAction):
    """受理: the desk takes a matter on."""

    name = "matters.accept"
    right = "dispatch"
