"""The one writer of ledgers: every new, changed, corrected and ended state passes here, one or many at a time.

Nothing is overwritten. What was known is closed (`known_to`), what is now known is added; what held before the
effective day is stated again up to that day.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from jingwei.core.scope import Scope, current_scope
from jingwei.core.uuid7 import uuid7_many
from jingwei.registers.models import Register
from jingwei.registers.restate import COLUMNS, restate
from jingwei.registers.staging import copy_states, stage_rows
from jingwei.registers.state import State


@dataclass(frozen=True, slots=True)
class Writing:
    """The circumstances of one writing: which register, effective day, why, from which import."""

    register: Register
    valid_from: date
    action: str
    reason: str = ""
    source: UUID | None = None


# A few states travel inside the statement; many go through COPY into a temporary table of the same columns.
_FEW = 20
_COLUMNS = (
    "entry uuid, version uuid, fresh boolean, key text, place uuid, places uuid[], data jsonb, title text, sort text, "
    "words text, hashes text[], lon float8, lat float8, digest uuid, source_row int"
)
_NAMES = [column.split()[0] for column in _COLUMNS.split(", ")]
_STAGE = f"CREATE TEMPORARY TABLE stage ({_COLUMNS}) ON COMMIT DROP"
_STAGE_INLINE = f"stage AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%(stage)s::jsonb) AS r({_COLUMNS}))"

_NEW_ENTRIES = """
{with_stage}
INSERT INTO registers_entry (id, subdistrict, revision, register_id, key, place_id, ended_reason)
SELECT entry, %(street)s, 1, %(register)s, key, place, '' FROM stage WHERE fresh
ON CONFLICT (subdistrict, register_id, key) DO NOTHING
"""

# What held on the effective day is closed and stated again up to that day; later known facts keep their place.
_CLOSE = """
WITH {stage} closed AS (
  UPDATE registers_version v SET known_to = (SELECT core_moment()) FROM stage s
  WHERE NOT s.fresh AND v.entry_id = s.entry AND v.known_to IS NULL AND v.valid_from <= %(on)s AND v.valid_to > %(on)s
  RETURNING v.*
)
""" + restate("closed v WHERE v.valid_from < %(on)s", valid_to="%(on)s")

_TOUCH = """
{with_stage}
UPDATE registers_entry e SET revision = e.revision + 1, place_id = s.place, ended_on = NULL, ended_reason = ''
FROM stage s WHERE NOT s.fresh AND e.id = s.entry
"""

_NEW_VERSIONS = f"""
{{with_stage}}
INSERT INTO registers_version ({COLUMNS})
SELECT s.version, %(street)s, 1, s.entry, %(register)s, s.place, COALESCE(s.places, '{{{{}}}}'), %(on)s, {{until}},
  (SELECT core_moment()),
  s.title, s.sort, s.data, %(fields)s, s.hashes, s.words::tsvector, s.lon, s.lat, s.digest, %(source)s, s.source_row,
  %(actor)s, %(label)s, %(action)s, %(reason)s, {{revision}}, (SELECT core_change_mark())
FROM stage s {{join}}
"""

_ALL_NEW = {"until": "DATE '9999-12-31'", "revision": "1", "join": ""}
_SOME_KNOWN = {
    "until": "COALESCE((SELECT min(l.valid_from) FROM registers_version l WHERE l.entry_id = s.entry"
    " AND l.known_to IS NULL"
    " AND l.valid_from > %(on)s), DATE '9999-12-31')",
    "revision": "e.revision",
    "join": "JOIN registers_entry e ON e.id = s.entry",
}


def write_states(states: Sequence[State], writing: Writing) -> list[str]:
    """Write all states in a handful of statements; gives the keys that another place's entry already holds.

    Those rows are not written: their number is taken outside the reader's border.
    """
    if not states:
        return []
    fresh = [state for state in states if state.entry is None]
    for state, key in zip(fresh, uuid7_many(len(fresh)), strict=True):
        state.entry = key
    values = _values(writing, current_scope())
    made = {state.entry for state in fresh}
    with connection.cursor() as cursor:
        if len(states) <= _FEW:
            for state in states:
                state.json = None
            rows = [dict(zip(_NAMES, row, strict=True)) for row in stage_rows(states, made)]
            values["stage"] = json.dumps(rows, default=str)
            stage = {"stage": _STAGE_INLINE + ",", "with_stage": "WITH " + _STAGE_INLINE}
        else:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.stage")
            cursor.execute(_STAGE)
            copy_states(cursor, stage_rows(states, made))
            # One large merge into the word index instead of a thousand small ones; upkeep_after() finishes it.
            cursor.execute("SET LOCAL gin_pending_list_limit = '512MB'")
            stage = {"stage": "", "with_stage": ""}
        return _apply(cursor, states, fresh, values, stage)


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
        cursor.execute(_CLOSE.format(**stage), values)
        cursor.execute(_TOUCH.format(**stage), values)
    shape = _ALL_NEW if len(fresh) == len(states) and not taken else _SOME_KNOWN
    cursor.execute(_NEW_VERSIONS.format(**stage, **shape), values)
    return taken


def _taken(cursor: CursorWrapper, fresh: Sequence[State]) -> list[str]:
    """The keys of `fresh` states whose entry was not made, because the number is taken outside the border."""
    cursor.execute("SELECT id FROM registers_entry WHERE id = ANY(%s)", [[state.entry for state in fresh]])
    made = {row[0] for row in cursor.fetchall()}
    return [state.key for state in fresh if state.entry not in made]


def _values(writing: Writing, scope: Scope) -> dict[str, Any]:
    register = writing.register
    return {
        "street": scope.subdistrict,
        "register": register.pk,
        "fields": register.fields_version,
        "on": writing.valid_from,
        "source": writing.source,
        "actor": scope.actor.id,
        "label": scope.actor.label,
        "action": writing.action,
        "reason": writing.reason,
    }
