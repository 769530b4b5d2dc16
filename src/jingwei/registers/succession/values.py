"""Field by field, which value of two rows the merged one has."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.history import differences
from jingwei.registers.models import Register, Version

JOINED = frozenset({"attachment", "parts", "choices"})  # kinds of which both rows' values can be kept


def choosable(fieldset: FieldSet, register: Register, kept: Version, other: Version) -> list[Field]:
    """The fields of which the two rows say different things, so that one must be chosen; never the number."""
    unlike = {line["label"] for line in differences(fieldset, kept, other)}
    fields = [field for field in fieldset.fields if field.asked and field.key != register.key_field]
    return [field for field in fields if field.label in unlike]


def merged_values(
    fieldset: FieldSet,
    register: Register,
    kept: Mapping[str, Any],
    other: Mapping[str, Any],
    take: Sequence[str],
    both: Sequence[str],
) -> dict[str, Any]:
    """The values of the row that stays, with those of the other in the fields `take`, and those of both in `both`.

    Raises Invalid for a field that is not there, cannot be joined, or is the number.
    """
    problems = [_problem(key, "本台账没有这个字段。") for key in (*take, *both) if key not in fieldset.by_key]
    problems += [
        _problem(key, "编号不能换，要保留另一条的编号，请改为保留那一条。") for key in take if key == register.key_field
    ]
    known = [fieldset.by_key[key] for key in both if key in fieldset.by_key]
    problems += [
        _problem(field.key, f"“{field.label}”只能二选一，不能两边都要。") for field in known if field.kind not in JOINED
    ]
    if problems:
        raise Invalid(problems)
    values = dict(kept)
    for key in take:
        values.pop(key, None)
        if key in other:
            values[key] = other[key]
    for key in both:
        values[key] = _joined(kept.get(key) or [], other.get(key) or [])
    return {key: value for key, value in values.items() if value not in (None, [])}


def without_links_to(
    fieldset: FieldSet, register: Register, values: dict[str, Any], numbers: Collection[str]
) -> dict[str, Any]:
    """The values without links to the rows that become this one: a row does not lead to itself."""
    out = dict(values)
    for field in fieldset.fields:
        if field.kind == "link" and field.link == register.key and out.get(field.key) in numbers:
            del out[field.key]
        for part in field.parts:
            if part.kind == "link" and part.link == register.key and isinstance(out.get(field.key), list):
                out[field.key] = [line for line in out[field.key] if line.get(part.key) not in numbers]
    return out


def _joined(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    return [*one, *(value for value in other if value not in one)]


def _problem(key: str, message: str) -> Problem:
    return Problem("take", "取那一条的字段", key, message, "merge.field")
