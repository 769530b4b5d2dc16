"""办结反馈: who worked on it says what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.catalogue import closing_of
from jingwei.matters.models import Matter
from jingwei.matters.texts import NOT_MET
from jingwei.people.linked import problem

OUTCOMES = tuple(Choice(value, label) for value, label in Matter.Outcome.choices)


@register_action
class Finish(MoveAction):
    """Say what was done and what came of it."""

    name = "matters.finish"
    right = "handle"
    declared = FieldSet(
        key="matters.finish",
        version=1,
        fields=(
            Field("outcome", "办理结果", "choice", required=True, choices=OUTCOMES),
            Field("reply", "办理情况（答复）", "longtext", required=True, max_length=4000),
            Field("met", "已达到结案条件", "yesno", help="分类或类别规定了结案条件的，办理结果是“已解决”时必须填“是”"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """What has a closing condition is called solved only where the condition is met."""
        super().check(act, items)
        wrong = [
            problem(self.declared, "met", None, NOT_MET.format(closing=closing), code="met.wrong", row=item.row)
            for item in items
            for closing in (closing_of(item.target),)
            if closing and item.values["outcome"] == Matter.Outcome.SOLVED and not item.values.get("met")
        ]
        if wrong:
            raise Invalid(wrong)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The reply, and whose it is."""
        matter: Matter = item.target
        matter.outcome, matter.reply = item.values["outcome"], item.values["reply"]
        matter.finished_by = act.actor.id
        said: dict[str, Any] = {"outcome": matter.outcome, "reply": matter.reply}
        if closing := closing_of(matter):
            said |= {"closing": closing, "met": bool(item.values.get("met"))}
        return said
