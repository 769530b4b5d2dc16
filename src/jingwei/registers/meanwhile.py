"""What others wrote into a ledger between the look that somebody took at it and what she writes on it."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import differences, verb_of
from jingwei.registers.models import Register, Version

_NAMED = 5
_SEEN = re.compile(r"\d{1,6}/\d{1,20}:\d{1,20}:[\d,]*/[\d .:+-]{19,40}")
# Which transactions were over: what one still running then wrote was not seen, though its moment is an earlier one.
# Within one transaction the moment tells.
_LOOK = "SELECT (core_change_horizon() >> 44) || '/' || pg_current_snapshot() || '/' || clock_timestamp()"
_MASK = (1 << 44) - 1
# What came later is little: it is gathered first, and only then asked whether the import wrote it too.
_UNSEEN = f"""
WITH later AS MATERIALIZED (
  SELECT v.entry_id, v.known_from AS at FROM registers_version v
  WHERE v.subdistrict = %(street)s AND v.register_id = %(register)s AND v.known_from <> (SELECT core_moment())
    AND v.mark >= (%(epoch)s::bigint << 44 | pg_snapshot_xmin(%(snapshot)s::pg_snapshot)::text::bigint)
    AND CASE WHEN v.mark = (SELECT core_change_mark()) THEN v.known_from > %(at)s::timestamptz
      ELSE v.mark >> 44 > %(epoch)s OR NOT pg_visible_in_snapshot((v.mark & {_MASK})::text::xid8, %(snapshot)s) END
  UNION ALL
  SELECT v.entry_id, v.known_to FROM registers_version v
  WHERE v.subdistrict = %(street)s AND v.register_id = %(register)s AND v.known_to > %(at)s::timestamptz
    AND v.known_to <> (SELECT core_moment())
)
SELECT DISTINCT ON (e.key) e.key, e.id FROM later l JOIN registers_entry e ON e.id = l.entry_id
WHERE EXISTS (SELECT 1 FROM registers_version m WHERE m.entry_id = l.entry_id AND m.source_id = %(source)s)
ORDER BY e.key
"""  # noqa: S608


def look() -> str:
    """What is to be remembered of a look at the ledgers: taken before they are read; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        seen: str = cursor.fetchone()[0]
    return seen


def is_look(said: str) -> bool:
    """Whether a text, which may come out of a form, is one that `look` gave."""
    return _SEEN.fullmatch(said) is not None


def written_meanwhile(register: Register, source: UUID, seen: str) -> str:
    """The entries written by an import that others wrote too since `look` gave `seen`, with what they changed, in one
    sentence; "" where nobody did. One query where nobody did."""
    epoch, snapshot, at = seen.split("/")
    values: dict[str, Any] = {
        "street": register.subdistrict, "register": register.pk, "source": source,
        "epoch": int(epoch), "snapshot": snapshot, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, values)
        found = cursor.fetchall()
    if not found:
        return ""
    told = _told(register, source, [entry for _, entry in found[:_NAMED]])
    more = f"，等{len(found)}条" if len(found) > _NAMED else ""
    return f"有 {len(found)} 条记录在您预览之后又由他人办理过：{'；'.join(told)}{more}"


def _told(register: Register, source: UUID, entries: Sequence[UUID]) -> list[str]:
    """Each entry with who did what to it last, and which values it changed."""
    fieldset = fieldset_of(register)
    states: dict[UUID, list[Version]] = {entry: [] for entry in entries}
    found = Version.objects.filter(entry_id__in=entries).select_related("entry")
    for version in found.order_by("known_from", "valid_from"):
        states[version.entry_id].append(version)
    out = []
    for known in states.values():
        # Last of all stands what the import itself wrote, and what it stated again.
        moment = max(one.known_from for one in known if one.source_id == source)
        others = [one for one in known if one.known_from != moment]
        last = others[-1]
        before = [one for one in others if one.known_to == last.known_from]
        name = last.entry.key if last.title == last.entry.key else f"{last.entry.key} {last.title}"
        lines = differences(fieldset, before[-1], last) if before else []
        changed = "，".join(f"“{one['label']}”由“{one['before']}”改为“{one['after']}”" for one in lines[:_NAMED])
        when = f"{timezone.localtime(last.known_from):%m月%d日 %H:%M}"
        done = f"由{last.actor_label or '系统'}于{when}{verb_of(last.action)}"
        out.append(f"“{name}”{done}{f'：{changed}' if changed else ''}")
    return out
