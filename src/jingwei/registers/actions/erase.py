"""删除个人信息: the key is destroyed, masks and ciphertexts are emptied; rows and totals stay."""

from collections.abc import Mapping
from typing import Any

from jingwei.core.actions import Act, register_action
from jingwei.core.audit import AuditLine
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.models import DataKey
from jingwei.core.secrets import destroy_key
from jingwei.registers.actions.data_key import DataKeyAction, demand_state
from jingwei.registers.actions.seal import subject
from jingwei.registers.end_dates import Term
from jingwei.registers.wipe import wipe_values


@register_action
class Erase(DataKeyAction):
    """Confirm a request: another person than the one who asked, and the name of the ledger typed in full."""

    name = "registers.erase"
    label = "确认删除"
    help = "确认后立即删除，不能恢复。请核对申请原因，并照原样填写台账名称。"
    verb = "confirm_erasure"
    declared = FieldSet(
        key="registers_erase",
        version=1,
        fields=(Field("ledger", "台账名称", "text", required=True, max_length=60, help="照原样填写，以防误删"),),
    )

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine:
        """Destroy one key."""
        demand_state(term, DataKey.State.ACTIVE, DataKey.State.SEALED)
        key = term.key
        if key.asked_at is None:
            raise Conflict("没有待确认的删除申请，请由安全管理员先申请。")
        if act.actor.id is None or act.actor.id == key.asked_by:
            raise Refused("删除个人信息须两人办理：申请的人不能自己确认，请由另一人确认。")
        if values["ledger"].strip() != term.register.name:
            message = f"与台账名称不一致，应为“{term.register.name}”。"
            raise Invalid([Problem("ledger", "台账名称", values["ledger"], message, "ledger.wrong")])
        asked = f"{key.asked_label}申请：{key.asked_reason}"
        return erase(term, reason=f"{act.reason}（{asked}）"[:400])


def erase(term: Term, *, reason: str) -> AuditLine:
    """Destroy a key and empty what it encrypted, within the action that decided it."""
    destroy_key(term.key)
    rows = wipe_values(term.register, [term.key])
    return AuditLine("key_erased", subject(term), reason, {"key": str(term.key.pk), "rows": rows})
