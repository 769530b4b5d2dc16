"""Several indicators by community, in the order of codes."""

from collections.abc import Iterable

from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.boards.blocks import Block, Shelf
from jingwei.indicators.boards.states import remarks
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.pages.shown import opened_url, value_text


def asks(tile: Tile, shelf: Shelf) -> Iterable[Ask]:
    """Each indicator with its parts; what came from outside has none."""
    for key in shelf.known(tile):
        reported = shelf.defined[key].kind == "reported"
        yield Ask(key, shelf.period, shelf.place(tile), "" if reported else tile.by)


def block(tile: Tile, shelf: Shelf) -> Block:
    """The table."""
    cells = [shelf.cells[ask] for ask in asks(tile, shelf)]
    names: dict[str, str] = {}
    for cell in cells:
        names |= {part.code: part.name for part in cell.parts}
    # What lies nowhere stands last, whichever indicator has some.
    order = sorted(names, key=lambda code: (not code, code))
    known = [{part.code: part.cell for part in cell.parts} for cell in cells]
    rows = tuple(Row((names[code], *(_told(parts.get(code), code) for parts in known))) for code in order)
    level = shelf.levels.get(tile.by, "区划")
    columns = (Column(level), *(Column(f"{cell.name}（{cell.unit}）", "number") for cell in cells))
    totals = (shelf.where(tile), *(_told(cell, tile.place) for cell in cells))
    every = [one for parts in known for one in parts.values()] + cells
    return Block(
        tile, tile.title or f"分{level}情况", note=f"{shelf.period.name}，按{level}代码排列",
        table=Table(columns, rows, totals=totals) if cells else None, remarks=remarks(every), problem=shelf.gone(tile),
    )  # fmt: skip


def _told(cell: Cell | None, code: str) -> UiCell | None:
    return None if cell is None else UiCell(value_text(cell), opened_url(cell.ask, cell, code))
