"""What stands on too few firms is told to nobody: a single firm is never shown (Statistics Law 9, systems I5).

A field of a ledger says with `fewest` how many different values must stand behind a figure. The rule does not look at
who asks, so a number still never depends on its reader; who may open the ledger's rows opens them there. Among parts
that are told together, no part can be worked out from the others: where one is withheld, more are, until they are
enough together. Single places and classes are therefore not told on their own, and communities are the finest parts.

Nor can it be worked out over time: January to November less January to October is November. A month behind which too
few stand is told only together with the next one that is not so, and no period begins or ends between the two
(`cuts`). Whatever is subtracted from whatever, what is left has enough of them, or nothing at all. It goes from January
on, so that what was told once is not taken back when later months come. Therefore such figures are told by the date
they are for, in whole months of one year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from jingwei.core.facts.facts import Facts
from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell, Part
from jingwei.indicators.grammar import Counting
from jingwei.indicators.row_ids import NO_ROWS
from jingwei.indicators.scan import Counted, Wanted

K = TypeVar("K")
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

    def months(self, want: Wanted) -> list[Wanted]:
        """The same count for every month from January to the period's last."""
        end = want.period.end
        behind = self.beside(want)
        return [replace(behind, period=Period.months(end.year, month, month)) for month in range(1, end.month + 1)]

    def refusal(self, ask: Ask, facts: Facts, counting: Counting) -> str:
        """Why a figure is not told at all, however many stand behind it; empty where it may be."""
        if counting.verb in ("lowest", "highest"):
            return "企业自报的数中最大、最小的一个就是单个企业的数，不显示"
        if not counting.at or not ask.period.month_count:
            return "企业自报的数只按所属月份给出一个月或几个月的，不给出一天、一周或某一时点的"
        if ask.place is not None or ask.part:
            return "企业自报的数不单独给出一个社区或一类的，请看全街道的数和分列表"
        if ask.by and ask.by != _LEVEL and ask.by not in facts.source.fieldset.by_key:
            return "企业自报的数只分到社区"
        return ""

    def told(self, cell: Cell, behind: Counted, months: Sequence[Counted]) -> Cell:
        """The cell, without its value where too few stand behind it, or behind what it differs by from others."""
        return cell if self._enough(cell.ask.period, behind, months) else self._withheld(cell)

    def parts(
        self, parts: tuple[Part, ...], behind: Mapping[str, Counted], months: Mapping[str, Sequence[Counted]]
    ) -> tuple[Part, ...]:
        """The parts, with those withheld that have too few, and as many others as keep these from being worked out."""
        many = {part.code: _many(behind[part.code]) if part.code in behind else 0 for part in parts}
        hidden = {
            part.code
            for part in parts
            if many[part.code] and not self._enough(part.cell.ask.period, behind[part.code], months.get(part.code, ()))
        }
        others = sorted((number, code) for code, number in many.items() if number and code not in hidden)
        while hidden and others and (len(hidden) < 2 or sum(many[code] for code in hidden) < self.fewest):
            hidden.add(others.pop(0)[1])
        return tuple(replace(part, cell=self._withheld(part.cell)) if part.code in hidden else part for part in parts)

    def _enough(self, period: Period, behind: Counted, months: Sequence[Counted]) -> bool:
        if 0 < _many(behind) < self.fewest:
            return False
        allowed = cuts([_many(one) for one in months], self.fewest)
        return not months or (period.start.month - 1 in allowed and period.end.month in allowed)

    def _withheld(self, cell: Cell) -> Cell:
        why = f"不足{self.fewest}家企业（或能推算出个别企业），不显示"
        return replace(
            cell, value=None, numerator=None, denominator=None, rows=None, row_ids=NO_ROWS, digest=None, why=why
        )


def counted_beside(guard: Guard | None, wants: Mapping[K, Wanted]) -> tuple[list[Wanted], dict[K, range]]:
    """What is counted beside guarded counts: behind each, in their order, then its months; and where those will stand
    in the scan."""
    if guard is None:
        return [], {}
    out, months = [guard.beside(want) for want in wants.values()], {}
    for key, want in wants.items():
        first = len(wants) + len(out)
        out += guard.months(want)
        months[key] = range(first, len(wants) + len(out))
    return out, months


def cuts(months: Sequence[int], fewest: int) -> frozenset[int]:
    """After which months (0: before January) a period may begin or end, where so many stand behind each month.

    Between two cuts stand at least `fewest`, or nobody: there lies a month of its own with as many, or none with any.
    """
    out, pending = {0}, False
    for month, many in enumerate(months, start=1):
        if many:
            pending = many < fewest
        if not pending:
            out.add(month)
    return frozenset(out)


def _many(behind: Counted) -> int:
    return int(behind.value or 0)
