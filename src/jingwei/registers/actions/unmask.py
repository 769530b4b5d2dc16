"""查看号码: personal values of entries in clear, with a reason that is logged."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.audit import audit
from jingwei.core.fields import Field, FieldSet
from jingwei.core.secrets import cipher_for, ensure_data_key, is_sealed_value
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Entry, Register
from jingwei.registers.policy import policy
from jingwei.registers.query import last_states


@register_action
class Unmask(Action):
    """Show masked values. It changes nothing, and yet is an action: policy, reason and log are the same."""

    name = "registers.unmask"
    label = "查看号码"
    target = Entry
    reason = True
    # An outcome that is kept for a replay would keep the numbers in clear.
    idempotent_result = False
    declared = FieldSet(key="registers_unmask", version=1, fields=(Field(key="field", label="字段", kind="text"),))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "unmask")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """The clear values by entry and field; the reading stands in the audit log, the values do not."""
        wanted = items[0].values.get("field")
        shown: dict[str, dict[str, str]] = {}
        register: Register = items[0].target.register
        personal = [f for f in fieldset_of(register).fields if f.personal and (not wanted or f.key == wanted)]
        states = last_states(ids(items))
        if register.keep_until and personal:
            cipher = cipher_for(ensure_data_key(register.key, register.keep_until.year))
            for key, version in states.items():
                sealed = {f.key: version.data.get(f.key) for f in personal}
                shown[str(key)] = {k: cipher.open(k, v) for k, v in sealed.items() if is_sealed_value(v)}
        names = "、".join(f.label for f in personal)
        audit(
            "unmasked",
            f"台账“{register.name}”{len(shown)} 条的{names}",
            reason=act.reason,
            detail={"entries": list(shown)},
        )
        return {"values": shown}
