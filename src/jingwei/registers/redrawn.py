"""Rows of ledgers go with the ground they stand on when grids are redrawn: one new state each from that day on.

What was known before stays: last year's counts find the rows in last year's grids, and an event stays in the grid in
which it happened.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.actions import Act
from jingwei.core.models import StoredFile
from jingwei.core.scope import current_scope
from jingwei.places.ports import Redrawn, Shift, place_followers, place_givers
from jingwei.registers.actions.undo_import import take_back
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.ledger import Writing, write_states
from jingwei.registers.locks import lock_register
from jingwei.registers.models import Register, Source
from jingwei.registers.prepare import Preparer
from jingwei.registers.query import REDRAWN, registers
from jingwei.registers.unsaid import fill_unsaid
from jingwei.registers.upkeep import upkeep_after

SHOWN = 200
# Every state that holds on the day or later: one that begins later cannot be moved from that day on.
_ROWS = """
SELECT v.register_id, v.entry_id, e.key, v.title, {place}, v.lon, v.lat, v.valid_from
FROM registers_version v JOIN registers_entry e ON e.id = v.entry_id {more}
WHERE v.subdistrict = %(street)s AND v.known_to IS NULL AND v.valid_to > %(on)s AND {inside}
ORDER BY v.register_id, v.sort, v.entry_id, v.valid_from
"""
_RIGHTS = {"place": "v.place_id", "more": "", "inside": "v.place_id = ANY(%(places)s)"}
_COUNTING = {
    "place": "lying.place",
    "more": "CROSS JOIN LATERAL (SELECT p FROM unnest(v.places) p WHERE p = ANY(%(places)s) LIMIT 1) lying(place)",
    "inside": "v.places && %(places)s::uuid[]",
}


@dataclass(frozen=True, slots=True)
class _Moving:
    entry: UUID
    key: str
    title: str
    code: str
    to: str


@place_followers
def follow(redrawn: Redrawn, drawing: StoredFile | None, act: Act | None) -> Sequence[Shift]:
    """How many rows of each ledger lie where, before and after; with an act those that move are written."""
    if not redrawn.before:
        return []
    rows = _rows(redrawn)
    shifts = []
    for register in registers():
        if register.pk not in rows:
            continue
        shift, moving = _shift(register, rows[register.pk], redrawn)
        shifts.append(shift)
        if act is not None and drawing is not None and moving and not shift.hindered:
            _write(register, moving, redrawn, drawing, act)
    return shifts


@place_givers
def give_back(sha256: str, act: Act) -> None:
    """Rows that a redrawing moved lie again where they lay."""
    for source in Source.objects.filter(file__sha256=sha256, state=Source.State.APPLIED).select_related("register"):
        take_back(source, act, "core.undo_import")


def _rows(redrawn: Redrawn) -> dict[UUID, list[tuple[Any, ...]]]:
    shape = _RIGHTS if redrawn.gives_rights else _COUNTING
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    values: dict[str, Any] = {"street": current_scope().subdistrict, "on": redrawn.on, "places": list(redrawn.before)}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(**shape), values)
        for register, *row in cursor.fetchall():
            found[register].append(tuple(row))
    return found


def _shift(register: Register, rows: Sequence[tuple[Any, ...]], redrawn: Redrawn) -> tuple[Shift, list[_Moving]]:
    """The ledger's counts, and the rows that move."""
    shift = Shift(register.name, register.unit)
    lons, lats = [row[4] for row in rows], [row[5] for row in rows]
    was, now = redrawn.old.leaves.locate_many(lons, lats), redrawn.new.leaves.locate_many(lons, lats)
    moving, late = [], []
    events = event_day_of(fieldset_of(register)) is not None
    for (entry, key, title, place, lon, _, since), old, new in zip(rows, was, now, strict=True):
        if events and since < redrawn.on:
            continue
        code = redrawn.before[place]
        to = redrawn.goes_to(code, old, new)
        if since > redrawn.on:
            if to is not None:
                late.append(since)
            continue
        before = redrawn.shown_before.get(code, code)
        after = redrawn.shown_after.get(to or code, before)
        shift.before[before] = shift.before.get(before, 0) + 1
        shift.after[after] = shift.after.get(after, 0) + 1
        if to is not None:
            moving.append(_Moving(entry, key, title, code, to))
            if len(shift.rows) < SHOWN:
                shift.rows.append((title, entry, before, after))
        elif lon is None:
            shift.without_point += 1
    shift.moved = len(moving)
    if late:
        shift.hindered = (
            f"“{register.name}”有{len(late)}条要换网格的记录在{redrawn.on}以后又登记过，不能从那天起换；"
            f"请把启用日期改为{max(late)}或以后。"
        )
    return shift, moving


def _write(register: Register, moving: Sequence[_Moving], redrawn: Redrawn, drawing: StoredFile, act: Act) -> None:
    lock_register(register)
    values: list[dict[str, Any]] = [{register.key_field: one.key} for one in moving]
    fill_unsaid(register, values, {register.key_field}, redrawn.on)
    named = register.place_field
    for row, one in zip(values, moving, strict=True):
        # A row may have named a community that still holds its new grid; then what it says stays true.
        if named and row.get(named) and row[named] not in redrawn.new.inside.get(one.to, ()):
            row[named] = one.to
    preparer = Preparer(register, redrawn.on)
    states = preparer.prepare(values).states
    for state, one in zip(states, moving, strict=True):
        state.entry = str(one.entry)
    source = Source(
        register=register, file=drawing, valid_from=redrawn.on, changed=len(states), actor_label=act.actor.label
    )
    source.save()
    preparer.seal(states)
    write_states(states, Writing(register, redrawn.on, REDRAWN, act.reason, source.pk, looked=False, same_end=True))
    upkeep_after(len(states), "registers_entry", "registers_version", "registers_confirmation")
