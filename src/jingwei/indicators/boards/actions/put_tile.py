"""加一块、改一块: a tile of a board."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.indicators.boards.actions.declared import check_change, refuse, save, tiles_of, told_changes
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.periods import STEPS
from jingwei.indicators.boards.tiles import COMPARED, KIND_WORDS, METHODS, TAKES, Tile, put
from jingwei.indicators.definitions import load_definitions
from jingwei.places.models import GridScheme, Place

_MOST = 24
_APART = re.compile(r"[\s,，、;；]+")


def _choices(words: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(key), label) for key, label in words.items())


@register_action
class PutTile(Action):
    """Add a tile to boards, or change the one named by `tile`. What a kind does not use is ignored."""

    name = "indicators.put_tile"
    label = "保存"
    target = Board
    declared = FieldSet(
        key="board_tile",
        version=1,
        fields=(
            Field("tile", "看板块", "text", max_length=32, help="改已有的一块时填它的编号，不填为新加"),
            Field("kind", "样式", "choice", required=True, choices=_choices(KIND_WORDS)),
            Field("indicators", "指标", "text", max_length=600, help="指标代号，几个之间用逗号隔开"),
            Field("title", "标题", "text", max_length=40, help="不填用指标名称"),
            Field("place", "范围", "text", max_length=40, help="社区或网格的代码，不填为全街道"),
            Field("by", "分到", "text", max_length=48, help="社区、网格等层级的代号，如 community、grid"),
            Field("compare", "比较", "choice", choices=_choices(COMPARED)),
            Field("step", "各期", "choice", choices=_choices(STEPS)),
            Field("classes", "图例级数", "integer", minimum=Decimal(3), maximum=Decimal(6)),
            Field("method", "分级办法", "choice", choices=_choices(METHODS)),
            Field("text", "文字", "longtext", max_length=1000),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the board."""
        check_change(act, items)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {tiles: the key of each tile put}."""
        known = Known()
        refuse(problem for item in items for problem in [*known.problems(item.values, item.row), *_room(item)])
        done = []
        for item in items:
            tile = tile_of(item.values)
            item.target.tiles = [one.dump() for one in put(tiles_of(item.target), tile)]
            done.append(tile.id)
        save([item.target for item in items], "tiles")
        return {"tiles": done}

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed, tiles in words."""
        return told_changes(target, revision)


def tile_of(values: Mapping[str, Any]) -> Tile:
    """A tile of clean values."""
    said = {key: value for key, value in values.items() if key not in ("tile", "indicators") and value is not None}
    return Tile(**{**said, "id": values.get("tile") or uuid4().hex[:8], "keys": keys_of(values)})


def keys_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The indicators of clean values; a note has none."""
    said = _APART.split(str(values.get("indicators") or "").strip()) if values.get("kind") != "note" else []
    return tuple(dict.fromkeys(key for key in said if key))


class Known:
    """What a tile may name: indicators, places, levels; each asked for once."""

    def __init__(self) -> None:
        self._keys = {key: one.row.name for key, one in load_definitions().items()}
        schemes = list(GridScheme.objects.order_by("-gives_rights", "order", "key"))
        self._levels = {
            (level["key"] if scheme.gives_rights else f"{scheme.key}:{level['key']}")
            for scheme in schemes
            for level in scheme.levels
        }
        self._places: set[str] | None = None

    def problems(self, values: Mapping[str, Any], row: int | None = None) -> Iterator[Problem]:
        """What is wrong with the values of a tile."""
        keys, kind = keys_of(values), values["kind"]
        for key in keys:
            if key not in self._keys:
                yield Problem("indicators", "指标", key, f"没有代号为“{key}”的指标。", "tile.indicator", row)
        least, most = TAKES[kind]
        if not least <= len(keys) <= most:
            said = f"{least}个" if least == most else f"{least}到{most}个"
            message = f"“{KIND_WORDS[kind]}”要选{said}指标，现在选了{len(keys)}个。"
            yield Problem("indicators", "指标", "、".join(keys), message, "tile.count", row)
        if kind == "note" and not values.get("text"):
            yield Problem("text", "文字", "", "请写要显示的文字。", "tile.text", row)
        by, place = values.get("by") or "", values.get("place") or ""
        if by and by not in self._levels:
            yield Problem("by", "分到", by, f"没有名为“{by}”的网格层级。", "tile.level", row)
        if place and place not in self._codes():
            yield Problem("place", "范围", place, f"没有代码为“{place}”的区划。", "tile.place", row)

    def _codes(self) -> set[str]:
        if self._places is None:
            self._places = set(Place.objects.values_list("code", flat=True))
        return self._places


def _room(item: Item) -> Iterator[Problem]:
    tiles, named = tiles_of(item.target), item.values.get("tile")
    if named and all(one.id != named for one in tiles):
        yield Problem("tile", "看板块", named, "这一块已经不在看板上了。", "tile.gone", item.row)
    elif not named and len(tiles) >= _MOST:
        yield Problem("kind", "样式", "", f"一个看板最多{_MOST}块，请另建一个。", "tile.many", item.row)
