"""What is left of erased values in the ledger itself: masks and ciphertexts are taken out, rows and totals stay."""

from collections.abc import Iterable
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
  SELECT jsonb_object_agg(f.key, CASE WHEN split_part(f.value->>'c', '.', 1) = ANY(%(keys)s) THEN
    jsonb_build_object('c', split_part(f.value->>'c', '.', 1) || '.', 'm', '') ELSE f.value END)
  FROM jsonb_each(v.data) f)
WHERE v.subdistrict = %(street)s AND v.register_id = %(register)s AND EXISTS (
  SELECT 1 FROM jsonb_each(v.data) g
  WHERE split_part(g.value->>'c', '.', 1) = ANY(%(keys)s) AND split_part(g.value->>'c', '.', 2) <> '')
"""


def wipe_values(register: Register, keys: Iterable[DataKey]) -> int:
    """Empty what `keys` encrypted in all versions of the ledger; gives how many. Not undone by anything."""
    scope = current_scope()
    named = [key.pk.hex for key in keys]
    values: dict[str, Any] = {"keys": named, "street": scope.subdistrict, "register": register.pk}
    # The security administrator sees no rows of ledgers; these are emptied without being read.
    with open_scope(replace(scope, reader=Reader.STREET, places=())), connection.cursor() as cursor:
        cursor.execute(_WIPE, values)
        wiped = int(cursor.rowcount)
    upkeep_after(wiped, "registers_version")
    return wiped
