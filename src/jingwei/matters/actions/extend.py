"""延期: more time, approved, counted apart."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.terms import extend, unit_of
from jingwei.matters.texts import OUTSIDE_DUE


@register_action
class Extend(MoveAction):
    """Give a matter more of what its term is counted in."""

    name = "matters.extend"
    right = "extend"
    help = "按办理时限的单位延长，延期次数单独统计。"
    declared = FieldSet(
        key="matters.extend",
        version=1,
        fields=(
            Field(
                "count",
                "延长",
                "integer",
                required=True,
                minimum=Decimal(1),
                maximum=Decimal(365),
                help="如5个工作日填5",
            ),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only what has a term of the office's own."""
        super().check(act, items)
        for item in items:
            if unit_of(item.target) is None:
                raise Conflict(OUTSIDE_DUE.format(number=item.target.number))

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """A later end."""
        matter, count = item.target, int(item.values["count"])
        before = matter.due_at
        extend(matter, count)
        matter.extended += 1
        return {"count": count, "unit": unit_of(matter), "before": before.isoformat() if before else None}
