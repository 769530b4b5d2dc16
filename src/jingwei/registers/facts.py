"""What the indicator engine may count in ledgers: one declaration per register, made from its fields.

From it come the filters of lists, the SQL of the engine and the drill-down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.core.fields import Field, FieldSet
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register

_NUMBERS = frozenset({"integer", "number"})
_AMOUNTS = frozenset({"amount", "area"})


class UnknownFact(JingweiError):
    """A definition names something the ledgers do not have."""

    code = "fact.unknown"
    status = 422


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL over versions under the alias v, with its parameters."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"{self.text} AND {other.text}", (*self.values, *other.values))


ALWAYS = Sql("TRUE")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one register."""

    register: Register
    fieldset: FieldSet

    def field(self, key: str) -> Field:
        """The field of that key. Raises UnknownFact."""
        found = self.fieldset.by_key.get(key)
        if found is None or found.personal:
            raise UnknownFact(f"台账“{self.register.name}”没有可用于计数的字段“{key}”。")
        return found

    def number(self, key: str) -> Sql:
        """The numeric value of a field, as SQL. Raises UnknownFact for a field that is no number."""
        field = self.field(key)
        if field.kind in _NUMBERS:
            return Sql(f"(v.data->>'{key}')::numeric")
        if field.kind in _AMOUNTS:
            return Sql(f"(v.data->'{key}'->>'n')::numeric")
        raise UnknownFact(f"台账“{self.register.name}”的“{field.label}”不是数字，不能求和。")

    def text(self, key: str) -> Sql:
        """The value of a field as text, as SQL."""
        self.field(key)
        return Sql(f"v.data->>'{key}'")

    def where(self, conditions: Mapping[str, Any]) -> Sql:
        """All conditions together: field → value, list of values, or {min, max}; dates as ISO text."""
        out = ALWAYS
        for key, wanted in conditions.items():
            out = out & self._condition(self.field(key), wanted)
        return out

    def within(self, key: str, start: date, end: date) -> Sql:
        """The date field lies in the days from `start` to `end`, both included."""
        field = self.field(key)
        if field.kind != "date":
            raise UnknownFact(f"台账“{self.register.name}”的“{field.label}”不是日期。")
        return Sql(f"v.data->>'{key}' BETWEEN %s AND %s", (start.isoformat(), end.isoformat()))

    def _condition(self, field: Field, wanted: Any) -> Sql:
        key = field.key
        if isinstance(wanted, Mapping):
            return self._range(field, wanted)
        if isinstance(wanted, bool):
            return Sql(f"v.data->'{key}' = 'true'") if wanted else Sql(f"v.data->'{key}' IS DISTINCT FROM 'true'")
        if wanted is None:
            return Sql(f"NOT v.data ? '{key}'")
        values = [
            str(value)
            for value in (wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted])
        ]
        if field.kind == "choices":
            return Sql(f"v.data->'{key}' ?| %s", (values,))
        return Sql(f"v.data->>'{key}' = ANY(%s)", (values,))

    def _range(self, field: Field, wanted: Mapping[str, Any]) -> Sql:
        dated = field.kind == "date"
        value = self.text(field.key) if dated else self.number(field.key)
        out = ALWAYS
        for word, sign in (("min", ">="), ("max", "<="), ("over", ">"), ("under", "<")):
            if word in wanted:
                bound = str(wanted[word]) if dated else Decimal(str(wanted[word]))
                out = out & Sql(f"{value.text} {sign} %s", (bound,))
        return out


def facts_of(register: Register) -> Facts:
    """The facts of one register."""
    return Facts(register, fieldset_of(register))


def all_facts() -> dict[str, Facts]:
    """The facts of all registers by key, in one query."""
    return {register.key: facts_of(register) for register in Register.objects.all()}
