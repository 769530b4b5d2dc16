"""Definitions in force, and what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from jingwei.core.errors import Missing
from jingwei.core.periods import Period
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
    return {row.key: read_row(row) for row in definitions_in_force()}


def load_versions() -> dict[str, tuple[Defined, ...]]:
    """Every version of the definitions in force by key, the oldest first, in one query."""
    found: dict[str, list[Definition]] = {}
    for row in Definition.objects.order_by("key", "version"):
        found.setdefault(row.key, []).append(row)
    return {key: tuple(map(read_row, rows)) for key, rows in found.items() if not rows[-1].retired}


def version_for(versions: Sequence[Defined], period: Period) -> Defined:
    """The version that counts a period: the newest in force at its end, else the one with the earliest day."""
    found = next((one for one in reversed(versions) if one.row.valid_from <= period.end), None)
    return found or min(reversed(versions), key=lambda one: one.row.valid_from)


def newest(versions: Mapping[str, Sequence[Defined]]) -> dict[str, Defined]:
    """The present versions by key."""
    return {key: some[-1] for key, some in versions.items()}


def versions_of(key: str) -> tuple[Defined, ...]:
    """All versions of one definition, also of a retired one, the oldest first. Raises Missing."""
    rows = tuple(map(read_row, Definition.objects.filter(key=key).order_by("version")))
    if not rows:
        raise _missing(key)
    return rows


def definition(key: str, version: int | None = None) -> Defined:
    """One definition, the newest version or the given one. Raises Missing."""
    # A version that was asked for by its number opens also when its import was undone: cells of it may be about.
    rows = (Definition.objects if version is None else Definition.every).filter(key=key).order_by("-version")
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        raise _missing(key)
    return read_row(row)


def present_rows() -> dict[str, Definition]:
    """The newest version of every definition by key, also of those that are retired."""
    return {row.key: row for row in Definition.objects.order_by("key", "-version").distinct("key")}


def last_versions(keys: Iterable[str]) -> dict[str, int]:
    """The highest number that a version of these keys ever had, also one of an undone import."""
    found = Definition.every.filter(key__in=set(keys)).values_list("key").annotate(last=Max("version"))
    return dict(found.values_list("key", "last"))


def named_definitions(keys: Iterable[str]) -> dict[str, Defined]:
    """The newest versions of definitions by key, in one query. Raises Missing."""
    wanted = set(keys)
    rows = Definition.objects.filter(key__in=wanted).order_by("key", "-version").distinct("key")
    found = {row.key: read_row(row) for row in rows}
    for key in sorted(wanted - found.keys()):
        raise _missing(key)
    return found


def _missing(key: str) -> Missing:
    return Missing(f"没有代号为“{key}”的指标。")


def read_row(row: Definition) -> Defined:
    """A stored version with what it says."""
    try:
        return Defined(row, parse(row.key, row.body))
    except DefinitionError as error:
        return Defined(row, Counting("count", ""), error.message)
