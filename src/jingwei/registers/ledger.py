"""The one writer of ledgers: every new, changed, corrected and ended state passes here, one or many at a time.

Nothing is overwritten. What was known is closed (`known_to`), what is now known is added; what held before the
effective day is stated again up to that day.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from jingwei.core.scope import Scope, current_scope
from jingwei.core.uuid7 import uuid7
from jingwei.registers.copying import copy_rows
from jingwei.registers.models import Register
from jingwei.registers.restate import COLUMNS, restate


@dataclass(slots=True)
class State:
    """A state of one entry, ready to be written; `entry` is None for a new object."""

    key: str
    data: dict[str, object]
    title: str
    sort: str
    words: list[str]
    digest: UUID
    place: UUID | None = None
    places: list[UUID] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    lon: float | None = None
    lat: float | None = None
    row: int | None = None
    entry: UUID | None = None


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
    "words text[], hashes text[], lon float8, lat float8, digest uuid, source_row int"
)
_NAMES = [column.split()[0] for column in _COLUMNS.split(", ")]
_FRESH, _KEY = _NAMES.index("fresh"), _NAMES.index("key")
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
  UPDATE registers_version v SET known_to = now() FROM stage s
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
SELECT s.version, %(street)s, 1, s.entry, %(register)s, s.place, COALESCE(s.places, '{{{{}}}}'), %(on)s, {{until}}, now(),
  s.title, s.sort, s.data, %(fields)s, s.hashes, array_to_tsvector(s.words), s.lon, s.lat, s.digest, %(source)s, s.source_row,
  %(actor)s, %(label)s, %(action)s, %(reason)s, {{revision}}, (SELECT core_change_mark())
FROM stage s {{join}}
"""

_ALL_NEW = {"until": "DATE '9999-12-31'", "revision": "1", "join": ""}
_SOME_KNOWN = {
    "until": "COALESCE((SELECT min(l.valid_from) FROM registers_version l WHERE l.entry_id = s.entry AND l.known_to IS NULL"
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
    scope = current_scope()
    for state in states:
        state.words = sorted(set(state.words))
    rows = list(_stage_rows(states))
    values = _values(writing, scope)
    with connection.cursor() as cursor:
        if len(rows) <= _FEW:
            values["stage"] = json.dumps([dict(zip(_NAMES, row, strict=True)) for row in rows], default=str)
            stage = {"stage": _STAGE_INLINE + ",", "with_stage": "WITH " + _STAGE_INLINE}
        else:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.stage")
            cursor.execute(_STAGE)
            copy_rows(cursor, "stage", rows)
            stage = {"stage": "", "with_stage": ""}
        return _apply(cursor, rows, values, stage)


def _apply(cursor: CursorWrapper, rows: Sequence[tuple[Any, ...]], values: dict[str, Any], stage: dict[str, str]) -> list[str]:
    fresh = [row for row in rows if row[_FRESH]]
    taken: list[str] = []
    if fresh:
        cursor.execute(_NEW_ENTRIES.format(**stage), values)
        if cursor.rowcount < len(fresh):
            taken = _taken(cursor, fresh)
    if taken or len(fresh) < len(rows):
        cursor.execute(_CLOSE.format(**stage), values)
        cursor.execute(_TOUCH.format(**stage), values)
        cursor.execute(_NEW_VERSIONS.format(**stage, **_SOME_KNOWN), values)
    else:
        cursor.execute(_NEW_VERSIONS.format(**stage, **_ALL_NEW), values)
    return taken


def _taken(cursor: CursorWrapper, fresh: Sequence[tuple[Any, ...]]) -> list[str]:
    """The keys of `fresh` rows whose entry was not made, because the number is taken outside the border."""
    cursor.execute("SELECT id FROM registers_entry WHERE id = ANY(%s)", [[row[0] for row in fresh]])
    made = {row[0] for row in cursor.fetchall()}
    return [row[_KEY] for row in fresh if row[0] not in made]


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


def _stage_rows(states: Sequence[State]) -> Iterable[tuple[Any, ...]]:
    for state in states:
        fresh = state.entry is None
        state.entry = state.entry or uuid7()
        yield (
            state.entry,
            uuid7(),
            fresh,
            state.key,
            state.place,
            state.places,
            state.data,
            state.title,
            state.sort,
            state.words,
            state.hashes,
            state.lon,
            state.lat,
            state.digest,
            state.row,
        )
