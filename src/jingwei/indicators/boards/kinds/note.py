"""A text between the numbers."""

from collections.abc import Iterable

from jingwei.indicators.boards.blocks import Block, Shelf
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.cells import Ask


def asks(tile: Tile, shelf: Shelf) -> Iterable[Ask]:
    """Nothing."""
    return ()


def block(tile: Tile, shelf: Shelf) -> Block:
    """The text."""
    return Block(tile, tile.title or "说明", text=tile.text)
