"""停用: objects leave the ledger from a day on, for a reason; nothing is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.leaving.declared import LONG, Leaving, Said, Wrong, leaving_of
from jingwei.registers.models import Entry, Register
from jingwei.registers.policy import policy
from jingwei.registers.restate import restate
from jingwei.registers.stock import demand_stock, lock_stock

# The state in force is closed and stated again up to the day; states planned for later are closed as well. Of a row
# that had left already the last state is: its day or its reason was wrong.
_END = """
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(entries)s::uuid[], %(days)s::date[], %(causes)s::text[], %(told)s::text[])
    a(entry, day, cause, told)
), closed AS (
  UPDATE registers_version v SET known_to = (SELECT core_moment())
  FROM asked a JOIN registers_entry e ON e.id = a.entry
  WHERE v.entry_id = a.entry AND COALESCE(v.known_to, 'infinity') = 'infinity'
    AND (v.valid_to > a.day OR (v.valid_to = e.ended_on AND v.leaving IS NOT NULL)) RETURNING v.*
)
""" + restate(
    "closed v JOIN asked a ON a.entry = v.entry_id JOIN registers_entry e ON e.id = v.entry_id "
    "WHERE v.valid_from < a.day",
    valid_to="a.day",
    leaving="jsonb_build_object('for', a.cause, 'told', a.told)",
    source_id="%(source)s::uuid",
    source_row="NULL::int",
    actor="%(actor)s::uuid",
    actor_label="%(label)s",
    action="%(action)s",
    reason="COALESCE(NULLIF(%(reason)s, ''), a.told)",
    entry_revision="e.revision + 1",
)
_NEVER = """
UPDATE registers_version SET known_to = (SELECT core_moment()) WHERE entry_id = ANY(%(entries)s) AND known_to IS NULL
"""
_ENDED = """
UPDATE registers_entry e SET ended_on = a.day, ended_reason = a.told, revision = e.revision + 1
FROM unnest(%(entries)s::uuid[], %(days)s::date[], %(told)s::text[]) a(entry, day, told) WHERE e.id = a.entry
"""
ENDED_ON = Field(key="ended_on", label="停用日期", kind="date", required=True)


@dataclass(frozen=True, slots=True)
class Ending:
    """One entry on its way out: from which day on, and why."""

    entry: UUID
    on: date
    why: Said


@register_action
class EndEntry(Action):
    """Take entries out of use: demolished, moved away, cancelled. Done again, it states day and reason anew."""

    name = "registers.end"
    label = "停用"
    help = "房屋拆除、企业注销、对象移出等：从这天起不再计入，历史保留。停用日期或原因写错了的，在这里重新填。"
    target = Entry
    declared = FieldSet(key="registers_end", version=1, fields=(ENDED_ON, Leaving().field()))

    def fields(self, act: Act, targets: Sequence[Entry]) -> FieldSet:
        """The day, and of a ledger that declares reasons which of them; the words beside it are the act's reason."""
        given = act.context.get("register")
        keys = {target.register_id for target in targets}
        known = [given] if isinstance(given, Register) else list(Register.objects.filter(pk__in=keys))
        lists = {one.pk: leaving_of(one) for one in known}
        if len(lists) > 1 and any(one.reasons for one in lists.values()):
            raise JingweiError("一次只能停用同一本台账的记录。", code="register.several")
        leaving = next(iter(lists.values()), Leaving())
        if not leaving.reasons:
            return FieldSet("registers_end", 1, (ENDED_ON,))
        return FieldSet("registers_end", 1, (ENDED_ON, leaving.field()))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "end")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Close what holds from each entry's day on."""
        ledgers = {one.pk: one for one in Register.objects.filter(pk__in={item.target.register_id for item in items})}
        for register in ledgers.values():
            lock_stock(register)
        lists = {key: leaving_of(register) for key, register in ledgers.items()}
        endings, problems = [], []
        for item in items:
            try:
                said = item.values.get("left_for") or ""
                why = lists[item.target.register_id].said(said, act.reason, item.row)
            except Wrong as wrong:
                problems.append(wrong.problem)
                continue
            endings.append(Ending(item.target.pk, date.fromisoformat(item.values["ended_on"]), why))
        if problems:
            # What every row lacks is said once.
            raise Invalid(problems[:1] if problems[0].field == "reason" else problems)
        refuse_before_beginning(endings, {item.target.pk: item.row for item in items})
        end_entries(act, self.name, endings)
        for register in ledgers.values():
            demand_stock(register)
        return {"entries": [str(key) for key in ids(items)]}


def end_entries(
    act: Act, action: str, endings: Sequence[Ending], *, wholly: bool = False, source: UUID | None = None
) -> None:
    """Take entries out of use, each from its day on and for its reason; two statements.

    What is known to hold on the day or later is closed and stated again up to that day; `wholly`: as known from now on
    they never were. `source` is the import that says so.
    """
    values: dict[str, Any] = {
        "entries": [one.entry for one in endings],
        "days": [one.on for one in endings],
        "causes": [one.why.cause for one in endings],
        "told": [one.why.told[:LONG] for one in endings],
        "source": source,
        "actor": act.actor.id,
        "label": act.actor.label,
        "action": action,
        "reason": act.reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEVER if wholly else _END, values)
        cursor.execute(_ENDED, values)


def refuse_before_beginning(endings: Sequence[Ending], rows: Mapping[UUID, int | None]) -> None:
    """Raise Invalid for an object that was never there before its end: that is undone or corrected, not ended."""
    problems = before_beginning(endings, rows)
    if problems:
        raise Invalid(problems)


def before_beginning(
    endings: Sequence[Ending], rows: Mapping[UUID, int | None], key: str = "ended_on"
) -> list[Problem]:
    """The problems of entries that would end before they began; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id, min(valid_from) FROM registers_version "
            "WHERE entry_id = ANY(%s) AND known_to IS NULL GROUP BY 1",
            [[one.entry for one in endings]],
        )
        began = dict(cursor.fetchall())
    return [
        Problem(
            key,
            "停用日期",
            str(one.on),
            f"应晚于这条记录的生效日期{began[one.entry]}；登记错了的，请撤销导入或更正。",
            "ended.before_beginning",
            rows.get(one.entry),
        )
        for one in endings
        if one.entry in began and one.on <= began[one.entry]
    ]
