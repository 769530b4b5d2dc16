"""Values that name other records: found in one query, or refused row by row."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jingwei.core.actions import Item
from jingwei.core.errors import Invalid
from jingwei.core.fields import FieldSet, Problem


def problem(
    declared: FieldSet, key: str, value: object, message: str, *, code: str = "value.wrong", row: int | None = None
) -> Problem:
    """What is wrong with the value of a declared field."""
    shown = "" if value is None else str(value)[:60]
    return Problem(key, declared.field(key).label, shown, message, code, row)


def linked(declared: FieldSet, key: str, items: Sequence[Item], rows: QuerySet[Any]) -> dict[str, Any]:
    """The records that the items name under `key`, by the text that named them. Raises Invalid for unknown ones."""
    named: dict[str, UUID] = {}
    for item in items:
        text = str(item.values.get(key) or "")
        try:
            named[text] = UUID(text)
        except ValueError:
            continue
    found = rows.in_bulk(list(named.values())) if named else {}
    missing = [
        problem(declared, key, None, "没有找到这一项，请从列表中重新选择。", code="link.unknown", row=item.row)
        for item in items
        if item.values.get(key) and named.get(item.values[key]) not in found
    ]
    if missing:
        raise Invalid(missing)
    return {text: found[pk] for text, pk in named.items()}


def refuse_taken(declared: FieldSet, key: str, items: Sequence[Item], rows: QuerySet[Any], what: str) -> None:
    """Raise Invalid for values of `key` that stand twice among the items or exist already in `rows`."""
    values = [item.values[key] for item in items]
    known = set(rows.filter(**{f"{key}__in": values}).values_list(key, flat=True))
    wrong: list[Problem] = []
    for item in items:
        value = item.values[key]
        if value in known:
            message = f"{what}“{value}”已经有了，请换一个，或修改原有的那一条。"
            wrong.append(problem(declared, key, value, message, code="value.taken", row=item.row))
        known.add(value)
    if wrong:
        raise Invalid(wrong)
