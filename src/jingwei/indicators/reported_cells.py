"""Cells as they were reported: values, ranks and growth that came from outside, with supplier and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.grammar import RANKS, ROUNDS
from jingwei.indicators.in_force import InForce
from jingwei.indicators.ranks import ONLY_WHOLE, published_rank, round_cells, statistic_of, whole
from jingwei.indicators.reported import Given, Series, reported_values


class ReportedCells:
    """Reads what was reported, as known at a moment (None: now)."""

    def __init__(self, force: InForce, known_at: datetime | None) -> None:
        self._force = force
        self._known_at = known_at

    def of(self, asks: Sequence[Ask], counted: Mapping[Ask, Cell]) -> dict[Ask, Cell]:
        """The cells of those asks that were reported; and for what could not be counted in the first year, what was
        confirmed from last year's report (a counted number is never replaced)."""
        cells: dict[Ask, Cell] = {}
        series: dict[Ask, Series] = {}
        for ask in asks:
            found = self._force.of(ask)
            if found.counting.verb in RANKS:
                if found.counting.verb == "rank":
                    series[ask] = Series(statistic_of(found.counting, self._force.newest), ask.period)
            elif found.kind == "reported":
                series[ask] = Series(
                    found.counting.source, ask.period, found.counting.flow or "cumulative", found.row.unit
                )
            elif ask.place is None and not ask.part and (ask not in counted or counted[ask].value is None):
                # What stands at the end of a period is known by its last month too.
                series[ask] = Series(
                    ask.key, ask.period, "cumulative" if found.counting.at else "stock", found.row.unit
                )
        values = reported_values(series.values(), self._known_at)
        for ask, wanted in series.items():
            given = values[wanted]
            if self._force.of(ask).counting.verb == "rank":
                cells[ask] = published_rank(self._force.blank(ask, ""), given)
            elif self._force.of(ask).kind == "reported":
                cells[ask] = self._reported(ask, given)
            elif given.value is not None or given.growth is not None:
                cells[ask] = replace(self._given(ask, given), kind="reported")

        rounds = {ask: counting for ask in asks if (counting := self._force.of(ask).counting).verb in ROUNDS}
        return cells | round_cells(rounds, self._force.newest, self._force.blank, self._known_at)

    def _reported(self, ask: Ask, given: Given) -> Cell:
        if not whole(ask):
            return self._force.blank(ask, ONLY_WHOLE)
        cell = self._given(ask, given)
        return replace(cell, why=cell.why or "外部报来的数没有分项") if ask.by else cell

    def _given(self, ask: Ask, given: Given) -> Cell:
        blank = self._force.blank(ask, given.why)
        return replace(
            blank,
            value=given.value,
            unit=given.unit or blank.unit,
            growth=given.growth,
            published=given.published,
            approx=given.approx,
            stage=given.stage,
            supplier=given.supplier,
            paper=given.paper,
        )
