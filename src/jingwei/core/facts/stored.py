"""Where the values of a row stand: in its data, in a column of its table, or told by another table; as SQL."""

from jingwei.core.facts.dated import DatedFacts, UnknownFact
from jingwei.core.facts.merged_choices import merged_sql
from jingwei.core.facts.row_formulas import formula_sql
from jingwei.core.facts.sql import Sql
from jingwei.core.fields import Field

_NUMBERS = frozenset({"integer", "number"})
_AMOUNTS = frozenset({"amount", "area", "approximate"})
_PLAIN = frozenset({"integer", "number", "yesno"})


class StoredFacts(DatedFacts):
    """What facts say of single values; the rest of them is in facts.py and dated.py."""

    __slots__ = ()

    taken: dict[str, str] | None

    def field(self, key: str) -> Field:
        """The field of that key. Raises UnknownFact."""
        raise NotImplementedError

    def told(self, key: str) -> Sql:
        """The value of a field that another table tells."""
        raise NotImplementedError

    @property
    def entry(self) -> str:
        """What stays the same through all states of a row, as SQL."""
        return f"{self.alias}.entry_id"

    @property
    def key(self) -> Sql:
        """What other rows call a row by, as SQL."""
        field = self.source.key_field
        return self._column(field) or self._piece(f"{self.document(field)}->>'{field}'")

    def json(self, key: str) -> Sql:
        """The value of a field as JSON, as SQL."""
        plain = self.field(key).kind in _PLAIN
        if key in self.source.beside:
            said = self.told(key).text
            return Sql(f"({said})::jsonb" if plain else f"to_jsonb({said})")
        column = self._column(key)
        if column is not None:
            return Sql(f"({column.text})::jsonb" if plain else f"to_jsonb({column.text})")
        return self._piece(f"{self.document(key)}->'{key}'")

    def filled(self, key: str) -> Sql:
        """Whether a field has a value, as SQL."""
        if key in self.source.beside:
            return Sql(f"({self.told(key).text} IS NOT NULL)")
        if self.field(key).formula:
            value = self.number(key)
            return Sql(f"({value.text} IS NOT NULL)", value.values)
        column = self._column(key)
        return Sql(f"({column.text} IS NOT NULL)") if column else self._piece(f"{self.document(key)} ? '{key}'")

    def _number(self, key: str) -> Sql:
        found = self.field(key)
        if found.kind in _NUMBERS:
            column = self._column(key)
            if column is not None:
                return Sql(f"({column.text})::numeric")
            return self._piece(f"({self.document(key)}->>'{key}')::numeric")
        if found.kind in _AMOUNTS:
            return self._piece(f"({self.document(key)}->'{key}'->>'n')::numeric")
        if found.formula:
            return formula_sql(self, found.formula)
        raise UnknownFact(f"台账“{self.source.name}”的“{found.label}”不是数字，不能求和。")

    def _text(self, key: str) -> Sql:
        if key in self.source.beside:
            return self.told(key)
        found = self.field(key)
        return self._column(key) or self._piece(merged_sql(f"{self.document(key)}->>'{key}'", found))

    def _column(self, key: str) -> Sql | None:
        """The value of a field as text, out of the column that holds it; None where it stands in the row's data."""
        column = self.source.columns.get(key)
        return None if column is None else self._piece(f"({column.format(v=self.alias)})::text")

    def day_column(self, key: str) -> Sql | None:
        """The column that holds a date, to be compared as one: an index over it serves; None where there is none."""
        column = self.source.columns.get(key)
        return None if column is None or "." in key else self._piece(column.format(v=self.alias))

    def document(self, key: str) -> str:
        """The JSON in which a field stands, as SQL."""
        return self.source.documents.get(key, "{v}.data").format(v=self.alias)

    def _piece(self, text: str) -> Sql:
        if self.taken is None:
            return Sql(text)
        return Sql(f"{self.alias}.{self.taken.setdefault(text, f'e{len(self.taken)}')}")
