"""Links between rows of ledgers, also inside lines with dates: whether they lead somewhere, what they are called, what
leads to a row. Each question is one query, whatever the number of rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps, loads
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.facts import Facts
from jingwei.core.facts.point import NOW, Point
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.fields.parts_kind import in_force, line_text
from jingwei.core.scope import current_scope
from jingwei.registers.counting import over_the_whole_street
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Entry, Register, Version

_MOST = 50  # rows shown that lead to one row
_KNOWN = """
SELECT r.key, array_agg(e.key) FROM registers_register r LEFT JOIN registers_entry e
  ON e.subdistrict = r.subdistrict AND e.register_id = r.id AND e.key = ANY(%s)
WHERE r.subdistrict = %s AND r.key = ANY(%s) GROUP BY 1
"""


# A ledger, the field of it that leads somewhere, and the link itself: the same field, or one of its lines.
Leads = tuple[Register, Field, Field]


@dataclass(frozen=True, slots=True)
class Leading:
    """A row that leads here: which field of which ledger, what its line says, and whether it holds today."""

    register: Register
    field: Field
    entry: UUID
    title: str
    said: str
    holds: bool


def link_fields(fieldset: FieldSet) -> Iterator[tuple[Field, Field]]:
    """Every link of a ledger with the field that holds it: itself, or the field of lines."""
    for field in fieldset.fields:
        if field.kind == "link":
            yield field, field
        yield from ((field, part) for part in field.parts if part.kind == "link")


def linked(values: Mapping[str, Any], field: Field, link: Field) -> list[str]:
    """The keys that a row's values name by a link."""
    said = values.get(field.key)
    lines = said if isinstance(said, list) else []
    found = [line.get(link.key) for line in lines if isinstance(line, Mapping)] if field.parts else [said]
    return [key for key in found if isinstance(key, str) and key]


def link_problems(
    fieldset: FieldSet,
    rows: Sequence[Mapping[str, Any]],
    numbers: Sequence[int | None],
    coming: Mapping[str, Collection[str]] | None = None,
) -> list[Problem]:
    """Links that lead to no row of their ledger, by row. Rows outside the reader's border may be linked to, and those
    that are `coming` (their numbers by ledger).
    """
    links = [(field, link) for field, link in link_fields(fieldset) if not link.personal]
    wanted = {key for field, link in links for row in rows for key in linked(row, field, link)}
    if not wanted:
        return []
    street = current_scope().subdistrict
    with over_the_whole_street(), connection.cursor() as cursor:
        targets = [link.link for _, link in links]
        cursor.execute(_KNOWN, [list(wanted), street, targets])
        known = {ledger: set(keys) for ledger, keys in cursor.fetchall()}
    problems = []
    for field, link in links:
        there = known.get(link.link or "")
        if there is None:
            continue  # a list of another module, or a ledger that is not made yet
        for row, number in zip(rows, numbers, strict=True):
            for key in linked(row, field, link):
                if key not in there and key not in (coming or {}).get(link.link or "", ()):
                    message = f"“{link.label}”关联的台账里没有编号或名称为“{key}”的记录，请核对，或先登记那条记录。"
                    problems.append(Problem(field.key, field.label, key, message, "link.unknown", number))
    return problems


def called(
    fieldset: FieldSet, values: Mapping[str, Any], point: Point = NOW
) -> dict[tuple[str, str], tuple[UUID, str]]:
    """(ledger, key) → entry and title of every row that `values` lead to, as far as the reader sees them; one query."""
    return called_all(fieldset, [values], point)


def called_all(
    fieldset: FieldSet, rows: Sequence[Mapping[str, Any]], point: Point = NOW
) -> dict[tuple[str, str], tuple[UUID, str]]:
    """The same of all that many rows lead to, in one query."""
    links = list(link_fields(fieldset))
    wanted = {(link.link or "", key) for values in rows for field, link in links for key in linked(values, field, link)}
    if not wanted:
        return {}
    keys = {key for _, key in wanted}
    there = Version.objects.filter(point.condition(), entry__key__in=keys, register__key__in={one for one, _ in wanted})
    found = there.values_list("register__key", "entry__key", "entry_id", "title")
    return {(ledger, key): (entry, title) for ledger, key, entry, title in found}


def leads_here(register: Register, others: Iterable[Register], *, retired: bool = False) -> list[Leads]:
    """The links of ledgers that lead to rows of `register`; with `retired` also those that are no longer asked."""
    found = ((other, *pair) for other in others for pair in link_fields(fieldset_of(other, retired=retired)))
    return [(other, field, link) for other, field, link in found if link.link == register.key]


def leading(entry: Entry, links: Sequence[Leads], point: Point = NOW) -> list[Leading]:
    """The rows in use at a point in time that lead to an entry, at most fifty, by name; one query."""
    if not links:
        return []
    pieces, values = [], []
    for number, (register, field, link) in enumerate(links):
        facts = Facts(source_of(register), point=point)
        here = facts.here
        what: Any = [{link.key: entry.key}] if field.parts else entry.key
        pieces.append(
            f"(SELECT {number}, v.entry_id, v.title, v.sort, v.data FROM registers_version v "  # noqa: S608
            f"WHERE {here.text} AND {facts.json(field.key).text} @> %s::jsonb ORDER BY v.sort LIMIT {_MOST})"
        )
        values += [*here.values, dumps(what, ensure_ascii=False)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({' UNION ALL '.join(pieces)}) found ORDER BY 4 LIMIT {_MOST}", values)  # noqa: S608
        rows = cursor.fetchall()
    return [_leading(entry, links[number], row, point.on or timezone.localdate()) for number, *row in rows]


def _leading(entry: Entry, found: tuple[Register, Field, Field], row: Sequence[Any], day: date) -> Leading:
    register, field, link = found
    key, title, _, data = row
    return Leading(register, field, key, title, *said_of(entry, field, link, data, day))


def said_of(entry: Entry, field: Field, link: Field, data: str, day: date) -> tuple[str, bool]:
    """What the lines of a row (`data`: JSON) that lead to an entry say beside the link, and whether one holds on a day;
    a link outside lines says nothing more and holds."""
    if not field.parts:
        return "", True
    lines = [line for line in loads(data)[field.key] if line.get(link.key) == entry.key]
    said = "；".join(line_text({k: v for k, v in line.items() if k != link.key}, field).strip(" |") for line in lines)
    return said, any(in_force(line, day) for line in lines)
