"""撤销合并、撤销拆分: what a merging or dividing wrote is taken back as one, as long as nothing was built on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, JingweiError, Refused
from jingwei.registers.actions.tell_apart import demand_reason
from jingwei.registers.locks import lock_register
from jingwei.registers.models import Entry, Succession
from jingwei.registers.policy import policy
from jingwei.registers.restate import restate
from jingwei.registers.stock import demand_stock
from jingwei.registers.succession.ports import entry_gone_over

_TOLD = 5
# As with an import that is undone nothing is deleted: what was said is no longer known, what was closed is again.
_BUILT_ON = """
SELECT e.key FROM registers_entry e WHERE e.id = ANY(%(touched)s) AND EXISTS (
  SELECT 1 FROM registers_version v WHERE v.entry_id = e.id
  AND (v.known_from > %(moment)s OR (v.known_from = %(moment)s AND v.known_to IS NOT NULL)))
ORDER BY 1
"""
_KNOW_AGAIN = restate(
    "registers_version v WHERE v.entry_id = ANY(%(touched)s) AND v.known_to = %(moment)s",
    actor="%(actor)s::uuid",
    actor_label="%(label)s",
    action="%(action)s",
    reason="%(reason)s",
    entry_revision="v.entry_revision + 2",
)
_FORGET = """
UPDATE registers_version SET known_to = (SELECT core_moment())
WHERE entry_id = ANY(%(touched)s) AND known_from = %(moment)s AND known_to IS NULL
"""
_UNCONFIRM = """
UPDATE registers_confirmation SET known_to = (SELECT core_moment())
WHERE entry_id = ANY(%(touched)s) AND known_from = %(moment)s AND known_to IS NULL
"""
# What ended comes back, what began is gone; the others keep their own end.
_ENTRIES = """
UPDATE registers_entry e SET revision = e.revision + 1, place_id = COALESCE(known.place_id, e.place_id),
  ended_on = CASE WHEN e.id = ANY(%(before)s) THEN NULL WHEN known.id IS NULL THEN %(on)s ELSE e.ended_on END,
  ended_reason = CASE WHEN e.id = ANY(%(before)s) THEN '' WHEN known.id IS NULL THEN %(gone)s ELSE e.ended_reason END
FROM registers_entry mine
LEFT JOIN LATERAL (SELECT v.id, v.place_id FROM registers_version v
  WHERE v.entry_id = mine.id AND v.known_to IS NULL ORDER BY v.valid_from DESC LIMIT 1) known ON true
WHERE e.id = mine.id AND mine.id = ANY(%(touched)s)
"""


@register_action
class UndoSuccession(Action):
    """Take a merging or a dividing back. Returns {succession, entries: how many rows are as before}."""

    name = "registers.undo_succession"
    label = "撤销合并或拆分"
    help = "两条记录恢复成合并、拆分以前的样子，指向它们的记录也恢复。之后有人又改过的不能撤销。"
    target = Succession
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "tidy")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Know again what was closed, forget what was written."""
        demand_reason(act.reason)
        if len(items) != 1:
            raise JingweiError("合并和拆分请逐个撤销。", code="undo.one")
        done: Succession = items[0].target
        if done.undone_at is not None:
            raise Conflict(f"这次{done.get_kind_display()}已由{done.undone_by}撤销。")
        lock_register(done.register)
        # In the order of keys, as every action locks its rows.
        rows = Entry.objects.filter(pk__in=done.touched).order_by("pk").select_for_update()
        if len(rows.values_list("pk")) < len(set(done.touched)):
            raise Refused(f"这次{done.get_kind_display()}改过您管辖范围以外的记录，请由办公室或统计员撤销。")
        self._take_back(act, done)
        demand_stock(done.register)
        for tell in entry_gone_over:
            tell(done, False)
        done.undone_at, done.undone_by, done.undone_reason = timezone.now(), act.actor.label, act.reason
        done.revision += 1
        done.save(update_fields=["undone_at", "undone_by", "undone_reason", "revision"])
        audit(
            "succession_undone",
            f"台账“{done.register.name}”",
            reason=act.reason,
            detail={"succession": str(done.pk), "kind": done.kind},
        )
        return {"succession": str(done.pk), "entries": len(set(done.touched))}

    def _take_back(self, act: Act, done: Succession) -> None:
        values: dict[str, Any] = {
            "touched": list(set(done.touched)),
            "before": done.before,
            "moment": done.moment,
            "on": done.on or timezone.localdate(),
            "gone": f"{done.get_kind_display()}已撤销",
            "actor": act.actor.id,
            "label": act.actor.label,
            "action": self.name,
            "reason": act.reason,
        }
        with connection.cursor() as cursor:
            cursor.execute(_BUILT_ON, values)
            built = [row[0] for row in cursor.fetchall()]
            if built:
                some = "、".join(built[:_TOLD]) + ("等" if len(built) > _TOLD else "")
                raise Conflict(
                    f"{some}在这次{done.get_kind_display()}之后又被修改（共 {len(built)} 条），不能撤销；请逐条更正。"
                )
            cursor.execute(_KNOW_AGAIN, values)
            cursor.execute(_FORGET, values)
            cursor.execute(_UNCONFIRM, values)
            cursor.execute(_ENTRIES, values)
