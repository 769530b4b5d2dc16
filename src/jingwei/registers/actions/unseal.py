"""启封: sealed personal values can be read again; past the end date only for some days, and by law."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, register_action
from jingwei.core.audit import AuditLine
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.models import DataKey
from jingwei.core.secrets import unseal_key
from jingwei.registers.actions.data_key import DataKeyAction, demand_state
from jingwei.registers.actions.seal import subject
from jingwei.registers.end_dates import Term

LONGEST = 30


@register_action
class UnsealKey(DataKeyAction):
    """Open a sealed key again."""

    name = "registers.unseal_key"
    label = "启封"
    help = "只在有法定事由时启封，如依法调取、诉讼、复议或本人查询。已过保存期限的，到启封截止日次日自动重新封存。"
    declared = FieldSet(
        key="registers_unseal_key",
        version=1,
        fields=(
            Field(
                "basis",
                "法定事由",
                "text",
                required=True,
                max_length=120,
                help="写明法律条款或文书，如“民事诉讼法第六十七条，某号调查令”",
            ),
            Field("until", "启封至", "date", help=f"已过保存期限的必填，最长{LONGEST}天"),
        ),
    )

    def on(self, act: Act, term: Term, values: Mapping[str, Any]) -> AuditLine:
        """Unseal one key."""
        demand_state(term, DataKey.State.SEALED)
        today = timezone.localdate()
        until = date.fromisoformat(values["until"]) if values.get("until") else None
        past = today > term.key.end_on
        if past and (until is None or not today <= until <= today + timedelta(days=LONGEST)):
            message = f"这部分个人信息已过保存期限，请写明启封到哪一天，最晚{today + timedelta(days=LONGEST)}。"
            raise Invalid([Problem("until", "启封至", str(until or ""), message, "until.wrong")])
        unseal_key(term.key, until if past else None)
        detail = {"key": str(term.key.pk), "basis": values["basis"], "open_until": until if past else None}
        return AuditLine("key_unsealed", subject(term), act.reason, detail)
