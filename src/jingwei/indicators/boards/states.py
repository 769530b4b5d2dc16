"""How values stand, in words: provisional, fixed, of an older definition, not told."""

from collections.abc import Iterable

from jingwei.core.ui.parts import Badge
from jingwei.indicators.cells import Cell
from jingwei.indicators.pages.shown import moment
from jingwei.indicators.presenting import small_note
from jingwei.indicators.statements import STAGES


def state_badge(cell: Cell) -> Badge | None:
    """The one thing to know of a value first."""
    if cell.hidden:
        return Badge("不显示", "calm", cell.why)
    if cell.value is None:
        return Badge("没有数", "calm", cell.why)
    if cell.kind == "reported" and cell.stage != "final":
        return Badge(STAGES[cell.stage], "warn", "以后会有新的数代替")
    if cell.lock:
        return Badge("已锁定", "good", f"第{cell.lock}次锁定，{moment(cell.known_at)}")
    return Badge("报表来源", "info", f"{cell.supplier}，{cell.paper}") if cell.kind == "reported" else None


def remarks(cells: Iterable[Cell]) -> tuple[str, ...]:
    """What stands below values, each thing once."""
    told: dict[str, None] = {}
    for cell in cells:
        if cell.hidden:
            told[small_note()] = None
        elif cell.value is None:
            continue
        elif cell.kind == "reported" and cell.stage != "final":
            told[f"“{cell.name}”{cell.ask.period.name}为{STAGES[cell.stage]}"] = None
        if cell.lock:
            told[f"{cell.ask.period.name}已锁定，按{moment(cell.known_at)}所知"] = None
        if cell.value is not None and cell.approx != "exact":
            told[f"“{cell.name}”为概数"] = None
    return tuple(told)
