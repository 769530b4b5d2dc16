"""转走: another channel is the lawful one (emergency, court, petition); the reason says which."""

from jingwei.core.actions import register_action
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.moves import MOVES


@register_action
class Divert(MoveAction):
    """转走: another channel is the lawful one (emergency, court, petition); the reason says which."""

    name = "matters.divert"
    move = MOVES["divert"]
    label = move.label
    reason = move.reason
    right = "dispatch"
