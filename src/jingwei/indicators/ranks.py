"""Ranks: as published for a period, the months at rank 1, the worst of several rounds. Nobody can rank himself, so no
rank is ever computed; what is counted here is what papers said."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models.functions import Left
from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined
from jingwei.indicators.grammar import Counting, Flow, Verb
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import Given, known_rows, months_of
from jingwei.indicators.statements import in_order, standing

ONLY_WHOLE = "外部报来的数只有全街道的，没有分区划的"
NO_RANK = "这一时期的位次还没有公布"
_NAMED = 6


def whole(ask: Ask) -> bool:
    """Whether an ask is for the whole subdistrict."""
    return ask.place is None and not ask.part


def statistic_of(counting: Counting, defined: Mapping[str, Defined]) -> str:
    """Under which key the ranks of the indicator that is ranked are kept."""
    key = counting.operands[0].key
    of = defined.get(key)
    return of.counting.source if of is not None and of.kind == "reported" else key


def round_cells(
    asks: Mapping[Ask, Counting],
    defined: Mapping[str, Defined],
    blank: Callable[[Ask, str], Cell],
    known_at: datetime | None,
) -> dict[Ask, Cell]:
    """What is counted from published ranks."""
    statistics = {statistic_of(counting, defined) for counting in asks.values()}
    rounds = Rounds.of(statistics, [ask.period for ask in asks], known_at)
    out = {}
    for ask, counting in asks.items():
        of = defined.get(counting.operands[0].key)
        flow = of.counting.flow if of else None
        out[ask] = (
            rounds.cell(counting.verb, blank(ask, ""), statistic_of(counting, defined), flow)
            if whole(ask)
            else blank(ask, ONLY_WHOLE)
        )
    return out


def published_rank(blank: Cell, given: Given) -> Cell:
    """The cell of a rank as published."""
    if not whole(blank.ask):
        return replace(blank, why=ONLY_WHOLE)
    said = next((one for one in given.published if one.measure == "rank"), None)
    if said is None:
        return replace(blank, why=NO_RANK)
    return replace(
        blank, value=said.value, kind="reported", stage=said.stage, supplier=said.supplier, paper=said.paper,
        published=(said,),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rounds:
    """The published ranks of some statistics, by statistic and period."""

    ranks: Mapping[tuple[str, Period], Reported]

    @classmethod
    def of(cls, keys: Collection[str], periods: Collection[Period], known_at: datetime | None) -> "Rounds":
        """One query for all statistics and the years of all periods; none where nothing is asked."""
        if not keys:
            return cls({})
        years = {str(year) for one in periods for year in range(one.start.year, one.end.year + 1)}
        rows = known_rows(known_at).filter(indicator__in=keys, rank__isnull=False)
        found = standing(in_order(rows.annotate(year=Left("period", 4)).filter(year__in=years)))
        return cls({key: one.of["rank"] for key, one in found.items()})

    def cell(self, verb: Verb, blank: Cell, key: str, flow: Flow | None) -> Cell:
        """The months at rank 1 of a period, or the worst of its rounds."""
        period = blank.ask.period
        if verb == "best_rank_months":
            return _first_months(blank, self._by_month(key, period, flow))
        rounds = [row for (of, one), row in self.ranks.items() if of == key and one != period and period.covers(one)]
        if not rounds:
            return replace(blank, why="统计期内还没有公布各轮的位次")
        return _told(replace(blank, value=Decimal(max(row.rank or 0 for row in rounds))), rounds)

    def _by_month(self, key: str, period: Period, flow: Flow | None) -> dict[Period, Reported | None]:
        """The rank of each month that is over; of a cumulative statistic also the one published for January to it."""
        today: date = timezone.localdate()
        out = {}
        for month in months_of(period):
            row = self.ranks.get((key, month))
            if row is None and flow == "cumulative":
                row = self.ranks.get((key, month.cumulative()))
            if month.end < today or row is not None:
                out[month] = row
        return out


def _first_months(blank: Cell, by_month: Mapping[Period, Reported | None]) -> Cell:
    ranked = [row for row in by_month.values() if row is not None]
    if not ranked:
        return replace(blank, why="统计期内还没有公布各月的位次")
    missing = [month.short_name for month, row in by_month.items() if row is None]
    named = "、".join(missing[:_NAMED]) + ("等" if len(missing) > _NAMED else "")
    first = Decimal(sum(row.rank == 1 for row in ranked))
    cell = replace(blank, value=first, numerator=first, denominator=Decimal(len(ranked)))
    return _told(replace(cell, why=f"{named}没有公布位次，未计入" if missing else ""), ranked)


def _told(cell: Cell, rows: Sequence[Reported]) -> Cell:
    suppliers, papers = (list(dict.fromkeys(getattr(row, name) for row in rows)) for name in ("supplier", "paper"))
    paper = papers[0] if len(papers) == 1 else f"{papers[0]}等{len(papers)}份"
    return replace(cell, supplier="、".join(suppliers[:_NAMED]), paper=paper)
