"""A board with its values: all that its tiles ask goes through one evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass

from jingwei.core.errors import JingweiError
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.indicators.boards.blocks import Block, Shelf
from jingwei.indicators.boards.kinds import KIND_MODULES
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.presenting import Audience, present
from jingwei.places.models import GridScheme, Place
from jingwei.places.offices import street_name


@dataclass(frozen=True, slots=True)
class Shown:
    """The blocks of a board in their order, and the period they are of."""

    blocks: tuple[Block, ...]
    period: Period
    street: str


def show(tiles: Sequence[Tile], period: Period, audience: Audience = "reader") -> Shown:
    """What tiles come to in a period, as the audience may see it; so many queries, however many tiles."""
    schemes = list(GridScheme.objects.order_by("-gives_rights", "order", "key"))
    levels = {
        (level["key"] if one.gives_rights else f"{one.key}:{level['key']}"): level["name"]
        for one in schemes
        for level in one.levels
    }
    codes = {tile.place for tile in tiles if tile.place}
    places = Place.objects.filter(code__in=codes).select_related("scheme").defer("outline") if codes else ()
    shelf = Shelf(
        period, load_definitions(),
        {place.code: place for place in sorted(places, key=lambda one: one.scheme.gives_rights)},
        levels, street=street_name(current_scope().subdistrict), schemes=tuple(schemes),
    )  # fmt: skip
    asks = [ask for tile in tiles for ask in KIND_MODULES[tile.kind].asks(tile, shelf)]
    shelf.cells = present(asks, audience=audience) if asks else {}
    return Shown(tuple(_block(tile, shelf) for tile in tiles), period, shelf.street)


def _block(tile: Tile, shelf: Shelf) -> Block:
    """One tile; what is wrong with it stands in its place, and the others are shown."""
    try:
        return KIND_MODULES[tile.kind].block(tile, shelf)
    except JingweiError as error:
        return Block(tile, shelf.title(tile), problem=error.message)
