"""挂账: what cannot be solved now stays open without a clock, and comes back on the day of its review."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.models import Matter
from jingwei.matters.terms import park
from jingwei.matters.texts import REVIEW_AHEAD
from jingwei.people.linked import problem

CAUSES = tuple(Choice(value, label) for value, label in Matter.Cause.choices)
_LONGEST = timedelta(days=366)


@register_action
class Park(MoveAction):
    """Put a matter aside until a day, for a cause of the list, with who approved it."""

    name = "matters.park"
    right = "park"
    help = "暂时解决不了的挂账：仍是未结，不计时、不算超期，单独统计；到复核日期提醒主办部门和调度岗。"
    declared = FieldSet(
        key="matters.park",
        version=1,
        fields=(
            Field("cause", "挂账原因", "choice", required=True, choices=CAUSES),
            Field("review_on", "复核日期", "date", required=True, help="到这一天再看能不能办，最迟一年内"),
            Field("approved_by", "批准人", "text", required=True, max_length=40, help="批准挂账的领导或会议"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The day of the review lies ahead."""
        super().check(act, items)
        today = timezone.localdate()
        wrong = [
            problem(self.declared, "review_on", told, REVIEW_AHEAD, code="review_on.wrong", row=item.row)
            for item in items
            for told in (item.values["review_on"],)
            if not today < date.fromisoformat(told) <= today + _LONGEST
        ]
        if wrong:
            raise Invalid(wrong)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Every clock stops."""
        matter, told = item.target, item.values
        matter.parked_cause, matter.review_on = told["cause"], date.fromisoformat(told["review_on"])
        matter.parked += 1
        park(matter, at)
        return {"cause": told["cause"], "review_on": told["review_on"], "approved_by": told["approved_by"]}
