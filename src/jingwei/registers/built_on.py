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
# An import wrote an entry if it was the first to say something of it in its name: what is stated again later, because a
# later import was taken back, bears its name too.
WROTE = """
wrote AS MATERIALIZED (
  SELECT entry_id, min(known_from) AS at FROM registers_version WHERE source_id = {source} GROUP BY entry_id
)
"""
# What is known now against what was known once the import was through. What was taken back since stands again as it
# stood, under other keys; so it is compared by what it says, from when to when, and in whose name.
_CHANGED = f"""
WITH {WROTE.format(source="%(source)s")}, told AS (
  SELECT v.entry_id, v.valid_from, count(*) FILTER (WHERE v.known_to IS NULL) AS stand,
    count(*) FILTER (WHERE v.known_from <= w.at AND (v.known_to IS NULL OR v.known_to > w.at)) AS stood,
    (array_agg(v.id) FILTER (WHERE v.known_to IS NULL))[1] AS id
  FROM wrote w JOIN registers_version v ON v.entry_id = w.entry_id
  GROUP BY v.entry_id, v.valid_from, v.valid_to, v.digest, v.source_id
), differing AS (
  SELECT DISTINCT ON (entry_id) entry_id, CASE WHEN stand > stood THEN id END AS id FROM told WHERE stand <> stood
  ORDER BY entry_id, stand > stood DESC, valid_from DESC
)
SELECT e.key, mine.title, later.actor_label, later.action, later.known_from, count(*) OVER ()
FROM differing d JOIN registers_entry e ON e.id = d.entry_id LEFT JOIN registers_version later ON later.id = d.id
CROSS JOIN LATERAL (SELECT title FROM registers_version m WHERE m.entry_id = d.entry_id AND m.source_id = %(source)s
  ORDER BY m.known_from LIMIT 1) mine
ORDER BY e.key LIMIT %(most)s
"""  # noqa: S608
# The entries that the import made, by the numbers that links say.
_MADE = f"""
WITH {WROTE.format(source="%s")}, made AS MATERIALIZED (
  SELECT e.key FROM wrote w JOIN registers_entry e ON e.id = w.entry_id
  WHERE NOT EXISTS (SELECT 1 FROM registers_version o
    WHERE o.entry_id = w.entry_id AND o.known_from < w.at AND (o.known_to IS NULL OR o.known_to >= w.at)))
"""  # noqa: S608


def changed_since(source: Source) -> str:
    """The rows that somebody changed or took out of use after the import, in one sentence; "" where nobody did.

    What was taken back again does not count.
    """
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
