"""Versioned fields as data: one declaration for ledger, form, sheet and API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jingwei.core.fields.declaration import check_field_set, dump_field, load_field
from jingwei.core.fields.errors import FieldSetError
from jingwei.core.fields.field import Field
from jingwei.core.fields.kinds import KINDS
from jingwei.core.fields.problems import Problem, Wrong


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What `FieldSet.clean` made of raw values: stored values by key (empty ones absent) and what is wrong."""

    values: dict[str, Any]
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether nothing hinders storing the values; warnings do not."""
        return all(problem.severity == "warn" for problem in self.problems)


@dataclass(frozen=True)
class FieldSet:
    """Fields of one declaration; a changed declaration is a new `version` under the same `key`.

    Raises:
        FieldSetError: the declaration contradicts itself or asks for what may not be kept.
    """

    key: str
    version: int
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        check_field_set(self.key, self.version, self.fields)

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by their keys."""
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> Field:
        """The field with this key. Raises KeyError."""
        return self.by_key[key]

    def dump(self) -> dict[str, Any]:
        """The declaration as JSON data; what equals the default is left out."""
        return {"key": self.key, "version": self.version, "fields": [dump_field(field) for field in self.fields]}

    @classmethod
    def load(cls, data: Any) -> FieldSet:
        """The declaration read back from `dump`, a pack or the designer. Raises FieldSetError."""
        if not isinstance(data, Mapping) or not isinstance(data.get("fields"), (list, tuple)):
            raise FieldSetError("字段定义应包含 key、version 和 fields 三项")
        unknown = set(data) - {"key", "version", "fields"}
        if unknown:
            raise FieldSetError(f"字段定义里有不认识的项：{'、'.join(sorted(map(str, unknown)))}")
        return cls(data.get("key", ""), data.get("version", 1), tuple(load_field(part) for part in data["fields"]))

    def clean(self, values: Mapping[str, Any], *, partial: bool = False) -> Cleaned:
        """Raw values by key as stored values, with everything that is wrong with them.

        With `partial` (a change of some fields) a required field may be absent, but not emptied.
        """
        cleaned: dict[str, Any] = {}
        problems: list[Problem] = []
        for field in self.fields:
            if partial and field.key not in values:
                continue
            raw = values.get(field.key)
            try:
                stored = KINDS[field.kind].parse(raw, field)
            except Wrong as wrong:
                problems.append(Problem.of(field, raw, wrong))
                stored = wrong.kept
            if stored is not None:
                cleaned[field.key] = stored
        for key in values:
            if key not in self.by_key:
                problems.append(Problem(None, str(key)[:60], "", "没有这个字段，请核对字段名", "field.unknown"))
        return Cleaned(cleaned, problems)

    def describe(self, values: Mapping[str, Any], *, masked: bool = False) -> list[tuple[Field, str]]:
        """Every field with its stored value as the screen shows it ("" when empty), in the order of the fields."""
        return [
            (field, KINDS[field.kind].display(values.get(field.key), field, masked=masked)) for field in self.fields
        ]
