"""Definitions in force, and how packs bring them in."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jingwei.core.errors import Missing
from jingwei.indicators.grammar import Counting, parse
from jingwei.indicators.models import Definition


@dataclass(frozen=True)
class Defined:
    """A definition in force with what it says."""

    row: Definition
    counting: Counting


def definitions_in_force(on: date | None = None) -> QuerySet[Definition]:
    """The newest version of every definition that is not retired (on a day: that was in force then)."""
    known = Definition.objects.filter(retired=False)
    if on is not None:
        known = known.filter(valid_from__lte=on)
    return known.order_by("key", "-version").distinct("key")


def load_definitions() -> dict[str, Defined]:
    """All definitions in force by key, in one query."""
    return {row.key: Defined(row, parse(row.key, row.body)) for row in definitions_in_force()}


def definition(key: str) -> Defined:
    """One definition. Raises Missing."""
    row = Definition.objects.filter(key=key, retired=False).order_by("-version").first()
    if row is None:
        raise Missing(f"没有代号为“{key}”的指标。")
    return Defined(row, parse(row.key, row.body))
