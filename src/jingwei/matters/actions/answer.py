"""报到: a department that was summoned says when it came and what it did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.actions.happened import at_of
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.models import Matter, Summons
from jingwei.matters.policy import policy
from jingwei.matters.texts import BEFORE_CALLED, LIES_AHEAD, NOT_AWAITED, NOT_CALLED, WHICH_DEPARTMENT
from jingwei.people.linked import problem


@register_action
class Answer(MoveAction):
    """Answer an open summons. A handler answers for the own department, the desk for any."""

    name = "matters.answer"
    right = "answer"
    while_stopped = True
    declared = FieldSet(
        key="matters.answer",
        version=1,
        fields=(
            Field("did", "做了什么", "text", required=True, max_length=400),
            Field("came_at", "到场时间", "moment", help="不填为现在"),
            Field("department", "报到部门", "link", link="people.department", help="只有一个部门待报到的不用选"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only for a department that is awaited. One query."""
        super().check(act, items)
        found = Summons.objects.filter(matter__in=ids(items), answered_at=None).select_for_update(of=("self",))
        open_ = {(one.matter_id, one.department_id): one for one in found}
        wrong = []
        for item in items:
            item.values["summons"] = one = open_.get((item.target.pk, self._whose(act, item)))
            if one is None:
                raise Conflict(NOT_CALLED.format(number=item.target.number))
            if message := self._wrong(item, one):
                shown = item.values["came_at"].replace("T", " ")
                wrong.append(problem(self.declared, "came_at", shown, message, code="came_at.wrong", row=item.row))
        if wrong:
            raise Invalid(wrong)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}."""
        done = super().run(act, items)
        Summons.objects.bulk_update(
            [item.values["summons"] for item in items], ["came_at", "answered_at", "answered_by", "did", "revision"]
        )
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """When it came, what it did, whether in time."""
        matter, one = item.target, item.values["summons"]
        one.came_at, one.answered_at = at_of(item.values, "came_at", at), at
        one.answered_by, one.did = act.actor.label, item.values["did"]
        one.revision += 1
        in_time = one.came_at <= one.due_at
        matter.awaited = [key for key in matter.awaited if key != one.department_id]
        matter.answered += 1
        matter.answered_in_time += in_time
        return {
            "department": str(one.department_id), "remark": one.did, "at": one.came_at.isoformat(), "in_time": in_time,
        }  # fmt: skip

    def _whose(self, act: Act, item: Item) -> UUID:
        """For which department the item answers."""
        matter: Matter = item.target
        told = item.values.get("department")
        if told:
            found = next((key for key in matter.awaited if str(key) == told), None)
            if found is None or not (policy.allows(act.actor, "dispatch") or found in act.actor.departments):
                raise Conflict(NOT_AWAITED)
            return found
        mine = [key for key in matter.awaited if key in act.actor.departments] or matter.awaited
        if not mine:
            raise Conflict(NOT_CALLED.format(number=matter.number))
        if len(mine) > 1:
            raise Conflict(WHICH_DEPARTMENT.format(number=matter.number))
        return mine[0]

    def _wrong(self, item: Item, one: Summons) -> str:
        told = item.values.get("came_at")
        if not told:
            return ""
        now = timezone.now()
        if at_of(item.values, "came_at", now) > now:
            return LIES_AHEAD
        called = f"{timezone.localtime(one.called_at):%Y-%m-%d %H:%M}"
        # A summons of 9:00:30 may be answered at 9:00, as clerks write it.
        early = moment_of(told, end=True) < one.called_at.replace(second=0, microsecond=0)
        return BEFORE_CALLED.format(at=called) if early else ""
