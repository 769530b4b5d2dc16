"""What a sheet does not speak of stays as it is: columns that are missing from it never erase what the ledger knows."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection

from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.personal import carried

# The state that holds on the day, or, when the object was first recorded later, its first one.
_KNOWN = """
SELECT DISTINCT ON (e.id) e.key, v.data, v.hashes FROM registers_entry e JOIN registers_version v ON v.entry_id = e.id
WHERE e.subdistrict = %(street)s AND e.register_id = %(register)s AND e.key = ANY(%(keys)s)
  AND v.known_to IS NULL AND v.valid_to > %(on)s
ORDER BY e.id, v.valid_from
"""


def fill_unsaid(register: Register, rows: Sequence[dict[str, Any]], said: Collection[str], on: date) -> None:
    """Put the known values of fields outside `said` into `rows` where they say none; one query, or none at all."""
    unsaid = [field for field in fieldset_of(register, retired=True).fields if field.key not in said]
    if not unsaid or not rows:
        return
    keys = [str(row.get(register.key_field, "")) for row in rows]
    values: dict[str, Any] = {"street": register.subdistrict, "register": register.pk, "keys": keys, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        # Django hands jsonb of raw cursors over as text.
        known = {key: carried(json.loads(data), hashes) for key, data, hashes in cursor.fetchall()}
    if not known:
        return
    for row, key in zip(rows, keys, strict=True):
        data = known.get(key)
        if not data:
            continue
        for field in unsaid:
            value = data.get(field.key)
            if value is not None:
                row.setdefault(field.key, value)
