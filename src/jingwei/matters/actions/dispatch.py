"""交办: a department leads it, or the community in which it lies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.departments import several
from jingwei.matters.telling.messages import tell
from jingwei.people.linked import linked
from jingwei.people.models import Department

_LEAD = Field("lead", "主办部门", "link", link="people.department", help="不填由所在社区、网格办理")


@register_action
class Dispatch(MoveAction):
    """Give a matter to who leads it, and helpers beside; who leads it first stays responsible (首接负责)."""

    name = "matters.dispatch"
    right = "dispatch"
    declared = FieldSet(
        key="matters.dispatch",
        version=1,
        fields=(_LEAD, Field("helpers", "协办部门", "text", help="部门名称，几个用顿号分开")),
    )

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """The departments as choices. One query."""
        return FieldSet(self.declared.key, self.declared.version, (_LEAD, several("helpers", "协办部门")))

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}. Raises Invalid for a department that does not exist."""
        found = linked(self.declared, "lead", items, Department.objects.all())
        for item in items:
            item.values["department"] = found.get(item.values.get("lead") or "")
        done = super().run(act, items)
        helped = {item.target.pk: item.target.helpers for item in items if item.target.helpers}
        tell("help", [item.target for item in items if item.target.pk in helped], departments=helped)
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Who leads from now on, and who helps."""
        matter, department = item.target, item.values["department"]
        matter.lead = department
        if department is not None:
            matter.first_lead_id = matter.first_lead_id or department.pk
        matter.helpers = [UUID(key) for key in item.values.get("helpers") or () if UUID(key) != matter.lead_id]
        said = {"department": str(department.pk)} if department else {}
        return said | ({"departments": [str(key) for key in matter.helpers]} if matter.helpers else {})
