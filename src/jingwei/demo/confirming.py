"""The demo's communities confirm their rows: most of them lately, some longer ago, a few not since the sheets came."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.scope import SYSTEM, Actor, Reader, Scope, open_scope
from jingwei.demo.manifest import StreetEntry
from jingwei.demo.marks import PREFIX
from jingwei.registers.actions import ConfirmEntry
from jingwei.registers.query import registers

_MARK = f"{PREFIX}confirmed"
# In their order the communities have confirmed so many per cent, so many days ago.
_SHARES = ((92, 12), (78, 33), (100, 20), (64, 41), (85, 8), (57, 52), (96, 27), (71, 60), (88, 5), (40, 74), (83, 18))
_ROWS = """
SELECT p.path[2], v.entry_id FROM registers_version v JOIN places_place p ON p.id = v.place_id
WHERE v.subdistrict = %s AND v.register_id = ANY(%s) AND v.known_to IS NULL AND v.valid_to = '9999-12-31'
  AND p.path[2] IS NOT NULL ORDER BY p.code, v.entry_id
"""
_SECRETARIES = """
SELECT p.place_id, s.id, s.name FROM people_post p JOIN people_appointment a ON a.post_id = p.id
  AND a.valid_from <= CURRENT_DATE AND a.valid_to > CURRENT_DATE JOIN people_staff s ON s.id = a.staff_id
WHERE p.subdistrict = %s AND p.role = 'community_secretary'
"""


def bring_confirmations(street: StreetEntry, known: set[str]) -> None:
    """Confirm what is to be confirmed, community by community; one transaction, once."""
    if _MARK in known:
        return
    with open_scope(Scope(Reader.STREET, street.code)):
        rows, secretaries = _rows(street), _secretaries(street)
        for number, (community, entries) in enumerate(rows.items()):
            share, days = _SHARES[number % len(_SHARES)]
            chosen = entries[: -(-len(entries) * share // 100)]
            said = {"confirmed_on": str(timezone.localdate() - timedelta(days=days)), "how": "visit"}
            mark = _MARK if number == len(rows) - 1 else None
            with open_scope(Scope(Reader.STREET, street.code, secretaries.get(community, SYSTEM))):
                perform(ConfirmEntry(), [said], targets=chosen, key=mark)


def _rows(street: StreetEntry) -> dict[UUID, list[UUID]]:
    asked = [one.pk for one in registers() if one.confirm_every]
    rows: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [street.code, asked])
        for community, entry in cursor.fetchall():
            rows[community].append(entry)
    return rows


def _secretaries(street: StreetEntry) -> dict[UUID, Actor]:
    with connection.cursor() as cursor:
        cursor.execute(_SECRETARIES, [street.code])
        return {
            place: Actor(staff, name, frozenset({"community_secretary"})) for place, staff, name in cursor.fetchall()
        }
