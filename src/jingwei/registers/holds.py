"""Conditions as data (core/facts/conditions.py) on the rows of a query of Django's."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, F, Func

from jingwei.core.facts.conditions import met
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.sql import Sql


class OnData(Func):
    """A piece of SQL over the data of the row under the facts' alias, whatever the query calls its table."""

    def __init__(self, facts: Facts, piece: Sql, output_field: Any) -> None:
        super().__init__(F("data"), output_field=output_field)
        self._alias, self._piece = facts.alias, piece

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes two of them equal; by itself Django would compare the facts, which know all other ledgers."""
        return (type(self), self._piece.text, repr(self._piece.values), *self.get_source_expressions())

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """The piece over a row of its own that holds nothing but the data."""
        data, given = compiler.compile(self.source_expressions[0])
        text = f"(SELECT {self._piece.text} FROM (SELECT {data} AS data) {self._alias})"  # noqa: S608
        return text, (*self._piece.values, *given)


class Holds(OnData):
    """Whether conditions hold of a row, to filter by. Raises UnknownFact."""

    def __init__(self, facts: Facts, conditions: Mapping[str, Any]) -> None:
        super().__init__(facts, met(facts, conditions), BooleanField())
