"""移除一块: a tile leaves a board; the history keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet
from jingwei.indicators.boards.actions.declared import check_change, save, tiles_of, told_changes
from jingwei.indicators.boards.actions.move_tile import TILE
from jingwei.indicators.boards.models import Board


@register_action
class RemoveTile(Action):
    """Take a tile off boards."""

    name = "indicators.remove_tile"
    label = "移除"
    target = Board
    declared = FieldSet(key="board_remove_tile", version=1, fields=(TILE,))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the board."""
        check_change(act, items)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {removed: number of boards}."""
        for item in items:
            tiles, key = tiles_of(item.target), item.values["tile"]
            if all(one.id != key for one in tiles):
                raise Missing("这一块已经不在看板上了。")
            item.target.tiles = [one.dump() for one in tiles if one.id != key]
        save([item.target for item in items], "tiles")
        return {"removed": len(items)}

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed, tiles in words."""
        return told_changes(target, revision)
