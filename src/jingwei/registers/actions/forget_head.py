"""忘记表头: what was remembered of a head is asked again the next time."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Missing
from jingwei.core.fields import Field, FieldSet
from jingwei.registers.models import Register
from jingwei.registers.policy import policy


@register_action
class ForgetHead(Action):
    """Take one remembered head out of a ledger."""

    name = "registers.forget_head"
    label = "忘记表头"
    target = Register
    declared = FieldSet(
        key="registers_forget_head",
        version=1,
        fields=(Field("head", "表头", "text", required=True, max_length=200),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "make")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the memory without it."""
        for item in items:
            register: Register = item.target
            head = item.values["head"]
            if head not in register.heads:
                raise Missing(f"没有记住“{head}”这个表头。")
            register.heads = {known: key for known, key in register.heads.items() if known != head}
            register.revision += 1
        Register.objects.bulk_update([item.target for item in items], ["heads", "revision"])
        return {"registers": [item.target.key for item in items]}
