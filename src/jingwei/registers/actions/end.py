"""停用: an object leaves the ledger from a day on, with a reason; nothing is deleted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.models import Entry, Register
from jingwei.registers.policy import policy
from jingwei.registers.restate import restate
from jingwei.registers.stock import demand_stock, lock_stock

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
_NEVER = """
UPDATE registers_version SET known_to = (SELECT core_moment()) WHERE entry_id = ANY(%(entries)s) AND known_to IS NULL
"""
_ENDED = """
UPDATE registers_entry SET ended_on = %(on)s, ended_reason = %(why)s, revision = revision + 1
WHERE id = ANY(%(entries)s)
"""
_LONG = 120  # characters of a reason


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
        """Close what holds from each entry's day on."""
        days: dict[date, list[Item]] = {}
        for item in items:
            days.setdefault(date.fromisoformat(item.values["ended_on"]), []).append(item)
        ledgers = list(Register.objects.filter(pk__in={item.target.register_id for item in items}))
        for register in ledgers:
            lock_stock(register)
        with connection.cursor() as cursor:
            _refuse_before_beginning(cursor, days)
        for on, chosen in sorted(days.items()):
            end_entries(act, self.name, on, ids(chosen))
        for register in ledgers:
            demand_stock(register)
        return {"entries": [str(key) for key in ids(items)]}


def end_entries(
    act: Act, action: str, on: date, entries: Sequence[UUID], why: str = "", *, wholly: bool = False
) -> None:
    """Take entries out of use from a day on, for the reason `why` (empty: that of the act); two statements.

    What is known to hold on the day or later is closed and stated again up to that day; `wholly`: as known from now on
    they never were.
    """
    values: dict[str, Any] = {
        "entries": list(entries),
        "on": on,
        "actor": act.actor.id,
        "label": act.actor.label,
        "action": action,
        "reason": act.reason,
    }
    told = why or act.reason
    with connection.cursor() as cursor:
        cursor.execute(_NEVER if wholly else _END, values)
        cursor.execute(_ENDED, {**values, "why": told if len(told) <= _LONG else f"{told[: _LONG - 1]}…"})


def _refuse_before_beginning(cursor: CursorWrapper, days: Mapping[date, Sequence[Item]]) -> None:
    """An object that was never there before its end was recorded wrongly: that is undone or corrected, not ended."""
    entries = [item.target.pk for items in days.values() for item in items]
    cursor.execute(
        "SELECT entry_id, min(valid_from) FROM registers_version "
        "WHERE entry_id = ANY(%s) AND known_to IS NULL GROUP BY 1",
        [entries],
    )
    began = dict(cursor.fetchall())
    problems = [
        Problem(
            "ended_on",
            "停用日期",
            str(on),
            f"应晚于这条记录的生效日期{began[item.target.pk]}；登记错了的，请撤销导入或更正。",
            "ended.before_beginning",
            item.row,
        )
        for on, items in days.items()
        for item in items
        if item.target.pk in began and on <= began[item.target.pk]
    ]
    if problems:
        raise Invalid(problems)
