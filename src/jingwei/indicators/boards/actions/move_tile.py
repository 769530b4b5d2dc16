"""上移、下移: the order of tiles."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Missing
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.indicators.boards.actions.declared import check_change, save, tiles_of, told_changes
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.tiles import moved

TILE = Field("tile", "看板块", "text", required=True, max_length=32)
_BY = {"up": -1, "down": 1, "first": -99, "last": 99}


@register_action
class MoveTile(Action):
    """Move a tile of boards by one place, or to an end."""

    name = "indicators.move_tile"
    label = "移动"
    target = Board
    declared = FieldSet(
        key="board_move_tile",
        version=1,
        fields=(
            TILE,
            Field(
                "to", "移到", "choice", required=True,
                choices=(Choice("up", "上移"), Choice("down", "下移"), Choice("first", "最前"), Choice("last", "最后")),
            ),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the board."""
        check_change(act, items)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {moved: number of boards}."""
        for item in items:
            tiles, key = tiles_of(item.target), item.values["tile"]
            if all(one.id != key for one in tiles):
                raise Missing("这一块已经不在看板上了。")
            item.target.tiles = [one.dump() for one in moved(tiles, key, _BY[item.values["to"]])]
        save([item.target for item in items], "tiles")
        return {"moved": len(items)}

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed, tiles in words."""
        return told_changes(target, revision)
