"""Cells as readers see them."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.core.ui.parts import Badge, Column, Row
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.indicators.cells import Ask, Cell, Kind
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.asked import address

KIND_WORDS: dict[Kind, str] = {"counted": "系统取数", "derived": "系统计算", "reported": "报表来源"}
STAGES = {"estimate": "预计数", "flash": "快报数", "final": "核定数"}
_APPROX = {"about": "约{}", "near": "近{}", "over": "{}余", "at_least": "不低于{}"}


def number(value: Decimal, decimals: int) -> str:
    """Digits with so many decimals, without thousands commas."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def value_text(cell: Cell) -> str:
    """The value without its unit; — where there is none."""
    if cell.value is None:
        return "—"
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
    """Where the rows behind a counted cell are; empty when there are none."""
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


def moment(when: datetime | None) -> str:
    """A moment to the minute."""
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}" if when else ""


def reported_columns(*, named: bool = False) -> tuple[Column, ...]:
    """The columns of reported values; `named`: with the indicator in front."""
    front = (Column("指标"),) if named else ()
    return (
        *front, Column("统计期"), Column("数值", "number"), Column("公布同比", "number"), Column("阶段"),
        Column("提供单位"), Column("来源文件", "long"), Column("登记时间", "date"), Column("登记人"),
        Column("状态", "badge"),
    )  # fmt: skip


def reported_row(row: Reported, decimals: int, name: str = "") -> Row:
    """One value that came from outside, as it came; one that was replaced says so."""
    value = None
    if row.value is not None:
        exponent = row.value.normalize().as_tuple().exponent
        kept = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        value = _APPROX.get(row.approx, "{}").format(number(row.value, max(decimals, kept)))
    growth = None if row.growth is None else f"{number(row.growth, 1)}%"
    state = Badge("现行", "good") if row.known_to is None else Badge("已更正", "calm", f"{moment(row.known_to)} 起")
    cells = (
        Period.parse(row.period).name, UiCell(value, note=row.unit if name else ""), growth, STAGES[row.stage],
        row.supplier, row.paper, timezone.localtime(row.known_from), row.actor_label, state,
    )  # fmt: skip
    return Row((name, *cells) if name else cells, tone="" if row.known_to is None else "calm")
