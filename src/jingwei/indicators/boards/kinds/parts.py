"""One indicator by community or grid, in the order of their codes: who is first is not said."""

from collections.abc import Iterable

from jingwei.core.ui.blocks import Bar
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.boards.blocks import Block, Shelf, by_code
from jingwei.indicators.boards.states import remarks
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.cells import Ask
from jingwei.indicators.pages.shown import opened_url, value_text

_BARS_AT_MOST = 30


def asks(tile: Tile, shelf: Shelf) -> Iterable[Ask]:
    """The indicator with its parts."""
    return [Ask(key, shelf.period, shelf.place(tile), tile.by) for key in shelf.known(tile)]


def block(tile: Tile, shelf: Shelf) -> Block:
    """A bar per part, and the table."""
    wanted = list(asks(tile, shelf))
    if not wanted:
        return Block(tile, shelf.title(tile), problem=shelf.gone(tile))
    cell = shelf.cells[wanted[0]]
    most = max((abs(part.cell.value) for part in cell.parts if part.cell.value), default=None)
    bars, rows = [], []
    for part in by_code(cell.parts):
        text, url = value_text(part.cell), opened_url(part.cell.ask, part.cell, part.code)
        share = float(part.cell.value / most * 100) if part.cell.value and part.cell.value > 0 and most else 0.0
        bars.append(Bar(part.name, share, text, url))
        rows.append(Row((part.name, UiCell(text, url, part.cell.why if not part.cell.hidden else ""))))
    level = shelf.levels.get(tile.by, "区划")
    whole = UiCell(value_text(cell), opened_url(cell.ask, cell, tile.place))
    table = Table((Column(level), Column(cell.name, "number")), tuple(rows), totals=(shelf.where(tile), whole),
                  unit=cell.unit)  # fmt: skip
    return Block(
        tile, shelf.title(tile),
        note=f"{shelf.where(tile)}{value_text(cell)}{cell.unit}，{shelf.period.name}，按{level}代码排列",
        bars=tuple(bars) if len(bars) <= _BARS_AT_MOST else (), table=table if rows else None,
        remarks=remarks([cell, *(part.cell for part in cell.parts)]),
        problem=shelf.gone(tile) or ("" if rows else cell.why or f"没有分{level}的数"),
    )  # fmt: skip
