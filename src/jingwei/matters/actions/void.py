"""作废: it should not have been registered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.models import Request


@register_action
class Void(MoveAction):
    """作废: it should not have been registered."""

    name = "matters.void"
    right = "dispatch"
    while_stopped = True

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}. The outside number may be registered anew."""
        done = super().run(act, items)
        Request.objects.filter(matter__in=ids(items)).exclude(outside_number="").update(
            outside_number="", revision=F("revision") + 1
        )
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The step keeps the number it came under."""
        said = {"outside_number": item.target.outside_number} if item.target.outside_number else {}
        item.target.outside_number = ""
        return said
