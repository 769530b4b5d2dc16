"""What the list says of a member of staff is corrected, or the member leaves."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.people.declared import STAFF, staff_values
from jingwei.people.linked import linked, problem, refuse_taken
from jingwei.people.models import Account, Appointment, Department, Staff
from jingwei.people.policy import people_policy


@register_action
class ChangeStaff(Action):
    """Correct the entry of a member of staff."""

    name = "people.change_staff"
    label = "修改人员信息"
    target = Staff
    declared = STAFF

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps the lists."""
        people_policy.may(act.actor, "keep_lists")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        others = Staff.objects.exclude(pk__in=[item.target.pk for item in items])
        refuse_taken(self.declared, "number", items, others, "工号")
        departments = linked(self.declared, "department", items, Department.objects.all())
        for item in items:
            for column, value in staff_values(item.values).items():
                setattr(item.target, column, value)
            item.target.department = departments.get(item.values.get("department", ""))
            item.target.revision += 1
        columns = ["number", "name", "phone", "position", "category", "sort", "initials", "department", "revision"]
        Staff.objects.bulk_update([item.target for item in items], columns)
        return {"ids": [str(item.target.pk) for item in items]}


@register_action
class LeaveOffice(Action):
    """A member of staff leaves: appointments end on that day and the account is closed."""

    name = "people.leave_office"
    label = "办理离岗"
    help = "离岗日起任职自动结束，账号停用。尚有未办事项的，请先办理岗位交接。"
    target = Staff
    reason = True
    declared = FieldSet(
        key="people.leave_office", version=1, fields=(Field("left_on", "离岗日期", "date", required=True),)
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator keeps the lists."""
        people_policy.may(act.actor, "keep_lists")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, ended}: how many appointments ended."""
        on = {item.target.pk: date.fromisoformat(item.values["left_on"]) for item in items}
        held = list(Appointment.objects.filter(staff__in=on).select_for_update().order_by("pk"))
        held = [one for one in held if one.valid_to > on[one.staff_id]]
        late = [one for one in held if one.valid_from >= on[one.staff_id]]
        if late:
            message = f"有任职从{late[0].valid_from}才开始，晚于离岗日期，请先由安全管理员解除。"
            raise Invalid([problem(self.declared, "left_on", on[late[0].staff_id], message)])
        for one in held:
            one.valid_to = on[one.staff_id]
            one.revision += 1
        Appointment.objects.bulk_update(held, ["valid_to", "revision"])
        for item in items:
            item.target.left_on = on[item.target.pk]
            item.target.revision += 1
        audit_all([AuditLine("left_office", item.target.number, act.reason) for item in items])
        Staff.objects.bulk_update([item.target for item in items], ["left_on", "revision"])
        Account.objects.filter(staff__in=on).update(is_active=False)
        return {"ids": [str(pk) for pk in on], "ended": len(held)}
