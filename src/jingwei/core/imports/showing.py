"""Rows and values of an import in the words of the office."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jingwei.core.history import labels_of
from jingwei.core.imports.traces import Trace
from jingwei.core.records import Record

_HIDDEN = frozenset({"withdrawn_at"})
_FOREVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Written:
    """A table that an import writes: its rows as an office calls them (人员) and each by its name.

    `reads` are the links that a name needs, `silent` columns made from others, `loose` columns that the list does not
    keep, `words` what stored values of a column are called. `unkept` are columns whose values the history leaves out,
    with the words for before and after.
    """

    model: type[Record]
    noun: str
    name: Callable[[Any], str]
    reads: tuple[str, ...] = ()
    silent: Collection[str] = ()
    loose: Collection[str] = ()
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    unkept: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table

    def label(self, column: str) -> str:
        """The word a person knows a column by."""
        return labels_of(self.model).get(column, column)

    def shows(self, column: str) -> bool:
        """Whether a reader need see a column."""
        return column not in self.silent and column not in _HIDDEN

    def ordered(self, columns: Iterable[str]) -> list[str]:
        """Columns in the order of the table."""
        wanted = set(columns)
        return [field.column for field in self.model._meta.concrete_fields if field.column in wanted]

    def links(self) -> dict[str, type[Record]]:
        """Column → the table whose rows it names."""
        fields = self.model._meta.concrete_fields
        return {one.column: one.related_model for one in fields if one.is_relation}  # type: ignore[misc]


class Words:
    """Values in words; what they name is looked up once for all of them, one query per table named."""

    def __init__(self, written: Written, traces: Sequence[Trace]) -> None:
        self._written = written
        self._names: dict[str, dict[str, str]] = {}
        for column, linked in written.links().items():
            model: Any = linked
            if not written.shows(column):
                continue
            named = {
                values[column] for trace in traces for values in (trace.before or {}, trace.after) if column in values
            }
            keys = [UUID(key) for key in named if key]
            found = model._base_manager.filter(pk__in=keys).values_list("pk", "name") if keys else ()
            self._names[column] = {str(pk): name for pk, name in found}

    def __call__(self, column: str, value: Any) -> str:
        """A value as a page shows it."""
        if value is None or value in ("", []):
            return "—"
        if column in self._names:
            return self._names[column].get(str(value), "—")
        if column in self._written.words:
            return self._written.words[column](value)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(str(one.get("name", one)) if isinstance(one, dict) else str(one) for one in value)
        return "长期" if value == _FOREVER else str(value)

    def all(self, values: Mapping[str, Any], name: str) -> str:
        """What is filled in of a row beside its name, in the order of its columns."""
        said = re.split("[（）：]", name)
        shown = [
            (self._written.label(column), self(column, values[column]))
            for column in self._written.ordered(values)
            if self._written.shows(column) and values[column] not in (None, "", [], False, 0)
        ]
        return "；".join(f"{label}：{value}" for label, value in shown if value not in said)


def some(names: Sequence[str], most: int = 3) -> str:
    """The first names, each once, and 等 where there are more."""
    each = list(dict.fromkeys(names))
    return "、".join(each[:most]) + ("等" if len(each) > most else "")
