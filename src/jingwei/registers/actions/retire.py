"""停用台账: a ledger takes in nothing more; what it holds stays, is counted and can be looked up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict
from jingwei.registers.models import Register
from jingwei.registers.policy import policy


@register_action
class RetireRegister(Action):
    """Take a ledger out of use."""

    name = "registers.retire"
    label = "停用台账"
    help = "停用后不再登记和导入，菜单里收到“已停用”下面；已有的记录和统计数不变，可以恢复使用。"
    target = Register
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the day and why."""
        for item in items:
            register: Register = item.target
            if register.retired_on is not None:
                raise Conflict(f"“{register.name}”已于{register.retired_on}停用。")
            register.retired_on, register.retired_reason = timezone.localdate(), act.reason[:200]
            register.revision += 1
        _save(items)
        audit_all([AuditLine("register_retired", f"台账“{item.target.name}”", act.reason) for item in items])
        return {"registers": [item.target.key for item in items]}


@register_action
class ReviveRegister(Action):
    """Take a ledger back into use."""

    name = "registers.revive"
    label = "恢复台账"
    target = Register
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Clear the day."""
        for item in items:
            register: Register = item.target
            if register.retired_on is None:
                raise Conflict(f"“{register.name}”正在使用，不用恢复。")
            register.retired_on, register.retired_reason = None, ""
            register.revision += 1
        _save(items)
        audit_all([AuditLine("register_revived", f"台账“{item.target.name}”", act.reason) for item in items])
        return {"registers": [item.target.key for item in items]}


def _save(items: Sequence[Item]) -> None:
    Register.objects.bulk_update([item.target for item in items], ["retired_on", "retired_reason", "revision"])
