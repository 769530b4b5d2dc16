"""归类: what a matter is about, by the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.receiving import unknown_categories


@register_action
class Categorize(MoveAction):
    """Say under which class of the catalogue a matter falls. The clock that runs is left as it is."""

    name = "matters.categorize"
    right = "handle"
    while_stopped = True
    declared = FieldSet(
        key="matters.categorize",
        version=1,
        fields=(Field("category", "分类", "link", required=True, link="matters.category"),),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}. Raises Invalid for a class that stands in no list."""
        wrong = unknown_categories(self.declared, items)
        if wrong:
            raise Invalid(wrong)
        return super().run(act, items)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The class; the step keeps what stood there before."""
        before, item.target.category = item.target.category, item.values["category"]
        return {"before": before, "after": item.target.category}
