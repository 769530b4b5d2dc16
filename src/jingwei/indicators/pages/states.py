"""How a statement from outside stands: in force, replaced by a later stage or a correction, wholly or in part."""

from collections.abc import Iterable

from jingwei.core.periods import Period
from jingwei.core.ui.parts import Badge
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.shown import moment
from jingwei.indicators.reported import known_rows
from jingwei.indicators.statements import MEASURE_WORDS, STAGES, Measure, Standing, in_order, says, standing


class States:
    """Tells states of `rows`; `of` is what stands of their statistics and periods, `later` what replaced some."""

    def __init__(self, of: dict[tuple[str, Period], Standing], later: Iterable[Reported] = ()) -> None:
        self._of = of
        self._later = {(row.indicator, row.period, row.known_from): row for row in later}

    @classmethod
    def around(cls, rows: list[Reported]) -> "States":
        """The states of a page of a list, in one query."""
        wanted = known_rows().filter(
            indicator__in={row.indicator for row in rows}, period__in={row.period for row in rows}
        )
        return cls(standing(in_order(wanted)), rows)

    def counting(self, row: Reported) -> list[Measure]:
        """Which of the things a statement says still count."""
        found = self._of.get((row.indicator, Period.parse(row.period))) if row.known_to is None else None
        return [one for one in says(row) if found and one in found.of and found.of[one].pk == row.pk]

    def badge(self, row: Reported) -> Badge:
        """The state in a word; where a later paper said a part anew, that part is named."""
        counting = self.counting(row)
        if len(counting) == len(says(row)):
            return Badge("现行", "good")
        if row.known_to is not None:
            by = self._later.get((row.indicator, row.period, row.known_to))
            word = f"已由{STAGES[by.stage]}代替" if by and by.stage != row.stage else "已更正"
            return Badge(word, "calm", f"{moment(row.known_to)} 起")
        gone = [measure for measure in says(row) if measure not in counting]
        by = self._of[row.indicator, Period.parse(row.period)].of[gone[0]]
        what = "、".join(MEASURE_WORDS[measure] for measure in gone)
        return Badge(f"{what}已由{STAGES[by.stage]}代替" if by.stage != row.stage else f"{what}已更正", "info")
