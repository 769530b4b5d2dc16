"""What stands on too few firms is told to nobody: a single firm is never shown (Statistics Law 9, systems I5).

A field of a ledger says with `fewest` how many different values must stand behind a figure. The rule does not look at
who asks, so a number still never depends on its reader; who may open the ledger's rows opens them there. Among parts
that are told together, no part can be worked out from the others: where one is withheld, more are, until they are
enough together. Single places and classes are therefore not told on their own, and communities are the finest parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jingwei.core.facts.facts import Facts
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.grammar import Counting
from jingwei.indicators.row_ids import NO_ROWS
from jingwei.indicators.scan import Counted, Wanted

_LEVEL = "community"


@dataclass(frozen=True, slots=True)
class Guard:
    """The field whose different values are counted behind every figure of a ledger, and how few are too few."""

    source: str
    field: str
    label: str
    fewest: int

    @classmethod
    def of(cls, facts: Facts) -> "Guard | None":
        """The guard of a ledger, if it has one."""
        found = next((field for field in facts.source.fieldset.fields if field.fewest), None)
        if found is None:
            return None
        return cls(facts.source.key, found.key, found.label, found.fewest)

    def beside(self, want: Wanted) -> Wanted:
        """The count of what stands behind a wanted figure."""
        counting = want.counting
        behind = Counting("distinct", self.source, self.field, counting.where, counting.of, counting.at, counting.until)
        return replace(want, counting=behind)

    def refusal(self, ask: Ask, facts: Facts, counting: Counting) -> str:
        """Why a figure is not told at all, however many stand behind it; empty where it may be."""
        if counting.verb in ("lowest", "highest"):
            return "企业自报的数中最大、最小的一个就是单个企业的数，不显示"
        if ask.place is not None or ask.part:
            return "企业自报的数不单独给出一个社区或一类的，请看全街道的数和分列表"
        if ask.by and ask.by != _LEVEL and ask.by not in facts.source.fieldset.by_key:
            return "企业自报的数只分到社区"
        return ""

    def told(self, cell: Cell, behind: Counted) -> Cell:
        """The cell, without its value where too few stand behind it."""
        return self._withheld(cell) if 0 < _many(behind) < self.fewest else cell

    def parts(self, parts: tuple[Part, ...], behind: Mapping[str, Counted]) -> tuple[Part, ...]:
        """The parts, with those withheld that have too few, and as many others as keep these from being worked out."""
        many = {part.code: _many(behind[part.code]) if part.code in behind else 0 for part in parts}
        hidden = {code for code, number in many.items() if 0 < number < self.fewest}
        others = sorted((number, code) for code, number in many.items() if number >= self.fewest)
        while hidden and others and (len(hidden) < 2 or sum(many[code] for code in hidden) < self.fewest):
            hidden.add(others.pop(0)[1])
        return tuple(replace(part, cell=self._withheld(part.cell)) if part.code in hidden else part for part in parts)

    def _withheld(self, cell: Cell) -> Cell:
        why = f"不足{self.fewest}家企业（或能推算出个别企业），不显示"
        return replace(
            cell, value=None, numerator=None, denominator=None, rows=None, row_ids=NO_ROWS, digest=None, why=why
        )


def _many(behind: Counted) -> int:
    return int(behind.value or 0)
