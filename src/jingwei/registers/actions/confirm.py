"""核实: somebody looked, and the row is as it stands. And taking such a word back on the same day."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.registers.locks import refuse_retired
from jingwei.registers.models import Confirmation, Entry, Register
from jingwei.registers.policy import policy

ON = Field("confirmed_on", "核实日期", "date", help="哪天核实的；不填为今天")
HOW = Field("how", "核实方式", "choice", choices=tuple(Choice(*one) for one in Confirmation.How.choices))

# One a day is enough: whoever changed the row that day, or confirmed it before, has said so already.
_CONFIRM = """
INSERT INTO registers_confirmation (id, subdistrict, revision, entry_id, register_id, place_id, confirmed_on,
  known_from, actor, actor_label, action, how, source_id)
SELECT gen_random_uuid(), e.subdistrict, 1, e.id, e.register_id, e.place_id, said.confirmed_on, (SELECT core_moment()),
  %(actor)s, %(label)s, %(action)s, said.how, %(source)s
FROM jsonb_to_recordset(%(said)s::jsonb) AS said(entry uuid, confirmed_on date, how text)
JOIN registers_entry e ON e.id = said.entry
WHERE NOT EXISTS (SELECT 1 FROM registers_confirmation c
  WHERE c.entry_id = e.id AND c.known_to IS NULL AND c.confirmed_on = said.confirmed_on)
"""
_TAKE_BACK = """
UPDATE registers_confirmation SET known_to = (SELECT core_moment())
WHERE entry_id = ANY(%(entries)s) AND action = %(action)s AND known_to IS NULL AND source_id IS NULL
  AND actor IS NOT DISTINCT FROM %(actor)s AND known_from >= %(today)s
RETURNING entry_id
"""


@register_action
class ConfirmEntry(Action):
    """Write down that rows were found unchanged. No state of a row is written; a changed row is confirmed by that."""

    name = "registers.confirm"
    label = "核实"
    help = (
        "到现场或向本人核对过，内容没有变化：记下核实日期和核实人，记录本身不变。有变化的请办理“变更”，变更即视为核实。"
    )
    target = Entry
    declared = FieldSet("registers_confirm", 1, (ON, HOW))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "confirm")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """One confirmation per row, none where there is one of that day; gives how many were written."""
        problems = [problem for item in items for problem in _problems(item)]
        if problems:
            raise Invalid(problems)
        ledgers = list(Register.objects.filter(pk__in={item.target.register_id for item in items}).order_by("key"))
        for register in ledgers:
            refuse_retired(register)
        written = write_confirmations(
            act, [(item.target.pk, _day(item), item.values.get("how") or "") for item in items], self.name
        )
        if len(items) > 1:
            names = "、".join(f"“{register.name}”" for register in ledgers)
            audit("confirmed", f"台账{names}{written} 条", reason=act.reason)
        return {"confirmed": written, "already": len(items) - written}


@register_action
class TakeBackConfirmation(Action):
    """Take back what the actor confirmed today by mistake: it is no longer known, and stays readable as known then."""

    name = "registers.unconfirm"
    label = "撤回核实"
    help = "核实点错了的，当天可以由本人撤回。"
    target = Entry

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "confirm")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Close the actor's own confirmations of today. Raises Conflict where there is none."""
        values = {
            "entries": ids(items),
            "action": ConfirmEntry.name,
            "actor": act.actor.id,
            "today": timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0),
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_BACK, values)
            taken = cursor.rowcount
        if not taken:
            raise Conflict("没有可以撤回的核实：只能撤回您本人今天登记的核实，变更和导入带来的核实不能单独撤回。")
        audit("confirmation_taken_back", f"{taken} 条核实", reason=act.reason)
        return {"taken_back": taken}


def write_confirmations(act: Act, said: Sequence[tuple[Any, date, str]], action: str, source: Any = None) -> int:
    """Write (entry, day, how) in one statement; gives how many were not yet confirmed on that day."""
    rows = [{"entry": str(entry), "confirmed_on": str(day), "how": how} for entry, day, how in said]
    values = {
        "said": json.dumps(rows),
        "actor": act.actor.id,
        "label": act.actor.label,
        "action": action,
        "source": source,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRM, values)
        return int(cursor.rowcount)


def _day(item: Item) -> date:
    given = item.values.get("confirmed_on")
    return date.fromisoformat(given) if given else timezone.localdate()


def _problems(item: Item) -> list[Problem]:
    entry, today, day = item.target, timezone.localdate(), _day(item)
    if day > today:
        message = f"核实日期不能晚于今天（{today}）；没有核实过的不要提前登记。"
        return [Problem(ON.key, ON.label, str(day), message, "confirmed.ahead", item.row)]
    if entry.ended_on is not None:
        message = f"编号{entry.key}已于{entry.ended_on}停用，不用核实；仍在使用的，请先“恢复使用”。"
        return [Problem(None, "使用状态", entry.key, message, "confirmed.ended", item.row)]
    return []
