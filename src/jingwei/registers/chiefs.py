"""街巷长、路长、河长: who is, was and will be chief of a line, out of the packed ledger of terms.

A term is a row that links to the line; the person is a number of the roster. A ledger of another kind of line takes
part as soon as the ledger of terms has a link to it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.facts import Facts
from jingwei.core.facts.point import NOW, Point
from jingwei.core.fields import Field
from jingwei.core.scope import current_scope
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.links import Leads
from jingwei.registers.models import Entry, Register

TERMS, PERSON = "line_chiefs", "person"
_MOST = 50
_TERMS = """
SELECT v.data->>%s, v.entry_id, v.data->>'level', v.data->>'position', v.data->>'from_day', v.data->>'until_day',
  s.id, s.name
FROM registers_version v LEFT JOIN people_staff s
  ON s.subdistrict = v.subdistrict AND s.number = v.data->>'person' AND s.withdrawn_at IS NULL
WHERE {here} AND v.data->>%s = ANY(%s) ORDER BY v.data->>'from_day' DESC, v.sort LIMIT %s
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


def terms_of(entry: Entry, links: Sequence[Leads], point: Point = NOW) -> list[Term]:
    """The terms of a line's chiefs, those that hold on the day of the point first, by level; as known then where it
    says when. One query, or none where there is no such ledger."""
    return terms_of_all([entry.key], links, point).get(entry.key, [])


def terms_of_all(keys: Sequence[str], links: Sequence[Leads], point: Point = NOW) -> dict[str, list[Term]]:
    """The same of many lines of one ledger, by their number; one query. A line without terms is left out."""
    found = terms_link(links)
    if found is None or not keys:
        return {}
    register, field = found
    # As known now a term stands in its ledger whenever it was; as known then it is told as it was told then.
    here = Facts(source_of(register), point=NOW if point.known_at is None else point).here
    asked = fieldset_of(register).by_key.get("level")
    labels = {one.value: one.label for one in asked.choices} if asked else {}
    ranks = {value: at for at, value in enumerate(labels)}
    with connection.cursor() as cursor:
        most = _MOST * len(keys)
        cursor.execute(_TERMS.format(here=here.text), [field.key, *here.values, field.key, list(keys), most])
        terms: dict[str, list[Term]] = defaultdict(list)
        for line, key, said, position, since, until, staff, name in cursor.fetchall():
            level, rank = labels.get(said, said or ""), ranks.get(said, len(ranks))
            terms[line].append(Term(key, level, rank, position or "", _day(since), _day(until), staff, name or ""))
    day = point.on or timezone.localdate()
    for own in terms.values():
        own.sort(key=lambda one: (not one.holds(day), one.rank if one.holds(day) else 0))
    return dict(terms)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def names_of(numbers: Sequence[str]) -> dict[str, tuple[UUID, str]]:
    """Number of the roster → person and name, of those whom the reader sees; one query, none for no number."""
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, id, name FROM people_staff WHERE subdistrict = %s AND number = ANY(%s) "
            "AND withdrawn_at IS NULL",
            [current_scope().subdistrict, list(numbers)],
        )
        return {number: (staff, name) for number, staff, name in cursor.fetchall()}
