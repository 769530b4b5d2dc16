"""Links written by name become links by number; what finds no partner is told and kept as it was written."""

from collections.abc import Sequence
from typing import Any

from jingwei.core.fields import FieldSet, Problem
from jingwei.registers.models import Register
from jingwei.registers.partners import partners


def resolve_links(fieldset: FieldSet, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None]) -> list[Problem]:
    """Put the numbers of entries where rows say their names. Three queries, none without a link in the fields."""
    links = [one for one in fieldset.fields if one.kind == "link" and one.link]
    if not links or not rows:
        return []
    ledgers = {one.key: one for one in Register.objects.filter(key__in={one.link for one in links})}
    links = [one for one in links if one.link in ledgers]
    said = {str(row[one.key]) for one in links for row in rows if isinstance(row.get(one.key), str)}
    found = partners(list(ledgers.values()), said)
    problems = []
    for one in links:
        ledger = ledgers[one.link or ""]
        known = found.get(ledger.pk)
        for row, number in zip(rows, numbers, strict=True):
            word = row.get(one.key)
            if not isinstance(word, str):
                continue
            key = known.find(word) if known else None
            if key is not None:
                row[one.key] = key
            else:
                message = f"“{ledger.name}”里还没有这一条，先按原文收下；补登之后就能对上"
                problems.append(Problem(one.key, one.label, word, message, "link.missing", number, severity="warn"))
    return problems
