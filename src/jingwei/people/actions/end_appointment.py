"""An appointment ends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.people.linked import problem
from jingwei.people.models import Appointment
from jingwei.people.policy import people_policy


@register_action
class EndAppointment(Action):
    """Let appointments end on a day; that day is the first without the post."""

    name = "people.end_appointment"
    label = "解除任职"
    target = Appointment
    reason = True
    declared = FieldSet(
        key="people.end_appointment", version=1, fields=(Field("valid_to", "离任日期", "date", required=True),)
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The security administrator takes rights away."""
        people_policy.may(act.actor, "appoint")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        for item in items:
            until = date.fromisoformat(item.values["valid_to"])
            wrong = ""
            if until <= item.target.valid_from:
                wrong = f"离任日期应晚于任职日期（{item.target.valid_from}）。"
            elif until > item.target.valid_to:
                wrong = f"这项任职到{item.target.valid_to}已经结束，不能再延后；需要续任的请重新任命。"
            if wrong:
                raise Invalid([problem(self.declared, "valid_to", until, wrong, row=item.row)])
            item.target.valid_to = until
            item.target.revision += 1
        Appointment.objects.bulk_update([item.target for item in items], ["valid_to", "revision"])
        rows = Appointment.objects.filter(pk__in=[item.target.pk for item in items])
        named = rows.order_by("pk").values_list("post__key", "post__name", "staff__number")
        audit_all(
            [AuditLine("appointment_ended", f"{key} {name}：{number}", act.reason) for key, name, number in named]
        )
        return {"ids": [str(item.target.pk) for item in items]}
