"""补充专项内容: what its kind asks beside: the grade of a hazard, the wages claimed, the outcome of a mediation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.fields import FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Request
from jingwei.matters.texts import MINUTES_LOCKED, NOTHING_BESIDE, ONE_KIND


@register_action
class Describe(MoveAction):
    """Fill in what the kind of a matter asks beside. Matters of one kind at a time."""

    name = "matters.describe"
    right = "handle"
    while_stopped = True

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """The fields of the kind. Raises Conflict for matters of several kinds, or of one that asks nothing beside."""
        found = {one.kind for one in targets}
        if len(found) != 1:
            raise Conflict(ONE_KIND)
        kind = kinds()[found.pop()]
        if not kind.fields:
            raise Conflict(NOTHING_BESIDE.format(name=kind.name))
        return FieldSet(key=f"matters.{kind.key}", version=1, fields=kind.fields)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """As every move; who reported somebody stays hidden from then on, whatever is told later."""
        done = super().run(act, items)
        reports = [item.target.pk for item in items if item.values.get("nature") == "report"]
        if reports:
            Request.objects.filter(matter__in=reports, secret=False).update(secret=True)
        return done

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """What locked minutes say is not changed."""
        super().check(act, items)
        for item in items:
            if item.target.details.get("locked"):
                raise Conflict(MINUTES_LOCKED.format(number=item.target.number))

    def partial(self, act: Act) -> bool:
        """What is not told stays."""
        return True

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """What was told takes the place of what stood there; the step keeps both."""
        matter = item.target
        told = {key: value for key, value in item.values.items() if matter.details.get(key) != value}
        before = {key: matter.details.get(key) for key in told}
        matter.details = {key: value for key, value in {**matter.details, **told}.items() if value is not None}
        return {"before": before, "after": told}
