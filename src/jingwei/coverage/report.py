"""The figures of a street's report as a report of the office: each opens in the desk to its card and rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item
from jingwei.core.errors import Refused
from jingwei.core.facts.facts import Facts, all_facts
from jingwei.core.fields import KINDS
from jingwei.core.periods import Period
from jingwei.core.scope import SYSTEM
from jingwei.coverage.indicators import Found
from jingwei.coverage.systems import MODULES, Systems
from jingwei.indicators.cells import Cell
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.pages.shown import decimals_of
from jingwei.reports.resolving import value_of
from jingwei.reports.stored import keep, occasion_of
from jingwei.reports.writing.composed import MISSING, Block, Composed, Figure, Run
from jingwei.reports.writing.occasion import Occasion
from jingwei.reports.writing.printing import print_value


class KeepFigures(Action):
    """Keep the figures of a street's report as a report, grouped by the module that owns their records."""

    name = "coverage.keep_figures"
    label = "列出报告的各个数"
    idempotent_result = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only who opens a described street."""
        if act.actor != SYSTEM:
            raise Refused("测算街道只由演示程序录入。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {report}. The context gives `number`, `period`, `found`, `systems` and the codes of `places`."""
        period: Period = act.context["period"]
        occasion = occasion_of(act.scope.subdistrict, period, timezone.localdate())
        writer = _Writer(occasion, act.context["systems"], act.context["number"], act.context["places"])
        composed = writer.composed(act.context["found"])
        return {"report": str(keep(composed, timezone.now(), "系统").pk)}


@dataclass(slots=True)
class _Writer:
    occasion: Occasion
    systems: Systems
    number: int
    places: Mapping[Any, str]
    facts: Mapping[str, Facts] = field(default_factory=all_facts)
    figures: list[Figure] = field(default_factory=list)

    def composed(self, found: Found) -> Composed:
        """A heading for each module, a line for each figure in the order of the report."""
        modules: dict[str, list[int]] = defaultdict(list)
        for number in sorted({*found.cells, *found.whys}):
            modules[self.systems.module[f"{self.number}:{number}"]].append(number)
        title = f"{self.occasion.street}{self.occasion.period.name}报告的各个数"
        blocks = [Block("title", (Run(title),))]
        for key, word in MODULES.items():
            if key in modules:
                blocks.append(Block("heading1", (Run(f"{word}（{len(modules[key])}个）"),)))
                blocks += (Block("body", tuple(self._line(number, found))) for number in modules[key])
        return Composed("coverage", 1, self.occasion, title, tuple(blocks), tuple(self.figures))

    def _line(self, number: int, found: Found) -> Iterator[Run]:
        cell = found.cells.get(number)
        if cell is None:
            yield Run(f"第{number}个数　没有取数：{found.whys[number]}。")
            return
        when = "" if cell.ask.period == self.occasion.period else f"（{cell.ask.period.name}）"
        yield Run(f"第{number}个数　{cell.name}{self._part(cell)}{when}：")
        yield Run(self._figure(cell, found.operands[number]), len(self.figures))
        yield Run("。")

    def _figure(self, cell: Cell, operands: Sequence[Cell]) -> str:
        """Enter the figure; a derived one rests on the figures that it is made of."""
        cells = [cell, *operands] if cell.kind == "derived" else [cell]
        sources = tuple(value_of(one, self.places.get(one.ask.place, self.occasion.place)) for one in cells)
        printed = MISSING + cell.unit
        if cell.value is not None:
            printed = print_value(cell.value, cell.unit, decimals=decimals_of(cell)).text
        self.figures.append(
            Figure(
                len(self.figures) + 1, cell.definition, "level", f"{{{{{cell.definition}}}}}", printed, cell.value,
                cell.unit, sources, cell.why,
            )
        )  # fmt: skip
        return printed

    def _part(self, cell: Cell) -> str:
        """Which class of the rows, as the ledger calls it."""
        if not cell.ask.part:
            return ""
        facts = self.facts[load_definitions()[cell.definition].counting.source]
        one = facts.source.fieldset.by_key[cell.ask.by]
        return f"（{KINDS[one.kind].display(cell.ask.part, one)}）"
