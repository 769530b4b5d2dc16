"""Rows of other ledgers that a column speaks of: by their number, or by their name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from jingwei.core import text
from jingwei.registers.models import Register

# The number of a row that was merged into another means that one.
_BY_KEY = """
SELECT e.register_id, e.key, e.key FROM registers_entry e
WHERE e.subdistrict = %(street)s AND e.register_id = ANY(%(registers)s) AND e.key = ANY(%(said)s) AND e.ended_on IS NULL
UNION ALL
SELECT e.register_id, e.key, a.key FROM registers_entry e
JOIN registers_succession s ON s.before @> ARRAY[e.id] AND s.kind = 'merged' AND s.undone_at IS NULL
JOIN registers_entry a ON a.id = s.after[1] AND a.ended_on IS NULL
WHERE e.subdistrict = %(street)s AND e.register_id = ANY(%(registers)s) AND e.key = ANY(%(said)s)
  AND e.ended_on IS NOT NULL
"""
# The order of the list finds a name by its sound; a name that two entries share finds neither.
_BY_TITLE = """
SELECT v.register_id, v.title, min(e.key) FROM registers_version v JOIN registers_entry e ON e.id = v.entry_id
WHERE v.subdistrict = %(street)s AND v.register_id = ANY(%(registers)s) AND v.known_to IS NULL
  AND v.valid_to = DATE '9999-12-31' AND v.sort = ANY(%(sorts)s) AND v.title = ANY(%(said)s)
GROUP BY v.register_id, v.title HAVING count(*) = 1
"""
_SORTED = 120


@dataclass(frozen=True, slots=True)
class Partners:
    """For one ledger: what was said → the number of the entry that is meant."""

    by_key: Mapping[str, str]
    by_title: Mapping[str, str]

    def find(self, said: str) -> str | None:
        """The number of the entry, or None."""
        return self.by_key.get(said) or self.by_title.get(said)


def partners(ledgers: Sequence[Register], said: Iterable[str]) -> dict[UUID, Partners]:
    """The entries in use that the words `said` mean in each ledger, by number first; two queries."""
    words = sorted({word for word in said if word})
    if not ledgers or not words:
        return {}
    by_key: dict[UUID, dict[str, str]] = {}
    by_title: dict[UUID, dict[str, str]] = {}
    values: dict[str, Any] = {
        "street": ledgers[0].subdistrict,
        "registers": [ledger.pk for ledger in ledgers],
        "said": words,
        "sorts": sorted({text.pinyin_key(word)[:_SORTED] for word in words}),
    }
    with connection.cursor() as cursor:
        for statement, found in ((_BY_KEY, by_key), (_BY_TITLE, by_title)):
            cursor.execute(statement, values)
            for register, word, key in cursor.fetchall():
                found.setdefault(register, {})[word] = key
    return {
        ledger.pk: Partners(by_key.get(ledger.pk, {}), by_title.get(ledger.pk, {}))
        for ledger in ledgers
        if ledger.pk in by_key or ledger.pk in by_title
    }
