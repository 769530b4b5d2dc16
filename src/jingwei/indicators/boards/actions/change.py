"""修改看板: its name and its period."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.fields import FieldSet
from jingwei.indicators.boards.actions.declared import (
    FIXED,
    PERIOD,
    TITLE,
    check_change,
    period_problems,
    refuse,
    save,
    told_changes,
)
from jingwei.indicators.boards.models import Board


@register_action
class ChangeBoard(Action):
    """Change name and period of boards."""

    name = "indicators.change_board"
    label = "保存"
    target = Board
    declared = FieldSet(key="board_change", version=1, fields=(TITLE, PERIOD, FIXED))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the board."""
        check_change(act, items)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {changed: number of boards}."""
        refuse(problem for item in items for problem in period_problems(item))
        for item in items:
            item.target.title, item.target.period = item.values["title"], item.values["period"]
            item.target.fixed = item.values["fixed"]
        save([item.target for item in items], "title", "period", "fixed")
        return {"changed": len(items)}

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed, tiles in words."""
        return told_changes(target, revision)
