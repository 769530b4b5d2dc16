"""One indicator on the map: places in classes of colour, those without a value hatched, all of them in a table too."""

from collections.abc import Iterable

from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.boards.blocks import Block, Shelf, by_code
from jingwei.indicators.boards.choropleth import Area, choropleth, classed
from jingwei.indicators.boards.states import remarks
from jingwei.indicators.boards.tiles import METHODS, Tile
from jingwei.indicators.cells import Ask
from jingwei.indicators.pages.shown import opened_url, value_text


def asks(tile: Tile, shelf: Shelf) -> Iterable[Ask]:
    """The indicator with its parts."""
    return [Ask(key, shelf.period, shelf.place(tile), tile.by) for key in shelf.known(tile)]


def block(tile: Tile, shelf: Shelf) -> Block:
    """The picture, its legend, and the table."""
    wanted = list(asks(tile, shelf))
    if not wanted:
        return Block(tile, shelf.title(tile), problem=shelf.gone(tile))
    cell = shelf.cells[wanted[0]]
    level = shelf.levels.get(tile.by, "区划")
    parts = {part.cell.ask.place: part for part in cell.parts if part.cell.ask.place is not None}
    classes = classed([p.cell.value for p in parts.values() if p.cell.value is not None], tile.classes, tile.method)
    areas = [
        Area(one, f"{one.name}：{value_text(part.cell)}{cell.unit if part.cell.value is not None else ''}",
             part.cell.value, hidden=part.cell.hidden, url=opened_url(part.cell.ask, part.cell, part.code))
        for one in shelf.outlines(tile)
        if (part := parts.get(one.place))
    ]  # fmt: skip
    picture = choropleth(areas, classes, cell, shelf.title(tile), tile.id, level)
    rows = tuple(
        Row((part.name, UiCell(value_text(part.cell), opened_url(part.cell.ask, part.cell, part.code))))
        for part in by_code(cell.parts)
    )
    table = Table((Column(level), Column(cell.name, "number")), rows, unit=cell.unit) if rows else None
    empty = [part.name for part in by_code(cell.parts) if part.cell.value is None and not part.cell.hidden]
    drawn = {area.drawn.place for area in areas}
    undrawn = [part.name for key, part in parts.items() if key not in drawn]
    told = [
        f"{said}的{level}：{_listed(names)}" for said, names in (("没有数", empty), ("图上没有边界", undrawn)) if names
    ]
    rule = f"按数值分{len(classes)}级，{METHODS[tile.method]}" if len(classes) > 1 else ""
    return Block(
        tile, shelf.title(tile), note="，".join(filter(None, (shelf.where(tile), shelf.period.name, rule))),
        picture=picture if areas else None, table=table,
        remarks=(*told, *remarks([cell, *(part.cell for part in cell.parts)])),
        problem=shelf.gone(tile) or ("" if rows else cell.why or f"没有分{level}的数"),
    )  # fmt: skip


def _listed(names: list[str]) -> str:
    return "、".join(names[:12]) + (f"等{len(names)}个" if len(names) > 12 else "")
