"""Single values, each with what it is compared with."""

from collections.abc import Iterable

from jingwei.core.periods import PeriodError
from jingwei.core.ui.blocks import Tile as Figure
from jingwei.indicators.boards.blocks import Block, Shelf
from jingwei.indicators.boards.states import remarks, state_badge
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.cells import Ask
from jingwei.indicators.growth import base_of, grown, growth_of
from jingwei.indicators.pages.shown import opened_url, value_text


def asks(tile: Tile, shelf: Shelf) -> Iterable[Ask]:
    """Each indicator, and what it is compared with."""
    for key in shelf.known(tile):
        ask = Ask(key, shelf.period, shelf.place(tile))
        yield ask
        other = _other(tile, ask)
        if other is not None:
            yield other


def block(tile: Tile, shelf: Shelf) -> Block:
    """One figure per indicator."""
    wanted = [Ask(key, shelf.period, shelf.place(tile)) for key in shelf.known(tile)]
    return Block(
        tile, shelf.title(tile) if tile.title or len(wanted) < 2 else "主要指标",
        note=f"{shelf.where(tile)}，{shelf.period.name}",
        figures=tuple(_figure(ask, tile, shelf) for ask in wanted),
        remarks=remarks(shelf.cells[ask] for ask in wanted), problem=shelf.gone(tile),
    )  # fmt: skip


def _figure(ask: Ask, tile: Tile, shelf: Shelf) -> Figure:
    cell = shelf.cells[ask]
    return Figure(
        cell.name, value_text(cell), cell.unit if cell.value is not None else "",
        opened_url(ask, cell, tile.place), state_badge(cell), _compared(ask, tile, shelf),
    )  # fmt: skip


def _other(tile: Tile, ask: Ask) -> Ask | None:
    if tile.compare == "last_year":
        return base_of(ask)
    if tile.compare == "previous":
        try:
            return Ask(ask.key, ask.period.previous(), ask.place)
        except PeriodError:
            return None
    return None


def _compared(ask: Ask, tile: Tile, shelf: Shelf) -> str:
    other = _other(tile, ask)
    cell = shelf.cells[ask]
    if other is None or cell.hidden:
        return ""
    if cell.value is None:
        return cell.why
    found = growth_of(ask, shelf.cells) if tile.compare == "last_year" else grown(cell, shelf.cells[other])
    word = "同比" if tile.compare == "last_year" else f"比{other.period.short_name}"
    if found is None:
        return f"{word}：不能比"
    return f"{word}{found.text}" + ("（公布）" if found.published else "")
