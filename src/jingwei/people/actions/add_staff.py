"""A member of staff is entered in the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.people.declared import STAFF, staff_values
from jingwei.people.linked import linked, refuse_taken
from jingwei.people.models import Department, Staff
from jingwei.people.policy import people_policy


@register_action
class AddStaff(Action):
    """Enter members of staff, one per row."""

    name = "people.add_staff"
    label = "新增人员"
    declared = STAFF

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps the lists."""
        people_policy.may(act.actor, "keep_lists")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        refuse_taken(self.declared, "number", items, Staff.objects.all(), "工号")
        departments = linked(self.declared, "department", items, Department.objects.all())
        made = [
            Staff(
                subdistrict=act.scope.subdistrict,
                **staff_values(item.values),
                department=departments.get(item.values.get("department", "")),
            )
            for item in items
        ]
        Staff.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}
