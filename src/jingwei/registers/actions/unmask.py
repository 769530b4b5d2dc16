"""查看号码: personal values of entries in clear, with a reason that is logged."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.audit import audit
from jingwei.core.fields import Field, FieldSet
from jingwei.core.secrets import Keyring, Unreadable, is_sealed_value
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
        register: Register = items[0].target.register
        personal = [f for f in fieldset_of(register).fields if f.personal and (not wanted or f.key == wanted)]
        asked = {
            str(key): {f.key: version.data[f.key] for f in personal if is_sealed_value(version.data.get(f.key))}
            for key, version in last_states(ids(items)).items()
        }
        shown = _opened(asked)
        names = "、".join(f.label for f in personal)
        audit(
            "unmasked",
            f"台账“{register.name}”{len(shown)} 条的{names}",
            reason=act.reason,
            detail={"entries": list(shown)},
        )
        return {"values": shown}


def _opened(asked: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The values in clear; those sealed or erased are left out. Raises Unreadable where nothing else was asked for."""
    ring = Keyring(value for values in asked.values() for value in values.values())
    shown: dict[str, dict[str, str]] = {}
    closed: Unreadable | None = None
    for entry, values in asked.items():
        shown[entry] = {}
        for name, value in values.items():
            try:
                shown[entry][name] = ring.open(name, value)
            except Unreadable as error:
                closed = error
    if closed is not None and not any(shown.values()):
        raise closed
    return shown
