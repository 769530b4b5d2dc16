"""转交: another department leads from now on; who led it first stays responsible (首接负责), the term goes on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.texts import LEADS_ALREADY
from jingwei.people.linked import linked, problem
from jingwei.people.models import Department


@register_action
class HandOn(MoveAction):
    """Give a matter that is worked on to another lead."""

    name = "matters.hand_on"
    right = "dispatch"
    help = "首接负责：首接部门仍然负责跟踪到办结，时限不重新计算。"
    declared = FieldSet(
        key="matters.hand_on",
        version=1,
        fields=(Field("lead", "转交给", "link", required=True, link="people.department"),),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}. Raises Invalid for a department that does not exist or leads already."""
        found = linked(self.declared, "lead", items, Department.objects.all())
        wrong = []
        for item in items:
            item.values["department"] = one = found[item.values["lead"]]
            if one.pk == item.target.lead_id:
                message = LEADS_ALREADY.format(name=one.name)
                wrong.append(problem(self.declared, "lead", one.name, message, code="lead.same", row=item.row))
        if wrong:
            raise Invalid(wrong)
        return super().run(act, items)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Who leads from now on; the step keeps who did."""
        matter, department = item.target, item.values["department"]
        said = {"department": str(department.pk), "from": str(matter.lead_id) if matter.lead_id else None}
        matter.first_lead_id = matter.first_lead_id or matter.lead_id
        matter.lead = department
        matter.helpers = [one for one in matter.helpers if one != department.pk]
        return said
