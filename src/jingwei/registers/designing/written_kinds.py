"""Kinds that are written out by hand: the lines of a field as 名称=类型, a formula with the names of the fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jingwei.core.fields import KINDS, Choice, Field, FieldSetError
from jingwei.core.fields.parts_kind import DATED_KINDS, PART_KINDS

WRITTEN = frozenset({"parts", "formula"})
_BEGINS = re.compile(r"^(?:起|自|开始|生效|授予|认定)")
_ENDS = re.compile(r"^(?:止|至|截止|结束|失效|到期)")
_SIGNS = str.maketrans("＋－×÷（）", "+-*/()")


def parts_written(field: Field) -> str:
    """称号=单选：高企、瞪羚, one line for each."""
    return "\n".join(f"{part.label}={PART_KINDS[part.kind].label}{_choices_written(part)}" for part in field.parts)


def _choices_written(part: Field) -> str:
    offered = "、".join(choice.label for choice in part.choices if choice.offered)
    return f"：{offered}" if offered else ""


def read_parts(field: Field, text: str) -> Field:
    """The field with the lines that the text asks for; those known by their name stay as they are."""
    known = {part.label: part for part in field.parts}
    kinds = {kind.label: key for key, kind in PART_KINDS.items()}
    taken = {part.key for part in field.parts}
    parts = []
    for line in text.splitlines():
        label, _, rest = line.replace("＝", "=").partition("=")
        said, _, choices = rest.replace(":", "：").partition("：")
        label, said = label.strip()[:40], said.strip()
        if not label:
            continue
        if label in known:
            parts.append(known[label])
            continue
        kind = kinds.get(said or KINDS["text"].label)
        if kind is None or kind == "link":
            fit = "、".join(name for name, key in kinds.items() if key != "link")
            raise FieldSetError(f"多行明细“{field.label}”里“{label}”的类型“{said}”不认识，可用的有：{fit}")
        key = _key(label, kind, taken)
        taken.add(key)
        words = [word.strip() for word in choices.split("、") if word.strip()]
        offered = tuple(Choice(f"c{number}", word) for number, word in enumerate(words, 1))
        parts.append(Field(key, label, kind, required=not parts, choices=offered))
    return replace(field, parts=tuple(parts))


def _key(label: str, kind: str, taken: set[str]) -> str:
    """Dates that say from when and until when a line holds have names of their own."""
    if kind in DATED_KINDS:
        for key, words in (("from", _BEGINS), ("to", _ENDS)):
            if words.search(label) and key not in taken:
                return key
    return next(f"p{number}" for number in range(1, 400) if f"p{number}" not in taken)


def formula_written(field: Field, fields: Sequence[Field]) -> str:
    """The formula with the names of the fields in place of their keys."""
    labels = {one.key: one.label for one in fields}
    return re.sub(r"[a-z][a-z0-9_]*", lambda found: labels.get(found[0], found[0]), field.formula)


def read_formula(field: Field, text: str, fields: Sequence[Field]) -> Field:
    """The field with the formula that the text writes with the names of the fields."""
    said = text.strip().translate(_SIGNS)
    for one in sorted(fields, key=lambda one: -len(one.label)):
        if one.label.strip() and one.key != field.key:
            said = said.replace(one.label, one.key)
    return replace(field, formula=said)
