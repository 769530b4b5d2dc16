"""The kinds of tiles: what each asks of the engine, and what it makes of the answer."""

from collections.abc import Iterable
from typing import Protocol

from jingwei.indicators.boards.blocks import Block, Shelf
from jingwei.indicators.boards.kinds import mapped, note, parts, table, trend, value
from jingwei.indicators.boards.tiles import Kind, Tile
from jingwei.indicators.cells import Ask


class Drawn(Protocol):
    """A kind of tile."""

    def asks(self, tile: Tile, shelf: Shelf) -> Iterable[Ask]:
        """What it asks."""

    def block(self, tile: Tile, shelf: Shelf) -> Block:
        """What it shows."""


KIND_MODULES: dict[Kind, Drawn] = {
    "value": value, "trend": trend, "parts": parts, "map": mapped, "table": table, "note": note,
}  # fmt: skip
