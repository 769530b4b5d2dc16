"""Cells as readers see them."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.core.ui.parts import Badge, Column, Row
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.indicators.cells import Ask, Cell, Kind, Published
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.asked import address
from jingwei.indicators.statements import STAGES

KIND_WORDS: dict[Kind, str] = {"counted": "系统取数", "derived": "系统计算", "reported": "报表来源"}
HIDDEN = "*"
_APPROX = {"about": "约{}", "near": "近{}", "over": "{}余", "at_least": "不低于{}"}


def number(value: Decimal, decimals: int) -> str:
    """Digits with so many decimals, without thousands commas."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def value_text(cell: Cell) -> str:
    """The value without its unit; — where there is none, * where it is not told."""
    if cell.value is None:
        return HIDDEN if cell.hidden else "—"
    return _APPROX.get(cell.approx, "{}").format(number(cell.value, decimals_of(cell)))


def decimals_of(cell: Cell) -> int:
    """How many decimals are shown: what the definition keeps, and never fewer than the supplier gave."""
    if cell.kind != "reported" or cell.value is None:
        return cell.decimals
    exponent = cell.value.normalize().as_tuple().exponent
    return max(cell.decimals, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def kind_badge(kind: Kind) -> Badge:
    """Where values come from."""
    return Badge(KIND_WORDS[kind], {"counted": "good", "derived": "good", "reported": "info"}[kind])  # type: ignore[arg-type]


def rows_url(ask: Ask, cell: Cell, place: str = "", known_at: datetime | None = None) -> str:
    """Where the rows behind a counted cell, or the statements behind a reported one, are; empty when there are none."""
    if cell.kind == "reported" and cell.supplier:
        known = known_at.isoformat() if known_at else ""
        return address(reverse("indicators:rows", args=[ask.key]), period=str(ask.period), known_at=known)
    if cell.kind != "counted" or cell.as_of is None:
        return ""
    return address(
        reverse("indicators:rows", args=[ask.key]),
        period=str(ask.period),
        place=place,
        by=ask.by if ask.part else "",
        part=ask.part,
        version=str(cell.version),
        as_of=cell.as_of.isoformat(),
        known_at=known_at.isoformat() if known_at else "",
    )


def opened_url(ask: Ask, cell: Cell, place: str = "") -> str:
    """Where a value opens: its rows where it was counted from rows, else the page that proves it."""
    if not cell.hidden and cell.rows and (url := rows_url(ask, cell, place, cell.known_at if cell.lock else None)):
        return url
    return address(reverse("indicators:definition", args=[ask.key]), period=str(ask.period), place=place)


def moment(when: datetime | None) -> str:
    """A moment to the minute."""
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}" if when else ""


def reported_columns() -> tuple[Column, ...]:
    """The columns of reported values."""
    return (
        Column("指标"), Column("统计期"), Column("阶段"), Column("状态", "badge"), Column("数值", "number"),
        Column("公布同比", "number"), Column("完成年度计划", "number"), Column("位次"), Column("来源", "long"),
        Column("登记", "date"),
    )  # fmt: skip


def reported_row(row: Reported, decimals: int, name: str, state: Badge) -> Row:
    """One value that came from outside, as it came, with how it stands."""
    cells = (
        name, Period.parse(row.period).name, STAGES[row.stage], state,
        UiCell(level_text(row, decimals), note=row.unit), percent(row.growth), percent(row.completion), rank_cell(row),
        UiCell(row.paper, note=row.supplier),
        UiCell(f"{timezone.localtime(row.known_from):%Y-%m-%d}", note=row.actor_label),
    )  # fmt: skip
    return Row(cells, tone="" if row.known_to is None else "calm")


def level_text(row: Reported, decimals: int) -> str | None:
    """The level as the paper gives it, with no fewer decimals than it has."""
    if row.value is None:
        return None
    exponent = row.value.normalize().as_tuple().exponent
    kept = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return _APPROX.get(row.approx, "{}").format(number(row.value, max(decimals, kept)))


def percent(value: Decimal | None) -> str | None:
    """A published percentage with the decimals it was published with, one at least."""
    if value is None:
        return None
    exponent = value.normalize().as_tuple().exponent
    return f"{number(value, max(1, -exponent if isinstance(exponent, int) else 1))}%"


def rank_cell(row: Reported) -> UiCell | None:
    """第5位, and among whom, how many, by what and by whom."""
    return (
        None
        if row.rank is None
        else UiCell(f"第{row.rank}位", note=_ranking(row.rank_group, row.rank_size, row.ranked, row.organiser))
    )


def rank_text(said: Published) -> str:
    """A published rank in one line: 第5位（全区各镇街，共7个，按增速）."""
    note = _ranking(said.group, said.size, said.ranked, said.organiser)
    return f"第{said.value:f}位" + (f"（{note}）" if note else "")


def _ranking(group: str, size: int | None, ranked: str, organiser: str) -> str:
    by = f"按{Reported.Ranked(ranked).label}" if ranked else "未写明按什么排"
    return "，".join(filter(None, (group, f"共{size}个" if size else "", by, organiser)))
