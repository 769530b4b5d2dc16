"""The audit log: who looked, exported, unmasked, was let in or refused. Append-only, chained per subdistrict."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection, transaction


def audit(event: str, subject: str, *, reason: str = "", detail: Mapping[str, Any] | None = None) -> int:
    """Append one line inside the running transaction; gives its number.

    `event` is a snake_case word (signed_in, unmasked, exported …), `subject` what it was about, without personal data.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_audit_append(%s, %s, %s, %s::jsonb)",
            [event, subject, reason, json.dumps(detail or {}, ensure_ascii=False, default=str)],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line to be appended; the words are those of `audit`."""

    event: str
    subject: str
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def audit_all(lines: Sequence[AuditLine]) -> None:
    """Append lines in their order, in one statement."""
    if not lines:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_audit_append(event, subject, reason, detail) FROM jsonb_to_recordset(%s::jsonb) "
            "AS line(event text, subject text, reason text, detail jsonb)",
            [json.dumps([asdict(line) for line in lines], ensure_ascii=False, default=str)],
        )


def audit_apart(
    event: str, subject: str, *, subdistrict: str = "", label: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Append one line in a transaction of its own, for what is refused before any scope opens (a failed sign-in)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('jingwei.subdistrict', %s, true), set_config('jingwei.actor', '', true), "
            "set_config('jingwei.actor_label', %s, true)",
            [subdistrict, label],
        )
        audit(event, subject, detail=detail)


def broken_link(subdistrict: str) -> int | None:
    """The number of the first line whose hash does not follow from the line before; None when the chain holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_audit_broken(%s)", [subdistrict])
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])
