"""Why rows of a sheet stay out, in few lines whatever their number: one for each column and kind of fault."""

from collections.abc import Sequence
from dataclasses import dataclass

from jingwei.core.fields import Problem

_NAMED = 8


@dataclass(frozen=True, slots=True)
class Reason:
    """One fault: the column, what is wrong in the first of its rows, how many rows, and the numbers of the first."""

    label: str
    message: str
    rows: int
    first: tuple[int, ...]

    @property
    def where(self) -> str:
        """The rows in words."""
        named = "、".join(map(str, self.first))
        return f"{self.rows}行：第{named}行" + ("等" if self.rows > len(self.first) else "")


def reasons_of(problems: Sequence[Problem]) -> list[Reason]:
    """The faults that keep rows out, those of most rows first."""
    rows: dict[tuple[str, str], dict[int, None]] = {}
    said: dict[tuple[str, str], str] = {}
    for problem in problems:
        if problem.severity == "error" and problem.row:
            kind = (problem.label, problem.code)
            rows.setdefault(kind, {})[problem.row] = None
            said.setdefault(kind, problem.message)
    found = [Reason(kind[0], said[kind], len(at), tuple(list(at)[:_NAMED])) for kind, at in rows.items()]
    return sorted(found, key=lambda one: -one.rows)
