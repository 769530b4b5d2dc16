"""The rows of all ledgers that lead to an entry, with their states; and pointing them at another entry, in two times.

A handful of statements, whatever the number of rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from json import dumps, loads
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core.actions import Act
from jingwei.core.errors import Refused
from jingwei.core.fields import Field
from jingwei.core.scope import Reader
from jingwei.registers.counting import over_the_whole_street
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.models import Entry, Register
from jingwei.registers.prepare import digest_of
from jingwei.registers.restate import restate

# A row is found once for each link that leads here; it is written once.
_PIECE = (
    "SELECT {number} AS link, v.id, v.entry_id, v.title, v.data::text, v.hashes, v.place_id, v.valid_from, v.valid_to "
    "FROM registers_version v WHERE v.subdistrict = %s AND v.register_id = '{register}'::uuid AND v.known_to IS NULL "
    "AND {day} AND v.data->'{field}' @> %s::jsonb"
)
# What happened before the day happened to what there was then.
_EVER, _EVENT, _OBJECT = "v.valid_from > %s", "v.valid_from >= %s", "v.valid_to > %s"
_COUNT = "SELECT count(DISTINCT found.entry_id) FROM ({pieces}) found"
_REWRITE = """
WITH told AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t(old uuid, since date, until date, data jsonb, digest uuid)
), closed AS (
  UPDATE registers_version SET known_to = (SELECT core_moment())
  WHERE id IN (SELECT old FROM told) AND known_to IS NULL RETURNING *
)
""" + restate(  # noqa: S608
    "closed v JOIN told t ON t.old = v.id JOIN registers_entry e ON e.id = v.entry_id",
    valid_from="t.since",
    valid_to="t.until",
    leaving="CASE WHEN t.until = v.valid_to THEN v.leaving END",
    data="t.data",
    digest="t.digest",
    source_id="NULL::uuid",
    source_row="NULL::int",
    actor="%(actor)s::uuid",
    actor_label="%(label)s",
    action="%(action)s",
    reason="%(reason)s",
    entry_revision="e.revision + 1",
)


@dataclass(slots=True)
class PointingState:
    """A state of a row that leads to the entry: by which fields, what it says, from when to when it holds."""

    id: UUID
    entry: UUID
    register: Register
    title: str
    data: dict[str, Any]
    hashes: list[str]
    place: UUID | None
    valid_from: date
    valid_to: date
    links: list[tuple[Field, Field]] = field(default_factory=list)


def pointing_states(
    entry: Entry, links: Sequence[tuple[Register, Field, Field]], since: date | None = None
) -> list[PointingState]:
    """The states still known that lead to an entry and hold on `since` or later (None: ever); one query.

    Its own states are left out: a row that leads to itself goes with it.
    """
    pieces, values = _pieces(entry, links, since)
    if not pieces:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(pieces), values)
        rows = cursor.fetchall()
    found: dict[UUID, PointingState] = {}
    for link, key, owner, title, data, *rest in rows:
        register, *pair = links[link]
        state = found.setdefault(key, PointingState(key, owner, register, title, loads(data), *rest))
        state.links.append((pair[0], pair[1]))
    return [state for state in found.values() if state.entry != entry.pk]


def pointing_beyond(
    entry: Entry, links: Sequence[tuple[Register, Field, Field]], since: date | None, seen: Sequence[PointingState]
) -> int:
    """How many rows outside the reader's border lead to an entry; one query as the engine."""
    pieces, values = _pieces(entry, links, since)
    if not pieces:
        return 0
    with over_the_whole_street(), connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(pieces=" UNION ALL ".join(pieces)) + " WHERE found.entry_id <> %s", [*values, entry.pk]
        )
        return int(cursor.fetchone()[0]) - len({state.entry for state in seen})


def refuse_beyond(
    act: Act,
    entry: Entry,
    links: Sequence[tuple[Register, Field, Field]],
    since: date | None,
    seen: Sequence[PointingState],
) -> None:
    """Who serves a place cannot point rows of other places elsewhere; left as they are, they would lead to nothing."""
    if act.scope.reader is not Reader.PLACE:
        return
    beyond = pointing_beyond(entry, links, since, seen)
    if beyond:
        raise Refused(f"有 {beyond} 条您管辖范围以外的记录指向“{entry.key}”，请由办公室或统计员办理。")


def point_elsewhere(
    states: Sequence[PointingState], old: str, new: str, act: Act, action: str, since: date | None = None
) -> list[UUID]:
    """State rows again with the number `new` where they say `old`, from a day on (None: for as long as they hold).

    What was known before stays readable as known then. Gives the entries; two statements, none without states.
    """
    if not states:
        return []
    rows = [row for state in states for row in _rewritten(state, old, new, since)]
    entries = sorted({state.entry for state in states})
    values = {
        "rows": dumps(rows, ensure_ascii=False, default=str),
        "actor": act.actor.id,
        "label": act.actor.label,
        "action": action,
        "reason": act.reason,
        "entries": entries,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REWRITE, values)
        cursor.execute("UPDATE registers_entry SET revision = revision + 1 WHERE id = ANY(%(entries)s)", values)
    return entries


def digest_again(register: Register, data: Mapping[str, Any], hashes: Sequence[str], place: UUID | None) -> str:
    """The digest of a stored state, personal values by the keyed hashes it carries: nothing is decrypted."""
    carried = {token.partition(":")[0]: token for token in hashes}
    order = [each.key for each in fieldset_of(register, retired=True).fields]
    return digest_of(order, {**data, **{key: token for key, token in carried.items() if key in data}}, place)[1]


def _pieces(
    entry: Entry, links: Sequence[tuple[Register, Field, Field]], since: date | None
) -> tuple[list[str], list[Any]]:
    pieces, values = [], []
    for number, (register, holder, link) in enumerate(links):
        what: Any = [{link.key: entry.key}] if holder.parts else entry.key
        happens = event_day_of(fieldset_of(register)) is not None
        day = _EVER if since is None else _EVENT if happens else _OBJECT
        pieces.append(_PIECE.format(number=number, register=register.pk, field=holder.key, day=day))
        values += [entry.subdistrict, since or date.min, dumps(what, ensure_ascii=False)]
    return pieces, values


def _rewritten(state: PointingState, old: str, new: str, since: date | None) -> list[dict[str, Any]]:
    """The state up to the day as it was, and from the day on with the other number."""
    data = dict(state.data)
    for holder, link in state.links:
        said = data[holder.key]
        data[holder.key] = [_line(line, link.key, old, new) for line in said] if holder.parts else new
    start = max(since or state.valid_from, state.valid_from)
    head = _row(state, state.data, state.valid_from, start) if start > state.valid_from else None
    tail = _row(state, data, start, state.valid_to)
    return [head, tail] if head else [tail]


def _row(state: PointingState, data: Mapping[str, Any], since: date, until: date) -> dict[str, Any]:
    digest = digest_again(state.register, data, state.hashes, state.place)
    return {"old": state.id, "since": since, "until": until, "data": data, "digest": digest}


def _line(line: Mapping[str, Any], key: str, old: str, new: str) -> Mapping[str, Any]:
    return {**line, key: new} if line.get(key) == old else line
