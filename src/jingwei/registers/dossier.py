"""What the file of one object (一房一档、一企一档) is made of: its steps in time, what leads to it, its papers.

Each question is one query and gives one page, however much is known of the object.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.facts import Facts
from jingwei.core.fields import Field, FieldSet
from jingwei.core.records import FOREVER
from jingwei.registers.facts import source_of
from jingwei.registers.links import said_of
from jingwei.registers.models import Confirmation, Entry, Register, Source, Version


@dataclass(frozen=True, slots=True)
class Step:
    """A new state with the one before it (None: the first), or a confirmation without change."""

    at: datetime
    state: Version | None = None
    before: Version | None = None
    confirmation: Confirmation | None = None


@dataclass(frozen=True, slots=True)
class Pointing:
    """A row of another ledger that leads, or led, here: by which link, what its line says, from when to when."""

    register: Register
    field: Field
    entry: UUID
    title: str
    said: str
    since: date
    until: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """An attached file: what it is called, under which field, when it was first recorded and by whom."""

    name: str
    sha256: str
    label: str
    at: datetime
    who: str


# States that were only stated again for another span are not told twice.
_STEPS = """
WITH told AS (
  SELECT DISTINCT ON (v.entry_revision) v.id, v.entry_revision AS revision, v.known_from AS at FROM registers_version v
  WHERE v.entry_id = %(entry)s ORDER BY v.entry_revision, v.known_from, v.valid_from
), steps AS (
  SELECT at, revision, id, lag(id) OVER (ORDER BY revision) AS before FROM told
  UNION ALL
  SELECT c.known_from, NULL, c.id, NULL FROM registers_confirmation c
  WHERE c.entry_id = %(entry)s AND (c.action = 'registers.confirm' OR c.source_id IS NOT NULL)
)
SELECT at, revision IS NOT NULL, id, before FROM steps ORDER BY at DESC, revision DESC NULLS LAST, id
LIMIT %(most)s OFFSET %(first)s
"""


def steps(entry: Entry, first: int, most: int) -> list[Step]:
    """The steps of an entry, newest first; three queries."""
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, {"entry": entry.pk, "first": first, "most": most})
        found = cursor.fetchall()
    states = {key for _, is_state, *keys in found if is_state for key in keys if key}
    known = Version.objects.defer("words").in_bulk(states)
    confirmed = Confirmation.objects.in_bulk([key for _, is_state, key, _ in found if not is_state])
    return [
        Step(at, known[key], known.get(before)) if is_state else Step(at, confirmation=confirmed[key])
        for at, is_state, key, before in found
    ]


def sources_of(steps: Sequence[Step]) -> dict[UUID, Source]:
    """The imports that steps came by; one query."""
    told = [step.state or step.confirmation for step in steps]
    keys = {one.source_id for one in told if one is not None and one.source_id}
    return Source.objects.select_related("file").in_bulk(keys)


def pointing(entry: Entry, links: Sequence[tuple[Register, Field, Field]], first: int, most: int) -> list[Pointing]:
    """The rows that lead or led to an entry, the latest first; one query, none where nothing can lead here."""
    if not links:
        return []
    pieces, values = [], []
    for number, (register, field, link) in enumerate(links):
        facts = Facts(source_of(register))
        own = facts.ever("v")
        what: Any = [{link.key: entry.key}] if field.parts else entry.key
        pieces.append(
            f"(SELECT {number} AS link, v.entry_id, (array_agg(v.title ORDER BY v.valid_from DESC))[1] AS title, "  # noqa: S608
            "min(v.valid_from) AS since, max(v.valid_to) AS until, "
            "(array_agg(v.data::text ORDER BY v.valid_from DESC))[1] AS data FROM registers_version v "
            f"WHERE {own.text} AND {facts.json(field.key).text} @> %s::jsonb GROUP BY v.entry_id "
            "ORDER BY since DESC, v.entry_id LIMIT %s)"
        )
        values += [*own.values, dumps(what, ensure_ascii=False), first + most]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({' UNION ALL '.join(pieces)}) found ORDER BY since DESC, title, entry_id "  # noqa: S608
            "LIMIT %s OFFSET %s",
            [*values, most, first],
        )
        rows = cursor.fetchall()
    return [_pointing(entry, links[number], *row) for number, *row in rows]


def _pointing(
    entry: Entry,
    found: tuple[Register, Field, Field],
    key: UUID,
    title: str,
    since: date,
    until: date,
    data: str,
) -> Pointing:
    register, field, link = found
    there = until.isoformat() == FOREVER
    ended = None if there else until
    said, holds = said_of(entry, field, link, data, timezone.localdate())
    return Pointing(register, field, key, title, said, since, ended, there and holds)


def papers(entry: Entry, fieldset: FieldSet, first: int, most: int) -> list[Paper]:
    """The files that any state of an entry names, the latest first; one query, none where no field takes files."""
    fields = {field.key: field.label for field in fieldset.fields if field.kind == "attachment"}
    if not fields:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM (SELECT DISTINCT ON (f.key, a.file->>'sha256') f.key, a.file->>'name', a.file->>'sha256', "
            "v.known_from AS at, v.actor_label FROM registers_version v CROSS JOIN unnest(%s::text[]) f(key) "
            "CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(v.data->f.key) = 'array' "
            "THEN v.data->f.key END) a(file) WHERE v.entry_id = %s ORDER BY f.key, a.file->>'sha256', v.known_from) q "
            "ORDER BY at DESC, 2 LIMIT %s OFFSET %s",
            [list(fields), entry.pk, most, first],
        )
        return [Paper(name, digest, fields[key], at, who) for key, name, digest, at, who in cursor.fetchall()]
