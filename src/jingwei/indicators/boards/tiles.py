"""The tiles of a board: what kinds there are, what each takes, and how they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from jingwei.indicators.boards.periods import STEPS

Kind = Literal["value", "trend", "parts", "map", "table", "note"]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_WORDS: dict[Kind, str] = {
    "value": "数值",
    "trend": "各期走势",
    "parts": "分社区（网格）",
    "map": "网格图",
    "table": "多项指标分社区表",
    "note": "文字说明",
}
# How many indicators a kind takes, at least and at most.
TAKES: dict[Kind, tuple[int, int]] = {
    "value": (1, 12), "trend": (1, 4), "parts": (1, 1), "map": (1, 1), "table": (1, 8), "note": (0, 0),
}  # fmt: skip
COMPARED = {"last_year": "与上年同期比", "previous": "与上期比", "none": "不比较"}
METHODS = {"quantile": "各级个数大致相同", "equal": "各级数值间隔相同"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile. `keys` are indicators, `place` the code of a place (empty: the whole street), `by` a level of place;
    `step` of a trend, `compare` of values, `classes` and `method` of a map, `text` of a note."""

    id: str
    kind: Kind
    keys: tuple[str, ...] = ()
    title: str = ""
    place: str = ""
    by: str = "community"
    step: str = "months"
    compare: str = "last_year"
    classes: int = 5
    method: str = "quantile"
    text: str = ""

    def dump(self) -> dict[str, Any]:
        """The tile as JSON data."""
        return {**asdict(self), "keys": list(self.keys)}


def load_tiles(data: Sequence[Mapping[str, Any]]) -> tuple[Tile, ...]:
    """The tiles of a board."""
    return tuple(Tile(**{**one, "keys": tuple(one.get("keys", ()))}) for one in data)


def moved(tiles: Sequence[Tile], key: str, by: int) -> tuple[Tile, ...]:
    """The tiles with one of them moved up (-1) or down (1) by one place; at the end it stays."""
    out = list(tiles)
    at = next(number for number, one in enumerate(out) if one.id == key)
    to = min(max(at + by, 0), len(out) - 1)
    out.insert(to, out.pop(at))
    return tuple(out)


def put(tiles: Sequence[Tile], tile: Tile) -> tuple[Tile, ...]:
    """The tiles with one changed, or added at the end."""
    if any(one.id == tile.id for one in tiles):
        return tuple(tile if one.id == tile.id else one for one in tiles)
    return (*tiles, tile)


def titled(tile: Tile, names: Mapping[str, str]) -> str:
    """The title of a tile: its own, or its indicators'."""
    return tile.title or "、".join(names.get(key, key) for key in tile.keys[:3]) or KIND_WORDS[tile.kind]


def shown_tiles(tiles: Sequence[Tile], names: Mapping[str, str]) -> str:
    """Tiles in one line, for the history and a conflict."""
    return "；".join(f"{n}. {KIND_WORDS[one.kind]}：{titled(one, names)}" for n, one in enumerate(tiles, 1)) or "（空）"


__all__ = [
    "COMPARED", "KINDS", "KIND_WORDS", "METHODS", "STEPS", "TAKES", "Kind", "Tile", "load_tiles", "moved", "put",
    "replace", "shown_tiles", "titled",
]  # fmt: skip
