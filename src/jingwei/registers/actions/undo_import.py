"""撤销导入: a whole import taken back as one, as long as nothing was built on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Refused
from jingwei.registers.built_on import WROTE, changed_since, linked_to
from jingwei.registers.locks import lock_register
from jingwei.registers.models import Source
from jingwei.registers.policy import policy
from jingwei.registers.query import drawing_of, import_in_sight
from jingwei.registers.restate import restate
from jingwei.registers.stock import demand_stock
from jingwei.registers.upkeep import upkeep_after

WITH_THE_GRIDS = "要撤销，请到导入记录“名册、网格和外部数据”里撤销那次网格调整，记录会一起换回来。"
_WROTE = WROTE.format(source="%(source)s")
# Undo deletes nothing: what has been known since the import is no longer known, what was known before it is again. Of
# what came later nothing stands (built_on.py), but some may have been stated again as a later import was taken back.
_BEFORE = """
SELECT old.* FROM registers_version old JOIN wrote ON wrote.entry_id = old.entry_id
WHERE old.known_from < wrote.at AND old.known_to >= wrote.at
"""
_FORGET = f"""
WITH {_WROTE}
UPDATE registers_version v SET known_to = (SELECT core_moment())
FROM wrote WHERE v.entry_id = wrote.entry_id AND v.known_from >= wrote.at AND v.known_to IS NULL
"""  # noqa: S608
_KNOW_AGAIN = f"WITH {_WROTE} " + restate(
    f"({_BEFORE}) v",
    actor="%(actor)s::uuid",
    actor_label="%(label)s",
    action="%(action)s",
    reason="%(reason)s",
    entry_revision="v.entry_revision + 2",
)
# What had ended before the import ends again on the same day, for the reason given then.
_ENTRIES = f"""
WITH {_WROTE}
UPDATE registers_entry e SET revision = e.revision + 1, place_id = COALESCE(now_known.place_id, e.place_id),
  ended_on = CASE WHEN now_known.id IS NULL THEN %(on)s ELSE NULLIF(now_known.valid_to, DATE '9999-12-31') END,
  ended_reason = CASE WHEN now_known.id IS NULL THEN '导入已撤销'
    WHEN now_known.valid_to = DATE '9999-12-31' THEN ''
    ELSE COALESCE(NULLIF(now_known.leaving->>'told', ''), NULLIF(e.ended_reason, ''), '导入前已停用') END
FROM wrote mine
LEFT JOIN LATERAL (SELECT v.id, v.place_id, v.valid_to, v.leaving FROM registers_version v
  WHERE v.entry_id = mine.entry_id AND v.known_to IS NULL
  ORDER BY v.valid_from DESC LIMIT 1) now_known ON true
WHERE e.id = mine.entry_id
"""  # noqa: S608

# What was confirmed since speaks of what the import said; so does what it found unchanged.
_CONFIRMED = f"""
WITH {_WROTE}
UPDATE registers_confirmation SET known_to = (SELECT core_moment()) WHERE known_to IS NULL AND id IN (
  SELECT c.id FROM wrote JOIN registers_confirmation c ON c.entry_id = wrote.entry_id AND c.known_from >= wrote.at
  UNION SELECT id FROM registers_confirmation WHERE source_id = %(source)s)
"""  # noqa: S608


def take_back(source: Source, act: Act, action: str) -> int:
    """End what a source said, know again what it had closed; gives the number of entries. Raises Conflict where rows
    were built on since: changed, or linked to."""
    lock_register(source.register)
    values = {
        "source": source.pk,
        "actor": act.actor.id,
        "label": act.actor.label,
        "action": action,
        "reason": act.reason,
        "on": source.valid_from,
    }
    built = [told for told in (changed_since(source), linked_to(source)) if told]
    if built:
        raise Conflict(f"不能整批撤销：{'；'.join(built)}。请逐条更正或停用。")
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRMED, values)
        cursor.execute(_FORGET, values)
        cursor.execute(_KNOW_AGAIN, values)
        cursor.execute(_ENTRIES, values)
        entries = cursor.rowcount
    demand_stock(source.register)
    source.state = Source.State.UNDONE
    source.revision += 1
    source.save(update_fields=["state", "revision"])
    audit("import_undone", f"台账“{source.register.name}”", reason=act.reason, detail={"source": str(source.pk)})
    upkeep_after(entries, "registers_entry", "registers_version", "registers_confirmation")
    return entries


@register_action
class UndoImport(Action):
    """Take back an import."""

    name = "registers.undo_import"
    label = "撤销导入"
    target = Source
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "import")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """End what the import said, know again what it had closed; nothing is deleted."""
        source: Source = items[0].target
        if source.state == Source.State.UNDONE:
            raise Conflict("这次导入已经撤销过了。")
        if drawing := drawing_of(source):
            raise Conflict(f"这些记录是随网格调整《{drawing}》换的网格，不能单独撤销；{WITH_THE_GRIDS}")
        # Taken back in part it would count as taken back whole.
        if not import_in_sight(source):
            raise Refused("这次导入写了您管辖范围以外的记录，请由办公室或统计员撤销。")
        entries = take_back(source, act, self.name)
        return {"source": str(source.pk), "entries": entries}
