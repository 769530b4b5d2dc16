"""交办: a department leads it, or the community in which it lies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.people.linked import linked
from jingwei.people.models import Department


@register_action
class Dispatch(MoveAction):
    """Give a matter to who leads it (首接负责)."""

    name = "matters.dispatch"
    right = "dispatch"
    declared = FieldSet(
        key="matters.dispatch",
        version=1,
        fields=(Field("lead", "主办部门", "link", link="people.department", help="不填由所在社区、网格办理"),),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}. Raises Invalid for a department that does not exist."""
        found = linked(self.declared, "lead", items, Department.objects.all())
        for item in items:
            item.values["department"] = found.get(item.values.get("lead") or "")
        return super().run(act, items)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Who leads from now on."""
        department: Department | None = item.values["department"]
        item.target.lead = department
        return {"department": str(department.pk)} if department else {}
