"""封存: personal values of a ledger stay, and nobody reads them."""

from collections.abc import Mapping
from typing import Any

from jingwei.core.actions import Act, register_action
from jingwei.core.audit import AuditLine
from jingwei.core.models import DataKey
from jingwei.core.secrets import seal_key
from jingwei.registers.actions.data_key import DataKeyAction, demand_state
from jingwei.registers.end_dates import Term


@register_action
class SealKey(DataKeyAction):
    """Close a key by hand, before its end date."""

    name = "registers.seal_key"
    label = "封存"
    help = "封存后，这部分个人信息谁也不能查看，也不能再登记；记录和统计数不受影响。以后可以启封。"

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine:
        """Seal one key."""
        demand_state(term, DataKey.State.ACTIVE)
        seal_key(term.key)
        return AuditLine("key_sealed", subject(term), act.reason, {"key": str(term.key.pk)})


def subject(term: Term) -> str:
    """What a line of the audit log is about."""
    return f"台账“{term.register.name}”第{term.key.number}批，保存至{term.key.end_on}"
