"""Whole lists come in at once: departments, staff, appointments."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, Refused
from jingwei.core.imports import kind_of, recorded
from jingwei.core.policy import Policy
from jingwei.people import importing
from jingwei.people.actions.appoint import NOT_ONESELF
from jingwei.people.declared import DEPARTMENT
from jingwei.people.imports_undone import lock_lists
from jingwei.people.models import Appointment
from jingwei.people.policy import people_policy


class ImportList(Action):
    """Bring a list in, one row per item. With `skip` in the context rows with problems are left out; else all or none.

    Rows are counted from 1, or as in the file when the context gives their `row_numbers`; `file` and `sha256` name the
    file, `unread` counts its rows that could not be read.
    """

    policy: ClassVar[Policy] = people_policy
    verb: ClassVar[str] = "keep_lists"

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """What the rows would do."""
        raise NotImplementedError

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The administrator who keeps this list."""
        self.policy.may(act.actor, self.verb)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, changed, same, refused, import}. Raises Invalid with all problems unless told to skip them."""
        lock_lists(act.scope.subdistrict)
        numbers = act.context.get("row_numbers") or range(1, len(items) + 1)
        rows = [(number, item.values) for number, item in zip(numbers, items, strict=True)]
        plan = self.plan(rows)
        if plan.problems and not act.context.get("skip"):
            raise Invalid(plan.problems)
        touched = [one for one in (*plan.new, *plan.changed) if isinstance(one, Appointment)]
        if act.actor.id and any(one.staff_id == act.actor.id for one in touched):
            raise Refused(NOT_ONESELF)
        file = act.context.get("file", "")
        # Rows that could not even be read were sent back before the action.
        counts = plan.counts | {"refused": plan.counts["refused"] + act.context.get("unread", 0)}
        into, sha256 = kind_of(self.name).label, act.context.get("sha256", "")
        with recorded(self.name, into, counts, file_name=file, sha256=sha256) as record:
            plan.write()
        audit(self.name.rpartition(".")[2], file, reason=act.reason, detail=counts)
        return {**counts, "import": str(record.pk)}


@register_action
class ImportDepartments(ImportList):
    """Departments from a sheet."""

    name = "people.import_departments"
    label = "导入部门名册"
    declared = DEPARTMENT

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """By `importing.plan_departments`."""
        return importing.plan_departments(rows)


@register_action
class ImportStaff(ImportList):
    """Staff from a sheet."""

    name = "people.import_staff"
    label = "导入人员花名册"
    declared = importing.STAFF

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """By `importing.plan_staff`."""
        return importing.plan_staff(rows)


@register_action
class ImportAppointments(ImportList):
    """Posts and appointments from a sheet."""

    name = "people.import_appointments"
    label = "导入岗位任职表"
    verb = "appoint"
    declared = importing.APPOINTMENTS

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """By `importing.plan_appointments`."""
        return importing.plan_appointments(rows)
