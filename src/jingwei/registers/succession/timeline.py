"""The states that a row which stays takes over from the one merged into it: where only the other was known to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps
from typing import Any

from django.db import connection

from jingwei.core.actions import Act
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.restate import restate
from jingwei.registers.succession.pointing import digest_again

_TAKE_OVER = """
WITH told AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS t(old uuid, since date, until date, title text,
    data jsonb, digest uuid)
)
""" + restate(  # noqa: S608
    "registers_version v JOIN told t ON t.old = v.id JOIN registers_entry e ON e.id = %(entry)s",
    entry_id="e.id",
    valid_from="t.since",
    valid_to="t.until",
    title="t.title",
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


@dataclass(frozen=True, slots=True)
class Span:
    """A state of the other row for a time in which the row that stays had none."""

    state: Version
    since: date
    until: date


def spans_only_of(other: Sequence[Version], kept: Sequence[Version], before: date) -> list[Span]:
    """The times before a day in which `other` has a state and `kept` has none, with the state that held."""
    taken = sorted((one.valid_from, one.valid_to) for one in kept)
    out = []
    for state in sorted(other, key=lambda one: one.valid_from):
        at, end = state.valid_from, min(state.valid_to, before)
        for since, until in taken:
            if since > at and since < end:
                out.append(Span(state, at, since))
            if until > at and since < end:
                at = max(at, until)
        if at < end:
            out.append(Span(state, at, end))
    return out


def take_over(register: Register, kept: Entry, spans: Sequence[Span], act: Act, action: str) -> None:
    """State spans of another row as those of the row that stays, under its number; one statement, none without."""
    if not spans:
        return
    rows = [_row(register, kept, span) for span in spans]
    values: dict[str, Any] = {
        "rows": dumps(rows, ensure_ascii=False, default=str),
        "entry": kept.pk,
        "actor": act.actor.id,
        "label": act.actor.label,
        "action": action,
        "reason": act.reason,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OVER, values)


def _row(register: Register, kept: Entry, span: Span) -> dict[str, Any]:
    state = span.state
    data = {**state.data, register.key_field: kept.key}
    digest = digest_again(register, data, state.hashes, state.place_id)
    title = kept.key if register.title_field == register.key_field else state.title
    told = {"old": state.pk, "since": span.since, "until": span.until, "title": title}
    return {**told, "data": data, "digest": digest}
