"""The engine: many cells at once, one scan per source of facts and day, the same value whoever asks.

It counts under a role of its own within the reader's subdistrict; opening the rows follows the reader's rights.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.core.scope import Reader, Scope, current_scope, open_scope
from jingwei.indicators.breaks import made_of
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.counted_cells import CountedCells
from jingwei.indicators.definitions import Defined, load_versions
from jingwei.indicators.derive import derived, operand_ask, operands_of
from jingwei.indicators.fixed import fixed_cells
from jingwei.indicators.grammar import RANKS
from jingwei.indicators.in_force import InForce
from jingwei.indicators.reported_cells import ReportedCells


def evaluate(
    asks: Iterable[Ask],
    known_at: datetime | None = None,
    *,
    proof: bool = True,
    recount: bool = False,
    restated: bool = False,
    drafts: Mapping[str, Defined] | None = None,
) -> dict[Ask, Cell]:
    """The cell of every ask, as known at a moment (None: now). A cell without a value says why.

    Cells of a locked period are those that were fixed; what was not fixed one by one (a class of rows) is counted as it
    was known when the period was locked. `recount` counts all of them anew. Each period is counted by the version in
    force at its end; `restated` counts all of them anew by the present version (按现口径追溯), and by `drafts` where
    these take its place. Without `proof` the rows behind are counted but not named, for pages that only show values.
    """
    wanted = list(dict.fromkeys(asks))
    outer = current_scope()
    with open_scope(Scope(Reader.ENGINE, outer.subdistrict, outer.actor)):
        versions = load_versions()
        if restated:
            versions = {key: some[-1:] for key, some in versions.items()}
        versions |= {key: (one,) for key, one in (drafts or {}).items()}
        done = _Evaluation(versions, known_at, proof=proof, recount=recount or restated)
        done.run(wanted)
    return {ask: done.cells[ask] for ask in wanted}


class _Evaluation:
    """One evaluation: `cells` fill up with what locks have fixed, then in three passes, counted, reported, derived."""

    def __init__(
        self,
        versions: Mapping[str, Sequence[Defined]],
        known_at: datetime | None,
        *,
        proof: bool,
        recount: bool = False,
        fixed: Mapping[tuple[str, Period], int] | None = None,
    ) -> None:
        self.cells: dict[Ask, Cell] = {}
        self._force = InForce(versions, known_at or timezone.now(), fixed)
        self._known_at = known_at
        self._proof = proof
        self._recount = recount

    def run(self, asks: Sequence[Ask]) -> None:
        self._take_fixed(asks)
        asks = [ask for ask in asks if ask not in self.cells]
        every = self._with_operands(asks)
        self._take_fixed(every[len(asks) :])
        every = [ask for ask in every if ask not in self.cells]
        for ask in every:
            found = self._force.of(ask) if ask.key in self._force.versions else None
            if found is None:
                self.cells[ask] = Cell(ask, ask.key, "", 0, ask.key, 0, "counted", why=f"没有代号为“{ask.key}”的指标")
            elif found.problem:
                self.cells[ask] = self._force.blank(ask, found.problem)
            elif ask.period.start > timezone.localdate():
                self.cells[ask] = self._force.blank(ask, "统计期还没有开始")
        open_ = [ask for ask in every if ask not in self.cells]
        counted = [ask for ask in open_ if self._force.of(ask).kind == "counted"]
        self.cells |= CountedCells(self._force, self._known_at, proof=self._proof).of(counted)
        self.cells |= ReportedCells(self._force, self._known_at).of(open_, self.cells)
        for ask in open_:
            self._derive(ask, ())

    def _take_fixed(self, asks: Sequence[Ask]) -> None:
        """Cells of locked periods, also those that others are made of."""
        if self._known_at is not None or self._recount or not asks:
            return
        fixed = fixed_cells(asks, proof=self._proof)
        self.cells |= fixed.cells
        for moment, rest in fixed.open_at.items():
            then = _Evaluation(self._force.versions, moment, proof=self._proof, fixed=fixed.versions)
            then.run(rest)
            self.cells |= {ask: replace(then.cells[ask], lock=fixed.numbers[ask.period]) for ask in rest}

    def _with_operands(self, asks: Sequence[Ask]) -> list[Ask]:
        """The asks, and those whose cells derived ones are made of."""
        out = dict.fromkeys(asks)
        queue = list(asks)
        while queue:
            ask = queue.pop()
            found = self._force.of(ask) if ask.key in self._force.versions else None
            # A rank is published, not made of the values of what is ranked.
            made_of = () if found is None or found.counting.verb in RANKS else operands_of(found.counting, ask)
            for named in made_of:
                operand = operand_ask(ask, named)
                if operand is not None and operand not in out:
                    out[operand] = None
                    queue.append(operand)
        return list(out)

    def _derive(self, ask: Ask, above: tuple[str, ...]) -> Cell:
        """What is made of other cells, part by part where parts are asked."""
        if ask in self.cells:
            return self.cells[ask]
        if ask.key in above:
            return self._force.blank(ask, f"定义互相引用：{'、'.join(above)}")
        counting = self._force.of(ask).counting
        operands = {}
        for named in operands_of(counting, ask):
            operand = operand_ask(ask, named)
            if operand is None:
                self.cells[ask] = self._force.blank(ask, f"上年没有与{ask.period.name}相应的一期")
                return self.cells[ask]
            operands[named] = self._derive(operand, (*above, ask.key))
        blank = replace(self._force.blank(ask, ""), made_of=made_of(operands))
        self.cells[ask] = derived(counting, blank, operands)
        return self.cells[ask]
