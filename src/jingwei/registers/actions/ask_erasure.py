"""申请删除: one person asks that personal values be erased before their time; another one has to confirm."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, register_action
from jingwei.core.audit import AuditLine
from jingwei.core.errors import Conflict
from jingwei.core.models import DataKey
from jingwei.core.scope import Actor
from jingwei.registers.actions.data_key import DataKeyAction, demand_state
from jingwei.registers.actions.seal import subject
from jingwei.registers.end_dates import Term
from jingwei.registers.policy import policy


@register_action
class AskErasure(DataKeyAction):
    """Ask for the destruction of a key."""

    name = "registers.ask_erasure"
    label = "申请删除个人信息"
    help = (
        "用于处理目的已实现、本人撤回同意等须提前删除的情形。提交后由主要领导、分管领导或另一名安全管理员确认，"
        "确认后不能恢复，备份里的也读不出来；记录和统计数保留。"
    )

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine:
        """Write the request down."""
        demand_state(term, DataKey.State.ACTIVE, DataKey.State.SEALED)
        key = term.key
        if key.asked_at is not None:
            raise Conflict(f"{key.asked_label}已经申请删除，正等待确认。")
        if term.archived:
            raise Conflict(
                f"“{term.register.name}”依照{term.register.archive_rule}须归档保管到{term.archive_until}，不能提前删除。"
            )
        key.asked_by, key.asked_label, key.asked_at = act.actor.id, act.actor.label, timezone.now()
        key.asked_reason = act.reason[:200]
        return AuditLine("erasure_asked", subject(term), act.reason, {"key": str(key.pk)})


@register_action
class DropErasure(DataKeyAction):
    """Take a request back, or refuse it."""

    name = "registers.drop_erasure"
    label = "不删除"
    help = "撤回或退回删除申请，个人信息照旧保存。"

    def check_actor(self, actor: Actor) -> None:
        """Who may ask may take back; who may confirm may refuse."""
        if not policy.allows(actor, "keep_keys"):
            policy.may(actor, "confirm_erasure")

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine:
        """Forget the request; the history keeps it."""
        key = term.key
        if key.asked_at is None:
            raise Conflict("没有待确认的删除申请。")
        key.asked_by, key.asked_label, key.asked_at, key.asked_reason = None, "", None, ""
        return AuditLine("erasure_dropped", subject(term), act.reason, {"key": str(key.pk)})
