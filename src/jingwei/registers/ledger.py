"""The one writer of ledgers: every new, changed, corrected and ended state passes here, one or many at a time.

Nothing is overwritten. What was known is closed (`known_to`), what is now known is added; what held before the
effective day is stated again up to that day. What tells of an event holds from the day on which it happened: it is told
rightly or wrongly but does not change, so all that was known of it before is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from jingwei.core.scope import Scope, current_scope
from jingwei.core.uuid7 import uuid7_many
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.restate import COLUMNS, restate
from jingwei.registers.staging import STAGE, stage_json, stage_text
from jingwei.registers.state import State


@dataclass(frozen=True, slots=True)
class Writing:
    """The circumstances of one writing: which register, effective day, why, from which import.

    `confirmed_on` is the day on which somebody found it to be so (None: today). Where nobody `looked` (grids were
    redrawn), the last confirmation goes on to hold. With `same_end` the new state ends where the one ended whose place
    it takes: who says what was or where it lay says nothing of whether the object is still there.
    """

    register: Register
    valid_from: date
    action: str
    reason: str = ""
    source: UUID | None = None
    confirmed_on: date | None = None
    looked: bool = True
    same_end: bool = False


# A few states travel inside the statement; many go through COPY into a temporary table of the same columns.
FEW = 10
_STAGE = f"CREATE TEMPORARY TABLE stage ({STAGE}) ON COMMIT DROP"
_STAGE_INLINE = f"stage AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%(stage)s::jsonb) AS r({STAGE}))"

_NEW_ENTRIES = """
{with_stage}
INSERT INTO registers_entry (id, subdistrict, revision, register_id, key, place_id, ended_reason)
SELECT entry, %(street)s, 1, %(register)s, key, place, '' FROM stage WHERE fresh
ON CONFLICT (subdistrict, register_id, key) DO NOTHING
"""

# Asked in this shape, no index of what is still known fits, only that of the entry: where the statistics take few rows
# to be still known, the planner would read all of them for each entry, while this very transaction makes them many.
_STILL_KNOWN = "COALESCE({}.known_to, 'infinity') = 'infinity'"

# What held on the effective day is closed and stated again up to that day; later known facts keep their place.
_CLOSE = """
WITH {stage} closed AS (
  UPDATE registers_version v SET known_to = (SELECT core_moment()) FROM stage s
  WHERE NOT s.fresh AND v.entry_id = s.entry AND {still_known}
    AND (%(event)s OR v.valid_from <= %(on)s AND v.valid_to > %(on)s)
  RETURNING v.*
)
""" + restate("closed v WHERE v.valid_from < %(on)s AND NOT %(event)s", valid_to="%(on)s")

# An entry lies where its last state lies: what is said of an earlier day moves it nowhere.
_TOUCH = """
{with_stage}
UPDATE registers_entry e SET revision = e.revision + 1,
  place_id = CASE WHEN later.known THEN e.place_id ELSE s.place END,
  ended_on = CASE WHEN later.known OR %(same_end)s THEN e.ended_on END,
  ended_reason = CASE WHEN later.known OR %(same_end)s THEN e.ended_reason ELSE '' END
FROM stage s CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM registers_version l
  WHERE l.entry_id = s.entry AND {still_known} AND l.valid_from > %(on)s) AS known) later
WHERE NOT s.fresh AND e.id = s.entry
"""

# Whoever says a new state has confirmed the row by it; the confirmation has the key of its version.
_NEW_VERSIONS = f"""
WITH {{stage}} written AS (
  INSERT INTO registers_version ({COLUMNS})
  SELECT s.version, %(street)s, 1, s.entry, %(register)s, s.place, COALESCE(s.places, '{{{{}}}}'),
    COALESCE(s.since, %(on)s), {{until}},
    (SELECT core_moment()),
    s.title, s.sort, s.data, %(fields)s, s.hashes, s.words::tsvector, s.lon, s.lat, s.digest, %(source)s, s.source_row,
    %(actor)s, %(label)s, %(action)s, %(reason)s, {{revision}}, (SELECT core_change_mark()), {{leaving}}
  FROM stage s {{join}} RETURNING id, entry_id, place_id, known_from
)
INSERT INTO registers_confirmation (id, subdistrict, revision, entry_id, register_id, place_id, confirmed_on,
  known_from, actor, actor_label, action, how)
SELECT w.id, %(street)s, 1, w.entry_id, %(register)s, w.place_id, {{confirmed}}
"""
_LOOKED = "%(confirmed)s, w.known_from, %(actor)s, %(label)s, %(action)s, '' FROM written w"
# It is told anew where the row lies now: whoever serves there sees what is told there.
_NOT_LOOKED = """c.confirmed_on, w.known_from, c.actor, c.actor_label, %(action)s, c.how FROM written w
CROSS JOIN LATERAL (SELECT * FROM registers_confirmation c WHERE c.entry_id = w.entry_id AND c.known_to IS NULL
  ORDER BY c.confirmed_on DESC, c.known_from DESC LIMIT 1) c"""

_ALL_NEW = {"until": "DATE '9999-12-31'", "revision": "1", "join": "", "leaving": "NULL::jsonb"}
# Of what was just closed and held on the day.
_HELD = (
    "(SELECT c.{} FROM registers_version c WHERE c.entry_id = s.entry AND c.known_to = (SELECT core_moment())"
    " AND c.valid_from <= %(on)s AND c.valid_to > %(on)s ORDER BY c.entry_revision DESC LIMIT 1)"
)
# Until the next state; with `same_end` no longer than what was just closed did, and for the same reason.
_SOME_KNOWN = {
    "until": "LEAST(COALESCE((SELECT min(l.valid_from) FROM registers_version l WHERE l.entry_id = s.entry"
    f" AND {_STILL_KNOWN.format('l')} AND l.valid_from > %(on)s), DATE '9999-12-31'),"
    f" CASE WHEN %(same_end)s THEN {_HELD.format('valid_to')} END)",
    "leaving": f"CASE WHEN %(same_end)s THEN {_HELD.format('leaving')} END",
    "revision": "e.revision",
    "join": "JOIN registers_entry e ON e.id = s.entry",
}


def write_states(states: Sequence[State], writing: Writing) -> list[str]:
    """Write all states in a handful of statements; gives the keys that another place's entry already holds.

    Those rows are not written: their number is taken outside the reader's border.
    """
    if not states:
        return []
    portion = Portion(states, writing)
    with connection.cursor() as cursor:
        if len(states) > FEW:
            prepare_stage(cursor)
        portion.stage(cursor)
        return portion.write(cursor)


class Portion:
    """States that are written together: made ready by one hand, written by another (registers/stream.py)."""

    def __init__(self, states: Sequence[State], writing: Writing) -> None:
        self._states = states
        self._fresh = [state for state in states if state.entry is None]
        for state, key in zip(self._fresh, uuid7_many(len(self._fresh)), strict=True):
            state.entry = key
        self._values = _values(writing, current_scope())
        made = {state.entry for state in self._fresh}
        self._looked = writing.looked
        self._rows = stage_text(states, made) if len(states) > FEW else None
        if self._rows is None:
            self._values["stage"] = stage_json(states, made)

    def stage(self, cursor: CursorWrapper) -> None:
        """Bring many states to the stage, which must be empty; a few need none."""
        if self._rows is not None:
            with cursor.copy("COPY stage FROM STDIN") as copy:
                copy.write(self._rows)
            self._rows = ""

    def write(self, cursor: CursorWrapper) -> list[str]:
        """Write what is staged in a handful of statements. Gives keys as `write_states`."""
        few = {"stage": _STAGE_INLINE + ",", "with_stage": "WITH " + _STAGE_INLINE}
        stage = few if self._rows is None else {"stage": "", "with_stage": ""}
        stage["confirmed"] = _LOOKED if self._looked else _NOT_LOOKED
        return _apply(cursor, self._states, self._fresh, self._values, stage)


def empty_stage(cursor: CursorWrapper) -> None:
    """Make room for the next portion."""
    cursor.execute("TRUNCATE pg_temp.stage")


def prepare_stage(cursor: CursorWrapper) -> None:
    """Make the temporary table that portions of many states go through."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.stage")
    cursor.execute(_STAGE)
    # One large merge into the word index instead of a thousand small ones; upkeep_after() finishes it.
    cursor.execute("SET LOCAL gin_pending_list_limit = '512MB'")


def _apply(
    cursor: CursorWrapper,
    states: Sequence[State],
    fresh: Sequence[State],
    values: dict[str, Any],
    stage: dict[str, str],
) -> list[str]:
    taken: list[str] = []
    if fresh:
        cursor.execute(_NEW_ENTRIES.format(**stage), values)
        if cursor.rowcount < len(fresh):
            taken = _taken(cursor, fresh)
    if len(fresh) < len(states):
        cursor.execute(_CLOSE.format(**stage, still_known=_STILL_KNOWN.format("v")), values)
        cursor.execute(_TOUCH.format(**stage, still_known=_STILL_KNOWN.format("l")), values)
    shape = _ALL_NEW if len(fresh) == len(states) and not taken else _SOME_KNOWN
    cursor.execute(_NEW_VERSIONS.format(**stage, **shape), values)
    return taken


def _taken(cursor: CursorWrapper, fresh: Sequence[State]) -> list[str]:
    """The keys of `fresh` states whose entry was not made, because the number is taken outside the border."""
    keys = [state.entry for state in fresh]
    cursor.execute("SELECT id::text FROM registers_entry WHERE id = ANY(%s::uuid[])", [keys])
    made = {row[0] for row in cursor.fetchall()}
    return [state.key for state in fresh if state.entry not in made]


def _values(writing: Writing, scope: Scope) -> dict[str, Any]:
    register = writing.register
    return {
        "street": scope.subdistrict,
        "register": register.pk,
        "fields": register.fields_version,
        "on": writing.valid_from,
        "event": event_day_of(fieldset_of(register)) is not None,
        "confirmed": writing.confirmed_on or timezone.localdate(),
        "same_end": writing.same_end,
        "source": writing.source,
        "actor": scope.actor.id,
        "label": scope.actor.label,
        "action": writing.action,
        "reason": writing.reason,
    }
