"""What is left of erased values in the ledger itself: masks and ciphertexts are taken out, rows and totals stay."""

from dataclasses import replace
from typing import Any

from django.db import connection

from jingwei.core.models import DataKey
from jingwei.core.scope import Reader, current_scope, open_scope
from jingwei.registers.models import Register
from jingwei.registers.upkeep import upkeep_after

# A mask shows part of a number: without its key it would still be personal data. The key's name stays, to tell why.
_WIPE = """
UPDATE registers_version v SET data = (
  SELECT jsonb_object_agg(f.key, CASE WHEN f.value->>'c' LIKE %(like)s
    THEN jsonb_build_object('c', %(prefix)s::text, 'm', '') ELSE f.value END)
  FROM jsonb_each(v.data) f)
WHERE v.subdistrict = %(street)s AND v.register_id = %(register)s
  AND EXISTS (SELECT 1 FROM jsonb_each(v.data) g WHERE g.value->>'c' LIKE %(like)s)
"""


def wipe_values(register: Register, key: DataKey) -> int:
    """Empty what `key` encrypted in all versions of the ledger; gives how many. Not undone by anything."""
    scope = current_scope()
    prefix = f"{key.pk.hex}."
    values: dict[str, Any] = {
        "like": f"{prefix}_%",
        "prefix": prefix,
        "street": scope.subdistrict,
        "register": register.pk,
    }
    # The security administrator sees no rows of ledgers; these are emptied without being read.
    with open_scope(replace(scope, reader=Reader.STREET, places=())), connection.cursor() as cursor:
        cursor.execute(_WIPE, values)
        wiped = int(cursor.rowcount)
    upkeep_after(wiped, "registers_version")
    return wiped
