"""核实周期: how often the rows of a ledger are to be confirmed."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.registers.models import Register
from jingwei.registers.policy import policy

EVERY = Field("confirm_every", "核实周期", "choice", choices=tuple(Choice(*one) for one in Register.Every.choices))


@register_action
class SetConfirming(Action):
    """Say how often; with nothing the rows need not be confirmed."""

    name = "registers.set_confirming"
    label = "核实周期"
    help = (
        "每条记录多久核实一次。从最近一次核实（登记、变更、更正都算，导入的按生效日期）起满一个周期的，列为“待核实”；"
        "不填则不要求核实。改了以后，以前各时点的核实率也按新的周期计。"
    )
    target = Register
    declared = FieldSet("registers_set_confirming", 1, (EVERY,))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write it."""
        for item in items:
            item.target.confirm_every = item.values.get("confirm_every") or ""
            item.target.revision += 1
        Register.objects.bulk_update([item.target for item in items], ["confirm_every", "revision"])
        lines = [
            AuditLine(
                "confirming_set",
                f"台账“{item.target.name}”：{item.target.get_confirm_every_display() or '不要求核实'}",
                act.reason,
            )
            for item in items
        ]
        audit_all(lines)
        return {"registers": [item.target.key for item in items]}
