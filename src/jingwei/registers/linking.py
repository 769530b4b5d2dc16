"""Links written by name become links by number; what leads nowhere is told where the row is prepared (links.py)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jingwei.core.fields import Field, FieldSet
from jingwei.registers.links import link_fields
from jingwei.registers.models import Register
from jingwei.registers.partners import partners


def resolve_links(fieldset: FieldSet, rows: Sequence[dict[str, Any]]) -> None:
    """Put the numbers of entries where rows, or lines inside them, say their names.

    Three queries, none without a link in the fields. A name that two entries share stays as it is.
    """
    links = [pair for pair in link_fields(fieldset) if pair[1].link and not pair[1].personal]
    if not links or not rows:
        return
    ledgers = {one.key: one for one in Register.objects.filter(key__in={link.link for _, link in links})}
    links = [pair for pair in links if pair[1].link in ledgers]
    said = {there[link.key] for field, link in links for there in _holders(rows, field, link)}
    found = partners(list(ledgers.values()), said)
    for field, link in links:
        known = found.get(ledgers[link.link or ""].pk)
        for there in _holders(rows, field, link) if known else ():
            there[link.key] = (known.find(there[link.key]) if known else None) or there[link.key]


def _holders(rows: Sequence[dict[str, Any]], field: Field, link: Field) -> Iterator[dict[str, Any]]:
    """The rows, or the lines inside them, that say something in a link."""
    for row in rows:
        lines = (row.get(field.key) or ()) if field.parts else (row,)
        for one in lines if isinstance(lines, list | tuple) else ():
            if isinstance(one, Mapping) and isinstance(one.get(link.key), str):
                yield one  # type: ignore[misc]
