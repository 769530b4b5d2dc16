"""Definitions in force, and what they say."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from jingwei.core.errors import Missing
from jingwei.indicators.cells import Kind
from jingwei.indicators.clauses import DefinitionError
from jingwei.indicators.grammar import Counting, parse
from jingwei.indicators.models import Definition


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition with what it says; `problem` is the sentence of one that says nothing countable."""

    row: Definition
    counting: Counting
    problem: str = ""

    @property
    def kind(self) -> Kind:
        """Counted from records, derived from other indicators, or reported from outside."""
        return self.counting.kind


def definitions_in_force() -> QuerySet[Definition]:
    """The newest version of every definition, without those that are retired."""
    newest = Definition.objects.order_by("key", "-version").distinct("key").values("pk")
    return Definition.objects.filter(pk__in=newest, retired=False).order_by("key")


def load_definitions() -> dict[str, Defined]:
    """All definitions in force by key, in one query."""
    return {row.key: read_definition(row) for row in definitions_in_force()}


def definition(key: str, version: int | None = None) -> Defined:
    """One definition, the newest version or the given one. Raises Missing."""
    rows = Definition.objects.filter(key=key).order_by("-version")
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        raise _missing(key)
    return read_definition(row)


def named_definitions(keys: Iterable[str]) -> dict[str, Defined]:
    """The newest versions of definitions by key, in one query. Raises Missing."""
    wanted = set(keys)
    rows = Definition.objects.filter(key__in=wanted).order_by("key", "-version").distinct("key")
    found = {row.key: read_definition(row) for row in rows}
    for key in sorted(wanted - found.keys()):
        raise _missing(key)
    return found


def _missing(key: str) -> Missing:
    return Missing(f"没有代号为“{key}”的指标。")


def read_definition(row: Definition) -> Defined:
    """What a stored version says."""
    try:
        return Defined(row, parse(row.key, row.body))
    except DefinitionError as error:
        return Defined(row, Counting("count", ""), error.message)
