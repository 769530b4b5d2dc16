"""What was built on the rows of an import since: what keeps it from being taken back, with names."""

from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.facts import Facts
from jingwei.core.imports.showing import some
from jingwei.registers.counting import over_the_whole_street
from jingwei.registers.facts import source_of
from jingwei.registers.history import verb_of
from jingwei.registers.links import leads_here
from jingwei.registers.models import Source
from jingwei.registers.query import registers

_NAMED = 5
_CHANGED = """
SELECT e.key, mine.title, later.actor_label, later.action, later.known_from, count(*) OVER ()
FROM (SELECT DISTINCT ON (entry_id) entry_id, title, known_from, known_to FROM registers_version
  WHERE source_id = %(source)s ORDER BY entry_id, known_to DESC NULLS LAST) mine
JOIN registers_entry e ON e.id = mine.entry_id
LEFT JOIN LATERAL (SELECT v.actor_label, v.action, v.known_from FROM registers_version v
  WHERE v.entry_id = mine.entry_id AND v.known_from > mine.known_from ORDER BY v.known_from LIMIT 1) later ON true
WHERE mine.known_to IS NOT NULL OR later.known_from IS NOT NULL
ORDER BY e.key LIMIT %(most)s
"""
# The entries that the import made, by the numbers that links say.
_MADE = """
WITH made AS MATERIALIZED (
  SELECT DISTINCT e.key FROM registers_version m JOIN registers_entry e ON e.id = m.entry_id
  WHERE m.source_id = %s AND NOT EXISTS (
    SELECT 1 FROM registers_version o WHERE o.entry_id = m.entry_id AND o.known_from < m.known_from))
"""


def changed_since(source: Source) -> str:
    """The rows that somebody changed or took out of use after the import, in one sentence; "" where nobody did."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"source": source.pk, "most": _NAMED})
        found = cursor.fetchall()
    if not found:
        return ""
    told = []
    for key, title, who, action, at, _ in found:
        name = f"“{key}”" if title == key else f"“{key} {title}”"
        done = f"由{who or '系统'}于{timezone.localtime(at):%Y-%m-%d %H:%M}{verb_of(action)}" if at else "已停用"
        told.append(f"{name}{done}")
    total = found[0][-1]
    more = f"，等{total}条" if total > len(found) else ""
    return f"有 {total} 条记录在这次导入之后又办理过：{'；'.join(told)}{more}"


def linked_to(source: Source) -> str:
    """The rows of ledgers that link to entries which the import made, in one sentence; at most two queries."""
    links = leads_here(source.register, registers())
    pieces: list[str] = []
    values: list[UUID | str | int | None] = [source.pk]
    for number, (register, field, link) in enumerate(links):
        facts = Facts(source_of(register))
        said = facts.json(field.key).text
        if field.parts:
            lines = f"jsonb_array_elements(CASE WHEN jsonb_typeof({said}) = 'array' THEN {said} END)"
            leads = f"EXISTS (SELECT 1 FROM {lines} line WHERE line->>%s IN (SELECT key FROM made))"  # noqa: S608
            own: list[UUID | str | int | None] = [link.key]
        else:
            leads, own = f"{said} #>> '{{}}' IN (SELECT key FROM made)", []  # noqa: S608
        pieces.append(
            f"(SELECT {number}, v.title, count(*) OVER () FROM registers_version v WHERE {facts.here.text} "  # noqa: S608
            f"AND v.source_id IS DISTINCT FROM %s AND {leads} ORDER BY v.sort LIMIT {_NAMED})"
        )
        values += [*facts.here.values, source.pk, *own]
    if not pieces:
        return ""
    # Whether rows beyond the own border lead here is asked too: taken back under them they would lead nowhere.
    with over_the_whole_street(), connection.cursor() as cursor:
        cursor.execute(f"{_MADE} {' UNION ALL '.join(pieces)}", values)
        found = cursor.fetchall()
    told = []
    for number in sorted({row[0] for row in found}):
        rows = [row for row in found if row[0] == number]
        told.append(f"“{links[number][0].name}”{rows[0][2]}条（{some([row[1] for row in rows])}）")
    return f"{'、'.join(told)}关联着这次导入新增的记录" if told else ""
