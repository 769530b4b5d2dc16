"""A piece of SQL with its parameters, in the order they stand in the text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL over versions, with its parameters."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(f"{self.text} AND {other.text}", (*self.values, *other.values))


ALWAYS = Sql("TRUE")


def either(pieces: Iterable[Sql]) -> Sql:
    """At least one of the pieces holds; of none, nothing does."""
    found = list(pieces)
    if not found:
        return Sql("FALSE")
    return Sql("(" + " OR ".join(f"({piece.text})" for piece in found) + ")", _values(found))


def negated(piece: Sql) -> Sql:
    """The piece does not hold, or cannot be said to."""
    return Sql(f"(({piece.text}) IS NOT TRUE)", piece.values)


def _values(pieces: Iterable[Sql]) -> tuple[Any, ...]:
    return tuple(value for piece in pieces for value in piece.values)
