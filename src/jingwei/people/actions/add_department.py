"""A department is entered in the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.people.declared import DEPARTMENT, department_values
from jingwei.people.linked import refuse_taken
from jingwei.people.models import Department
from jingwei.people.policy import people_policy


@register_action
class AddDepartment(Action):
    """Enter departments, one per row."""

    name = "people.add_department"
    label = "新增部门"
    declared = DEPARTMENT

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps the lists."""
        people_policy.may(act.actor, "keep_lists")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        refuse_taken(self.declared, "key", items, Department.objects.all(), "机构代号")
        made = [Department(subdistrict=act.scope.subdistrict, **department_values(item.values)) for item in items]
        Department.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}
