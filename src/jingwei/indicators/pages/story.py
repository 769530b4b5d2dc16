"""The story of a statistic from outside: each period with all that papers said of it, in the order it became known,
and beside what was published what the levels give."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from jingwei.core.periods import Period, PeriodError
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.core.units import dimension_of
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.levels import Known, Level, Statistic, statistics_of
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.asked import address
from jingwei.indicators.pages.shown import level_text, percent, rank_cell
from jingwei.indicators.pages.states import States
from jingwei.indicators.reported import PERIOD_END, known_rows
from jingwei.indicators.statements import STAGES, in_order, standing

_STATEMENTS = 60
_COLUMNS = (
    Column("统计期"), Column("阶段"), Column("状态", "badge"), Column("数值", "number"), Column("同比", "number"),
    Column("完成年度计划", "number"), Column("位次"), Column("来源", "long"),
)  # fmt: skip


def story_section(found: Defined) -> Section:
    """The latest periods; older ones are behind a link."""
    source = found.counting.source
    rows = list(
        Reported.objects.filter(indicator=source).order_by(PERIOD_END.desc(), "period", "known_from")[:_STATEMENTS]
    )
    more = (Link("全部", address(reverse("indicators:values"), indicator=source)),)
    if not rows:
        return Section("各期", links=more, key="series", empty=Empty("还没有报来的数", "由统计员录入或导入。"))
    teller = _Teller(found, rows)
    table = Table(_COLUMNS, tuple(teller.row(row) for row in rows), unit=found.row.unit)
    text = "每个统计期按登记先后列出预计数、快报数、核定数；后一阶段代替前一阶段计数，原数保留。"
    return Section("各期", text=text, table=table, links=more, key="series")


class _Teller:
    def __init__(self, found: Defined, rows: Sequence[Reported]) -> None:
        self._decimals = found.row.decimals
        statistics = statistics_of(load_definitions())
        self._statistic: Statistic | None = statistics.get(found.counting.source)
        plan = self._statistic.plan if self._statistic else ""
        known = [row for row in rows if row.known_to is None]
        if plan:
            known += in_order(known_rows().filter(indicator=plan))
        self._standing = standing(sorted(known, key=lambda row: (row.known_from, row.pk)))
        self._known = Known(statistics, self._standing)
        self._states = States(self._standing, rows)

    def row(self, row: Reported) -> Row:
        """One statement; what counts no longer is told so, and by what it was replaced."""
        period = Period.parse(row.period)
        level = self._known.level_of(row, self._statistic) if self._statistic else None
        counts = bool(self._states.counting(row))
        told = f"{row.supplier}，{row.actor_label}{timezone.localtime(row.known_from):%Y-%m-%d}登记"
        cells = (
            period.name,
            STAGES[row.stage],
            self._states.badge(row),
            UiCell(level_text(row, self._decimals), note=row.unit if self._other_unit(row) else ""),
            self._growth(row, period, level),
            self._completion(row, period, level),
            rank_cell(row),
            UiCell(row.paper, note=told),
        )
        return Row(cells, tone="" if counts else "calm")

    def _other_unit(self, row: Reported) -> bool:
        return self._statistic is not None and row.value is not None and row.unit != self._statistic.unit

    def _growth(self, row: Reported, period: Period, level: Level | None) -> UiCell | None:
        computed: Decimal | None = None
        try:
            base = self._known.level(self._statistic, period.last_year()) if self._statistic else None
        except PeriodError:
            base = None
        if level and base and base.value > 0 and level.value >= 0 and dimension_of(row.unit) != "rate":
            computed = round((level.value / base.value - 1) * 100, 1)
        return _beside(row.growth, computed)

    def _completion(self, row: Reported, period: Period, level: Level | None) -> UiCell | None:
        plan = self._known.plan(self._statistic, period) if self._statistic else None
        computed = round(level.value / plan.value * 100, 1) if level and plan and plan.value > 0 else None
        return _beside(row.completion, computed)


def _beside(published: Decimal | None, computed: Decimal | None) -> UiCell | None:
    """What was published, and under it what the levels give; alone where nothing was published."""
    if published is None and computed is None:
        return None
    if published is None:
        return UiCell(percent(computed), note="按数值计算")
    return UiCell(
        percent(published), note=f"公布数；按数值计算为{percent(computed)}" if computed is not None else "公布数"
    )
