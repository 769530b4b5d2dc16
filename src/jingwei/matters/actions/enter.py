"""已回填: the answer stands in the outside platform; only then such a matter is finished."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.texts import NO_NUMBER


@register_action
class Enter(MoveAction):
    """Tick off that the answer was entered in the outside platform, with the hand and the time of the step."""

    name = "matters.enter"
    right = "dispatch"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only what has a number there."""
        super().check(act, items)
        if any(not item.target.outside_number for item in items):
            raise Conflict(NO_NUMBER)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The number under which it was entered."""
        return {"outside_number": item.target.outside_number}
