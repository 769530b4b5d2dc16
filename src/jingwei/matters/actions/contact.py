"""联系诉求人: every try to reach who asked, with its time, means and result; the first that succeeds is kept apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.happened import at_of, refuse_moments
from jingwei.matters.actions.moving import MoveAction

REACHED = "reached"
MEANS = (
    Choice("phone", "电话"), Choice("visit", "上门"), Choice("message", "短信或微信"), Choice("letter", "书面"),
)  # fmt: skip
RESULTS = (
    Choice(REACHED, "联系上"), Choice("no_answer", "未接通"), Choice("wrong", "号码不对或空号"),
    Choice("refused", "接通后拒绝沟通"), Choice("absent", "上门无人"),
)  # fmt: skip


@register_action
class Contact(MoveAction):
    """Keep a try to reach who asked. Tries that failed count as well."""

    name = "matters.contact"
    right = "attend"
    while_stopped = True
    help = "每次联系都登记，没有打通的也登记；第一次联系上的时间单独统计。"
    declared = FieldSet(
        key="matters.contact",
        version=1,
        fields=(
            Field("result", "结果", "choice", required=True, choices=RESULTS),
            Field("means", "方式", "choice", required=True, choices=MEANS),
            Field("at", "联系时间", "moment", help="不填为现在"),
            Field("remark", "备注", "text", max_length=120, help="约定的下次时间、对方的意见；不写姓名和电话"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Nobody was reached before they asked, or after now."""
        super().check(act, items)
        refuse_moments(self.declared, "at", items)

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """One more try; the first contact is the earliest one that succeeded."""
        matter, told = item.target, item.values
        moment = at_of(told, "at", at)
        matter.contact_tries += 1
        if told["result"] == REACHED:
            matter.first_contact_at = min(moment, matter.first_contact_at or moment)
        return {
            "at": moment.isoformat(), "means": told["means"], "result": told["result"],
            "remark": told.get("remark") or "",
        }  # fmt: skip
