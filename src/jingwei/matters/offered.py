"""Which moves a reader can make with a matter now."""

from typing import cast

from jingwei.core.actions import find_action
from jingwei.core.scope import Actor
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.moves import MOVES, NEXT
from jingwei.matters.policy import policy

# What belongs to the whole: where it came from, who asked, how they rate it.
_OF_WHOLES = ("part", "return_out", "divert", "contact", "call_back")


def moves_for(actor: Actor, matter: Matter) -> list[MoveAction]:
    """The moves in the order of the table: allowed by the stage, by the policy, and by who finished the work."""
    kind = kinds()[matter.kind]
    stopped, parked = matter.suspended_at is not None, matter.parked_at is not None
    out = []
    for verb, move in MOVES.items():
        action = cast(MoveAction, find_action(f"matters.{verb}"))
        if matter.stage not in move.sources or (matter.stands_still and not action.while_stopped):
            continue
        if verb == "join":
            continue  # offered beside the matter it may belong to
        if verb == "take_due" and not matter.outside_number:
            continue
        if verb == "describe" and (not kind.fields or matter.details.get("locked")):
            continue
        if verb == "lock_minutes" and (not kind.keeps("locked") or matter.details.get("locked")):
            continue
        if verb == "revisit" and not kind.rules.revisits:
            continue
        if verb in ("suspend" if stopped else "resume", "park" if parked else "unpark"):
            continue
        if matter.parent_id is not None and verb in _OF_WHOLES:
            continue
        if verb == "answer" and not matter.awaited:
            continue
        if matter.stage in kind.other_eyes and move.target == NEXT and matter.finished_by == actor.id:
            continue
        if policy.allows(actor, action.right, matter):
            out.append(action)
    return out
