"""登记告知结果: who asked was called and told what came of it, or could not be reached."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.outbox import Delivery
from jingwei.matters.policy import policy
from jingwei.matters.texts import CALLED_ALREADY

RESULTS = (
    Choice("told", "已告知"),
    Choice("again", "没有接通，再打"),
    Choice("dropped", "联系不上，不再打"),
)


@register_action
class NoteCall(Action):
    """Tick off a call of the list 待告知, with its time and result."""

    name = "matters.note_call"
    label = "登记告知结果"
    target = Delivery
    offered = False
    declared = FieldSet(
        key="matters.note_call",
        version=1,
        fields=(
            Field("result", "结果", "choice", required=True, choices=RESULTS),
            Field("remark", "备注", "text", max_length=120, help="对方的意见，或改约的时间"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, for calls that are still to be made."""
        policy.may(act.actor, "tell")
        if any(item.target.way != "call" or item.target.state != "waiting" for item in items):
            raise Conflict(CALLED_ALREADY)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, states}."""
        now = timezone.now()
        labels = {one.value: one.label for one in RESULTS}
        for item in items:
            one: Delivery = item.target
            result, remark = item.values["result"], item.values.get("remark") or ""
            one.tries, one.revision, one.decided_by = one.tries + 1, one.revision + 1, act.actor.label
            one.answer = f"{labels[result]}。{remark}" if remark else labels[result]
            one.next_at = now
            if result != "again":
                one.state, one.ended_at = ("sent" if result == "told" else "dropped"), now
        calls = [item.target for item in items]
        Delivery.objects.bulk_update(
            calls, ["state", "tries", "answer", "ended_at", "next_at", "decided_by", "revision"]
        )
        return {"ids": [str(one.pk) for one in calls], "states": [one.state for one in calls]}
