"""A board on paper: every block as a table, figures with what they are compared with, maps as pictures."""

from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.boards.blocks import Block
from jingwei.indicators.boards.showing import Shown

_FIGURES = (Column("指标"), Column("数值", "number"), Column("单位"), Column("比较"), Column("说明"))


def as_panels(shown: Shown) -> tuple[Panel, ...]:
    """The blocks as the print layout takes them."""
    return tuple(panel for block in shown.blocks for panel in _panels(block))


def table_of(block: Block) -> Table | None:
    """What a block says as a table."""
    if not block.figures:
        return block.table
    rows = tuple(
        Row((one.label, UiCell(one.value), one.unit, one.note, one.badge.word if one.badge else ""))
        for one in block.figures
    )
    return Table(_FIGURES, rows)


def _panels(block: Block) -> list[Panel]:
    title = f"{block.title}（{block.note}）" if block.note else block.title
    if block.problem:
        return [Panel(title, text=block.problem)]
    if block.text:
        return [Panel(title, text=block.text)]
    out = []
    if block.picture:
        out.append(Panel(title, template="indicators/boards/picture.html", data={"picture": block.picture}))
    table = table_of(block)
    if table is not None:
        out.append(Panel("" if out else title, table=table))
    return out
