"""A ledger as it is proposed: what the clerk sees, changes and agrees to, kept as JSON until the ledger is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.registers.numbering import AUTO, AUTO_FIELD

FACETS = frozenset({"choice", "choices", "yesno"})


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column of the sheet and the field it becomes.

    `head` is the words over it, as decisions about it are kept. `why` says in a few words what the proposal rests on,
    `sure` whether it needs no second look. `refused` is the sentence of a column that may not be kept. `part` is set
    for the two columns of a point.
    """

    index: int
    head: str
    key: str
    label: str
    kind: str = "text"
    take: bool = True
    unit: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    personal: str = ""
    link: str = ""
    part: str = ""
    why: str = ""
    sure: bool = True
    refused: str = ""

    @property
    def taken(self) -> bool:
        """Whether it becomes a field of its own; the second column of a point goes with the first."""
        return self.take and not self.refused and self.part != "lat"

    def field(self) -> Field:
        """The field of the ledger."""
        return Field(
            key=self.key,
            label=self.label.strip(),
            kind=self.kind,
            required=self.required,
            choices=tuple(Choice(f"c{n}", text) for n, text in enumerate(self.choices, 1)),
            unit=self.unit or None,
            personal=self.personal or None,
            link=self.link or None if self.kind == "link" else None,
            facet=self.kind in FACETS,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed ledger. `head_rows` are first and last row of the head in the sheet, 1-based."""

    head_rows: tuple[int, int]
    name: str
    noun: str
    unit: str
    columns: tuple[ColumnPlan, ...]
    key_field: str = AUTO
    title_field: str = ""
    place_field: str = ""
    department_key: str = ""
    purpose: str = ""
    basis: str = ""
    keep_until: str = ""
    likes: str = ""
    notes: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields, in the order of the columns; a number of our own first where no column tells rows apart."""
        own = tuple(self._marked(column.field()) for column in self.columns if column.taken)
        if self.key_field != AUTO:
            return own
        label = "编号" if all(one.label != "编号" for one in own) else "登记编号"
        return (replace(AUTO_FIELD, label=label), *own)

    def _marked(self, one: Field) -> Field:
        """The field, and whether it tells on which day what a row speaks of happened."""
        return replace(one, happened=True, required=True) if one.key == self.happened else one

    @property
    def happened(self) -> str:
        """The key of the date on which what a row speaks of happened; "" where rows are objects."""
        said = str(self.more.get("happened", ""))
        return said if any(one.taken and one.key == said and one.kind == "date" for one in self.columns) else ""

    def fieldset(self, key: str) -> FieldSet:
        """The declaration. Raises FieldSetError with a sentence for the clerk."""
        return FieldSet(key, 1, self.fields)

    @property
    def mapping(self) -> dict[str, str | None]:
        """Head → key of the field, None for a column that is left out."""
        return {
            column.head: column.key if column.taken else None
            for column in self.columns
            if not column.part and not column.refused
        }

    @property
    def personal(self) -> tuple[str, ...]:
        """Labels of the fields that hold personal data."""
        return tuple(one.label for one in self.fields if one.personal)

    @property
    def reading_key(self) -> str:
        """The same for two plans under which a sheet reads the same: names and notes change nothing of that."""
        columns = [asdict(replace(column, label="", why="", sure=True)) for column in self.columns]
        told = [columns, self.head_rows, self.key_field, self.place_field, self.happened]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def column(self, key: str) -> ColumnPlan | None:
        """The column that becomes the field `key`."""
        return next((column for column in self.columns if column.taken and column.key == key), None)

    def dump(self) -> dict[str, Any]:
        """As JSON data."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Plan:
        """Back from `dump`."""
        names = {part.name for part in fields(cls)}
        values = {name: value for name, value in data.items() if name in names}
        columns = tuple(_column(one) for one in data["columns"])
        head_rows = tuple(data["head_rows"])
        return cls(**{**values, "columns": columns, "head_rows": head_rows, "notes": tuple(data.get("notes", ()))})


def _column(data: Mapping[str, Any]) -> ColumnPlan:
    names = {part.name for part in fields(ColumnPlan)}
    values = {name: value for name, value in data.items() if name in names}
    return ColumnPlan(**{**values, "choices": tuple(values.get("choices", ()))})


def keys_in(columns: Sequence[ColumnPlan]) -> set[str]:
    """The keys of the columns that become fields."""
    return {column.key for column in columns if column.taken}
