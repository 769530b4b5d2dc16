"""停用: an object leaves the ledger from a day on, with a reason; nothing is deleted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import current_scope
from jingwei.registers.models import Entry
from jingwei.registers.policy import policy
from jingwei.registers.restate import restate

# The state in force is closed and stated again up to the day; states planned for later are closed as well.
_END = """
WITH closed AS (
  UPDATE registers_version SET known_to = (SELECT core_moment())
  WHERE entry_id = ANY(%(entries)s) AND known_to IS NULL AND valid_to > %(on)s RETURNING *
)
""" + restate(
    "closed v JOIN registers_entry e ON e.id = v.entry_id WHERE v.valid_from < %(on)s",
    valid_to="%(on)s",
    source_id="NULL::uuid",
    source_row="NULL::int",
    actor="%(actor)s::uuid",
    actor_label="%(label)s",
    action="%(action)s",
    reason="%(reason)s",
    entry_revision="e.revision + 1",
)


@register_action
class EndEntry(Action):
    """Take entries out of use: demolished, moved away, cancelled."""

    name = "registers.end"
    label = "停用"
    help = "房屋拆除、企业注销、对象移出等：从这天起不再计入，历史保留。"
    target = Entry
    reason = True
    declared = FieldSet(
        key="registers_end",
        version=1,
        fields=(Field(key="ended_on", label="停用日期", kind="date", required=True),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "end")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Close what holds from the day on."""
        on = date.fromisoformat(items[0].values["ended_on"])
        scope = current_scope()
        values: dict[str, Any] = {
            "entries": ids(items),
            "on": on,
            "actor": scope.actor.id,
            "label": scope.actor.label,
            "action": self.name,
            "reason": act.reason,
        }
        with connection.cursor() as cursor:
            cursor.execute(_END, values)
            cursor.execute(
                "UPDATE registers_entry SET ended_on = %(on)s, ended_reason = %(reason)s, revision = revision + 1 "
                "WHERE id = ANY(%(entries)s)",
                values,
            )
        return {"entries": [str(key) for key in ids(items)]}
