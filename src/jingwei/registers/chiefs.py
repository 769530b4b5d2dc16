"""街巷长、路长、河长: who is, was and will be chief of a line, out of the packed ledger of terms.

A term is a row that links to the line; the person is a number of the roster. A ledger of another kind of line takes
part as soon as the ledger of terms has a link to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.facts import Facts
from jingwei.core.fields import Field
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.links import Leads
from jingwei.registers.models import Entry, Register

TERMS = "line_chiefs"
_MOST = 50
_TERMS = """
SELECT v.entry_id, v.data->>'level', v.data->>'position', v.data->>'from_day', v.data->>'until_day', s.id, s.name
FROM registers_version v LEFT JOIN people_staff s
  ON s.subdistrict = v.subdistrict AND s.number = v.data->>'person' AND s.withdrawn_at IS NULL
WHERE {here} AND v.data->>%s = %s ORDER BY v.data->>'from_day' DESC, v.sort LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a chief: `level` in words and `rank` by it, 0 the highest; `staff` None: not in the roster."""

    entry: UUID
    level: str
    rank: int
    position: str
    since: date | None
    until: date | None
    staff: UUID | None
    name: str

    def holds(self, day: date) -> bool:
        """Whether it has begun and not ended on a day; the last day is the first on which it holds no more."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def terms_link(links: Sequence[Leads]) -> tuple[Register, Field] | None:
    """Of the links that lead to a line's ledger the one of the ledger of terms."""
    return next(((register, field) for register, field, _ in links if register.key == TERMS and not field.parts), None)


def terms_of(entry: Entry, links: Sequence[Leads], on: date | None = None) -> list[Term]:
    """The terms of a line's chiefs as known now, those that hold on a day first, by level; one query, or none where
    there is no such ledger."""
    found = terms_link(links)
    if found is None:
        return []
    register, field = found
    here = Facts(source_of(register)).here
    level = fieldset_of(register).by_key.get("level")
    labels = {one.value: one.label for one in level.choices} if level else {}
    ranks = {value: at for at, value in enumerate(labels)}
    with connection.cursor() as cursor:
        cursor.execute(_TERMS.format(here=here.text), [*here.values, field.key, entry.key, _MOST])
        terms = [
            Term(key, labels.get(said, said or ""), ranks.get(said, len(ranks)), position or "", _day(since),
                 _day(until), staff, name or "")
            for key, said, position, since, until, staff, name in cursor.fetchall()
        ]  # fmt: skip
    day = on or timezone.localdate()
    return sorted(terms, key=lambda one: (not one.holds(day), one.rank if one.holds(day) else 0))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
