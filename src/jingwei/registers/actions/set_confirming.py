"""核实周期: how often the rows of a ledger are to be confirmed, and which of them need not be any more."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.finished import FINISHED, read_finishes, said_of
from jingwei.registers.models import Register
from jingwei.registers.policy import policy

EVERY = Field("confirm_every", "核实周期", "choice", choices=tuple(Choice(*one) for one in Register.Every.choices))


@register_action
class SetConfirming(Action):
    """Say how often, and what finishes a row; with nothing the rows need not be confirmed."""

    name = "registers.set_confirming"
    label = "核实周期"
    help = (
        "每条记录多久核实一次。从最近一次核实（登记、变更、更正都算，导入的按生效日期）起满一个周期的，列为“待核实”；"
        "不填则不要求核实。已经了结的记录（已消除的隐患点、已离任的任职）可以不再核实：不列为待核实，"
        "核实率的分子分母都不计。改了以后，以前各时点的核实率也按新的计。"
    )
    target = Register
    declared = FieldSet("registers_set_confirming", 1, (EVERY, FINISHED))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write it. Raises Invalid where no row can be finished by what is declared."""
        for item in items:
            fieldset = fieldset_of(item.target, retired=True)
            item.target.confirm_every = item.values.get("confirm_every") or ""
            item.target.finished = [one.dump() for one in read_finishes(fieldset, item.values.get("finished") or ())]
            item.target.revision += 1
        ledgers = [item.target for item in items]
        Register.objects.bulk_update(ledgers, ["confirm_every", "finished", "revision"])
        audit_all([AuditLine("confirming_set", f"台账“{one.name}”：{_told(one)}", act.reason) for one in ledgers])
        return {"registers": [item.target.key for item in items]}


def _told(register: Register) -> str:
    """How often rows are confirmed, and which are not, in words."""
    over = said_of(register)
    every = register.get_confirm_every_display()
    return f"{every}{f'；{over}的不再核实' if over else ''}" if every else "不要求核实"
