"""停用看板: it leaves the list, and stays on record."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.indicators.boards.actions.declared import check_change, save, told_changes
from jingwei.indicators.boards.models import Board


@register_action
class RetireBoard(Action):
    """Take boards out of use."""

    name = "indicators.retire_board"
    label = "停用"
    help = "停用后不再列出，内容留存备查；需要时可以复制一份再用。"
    target = Board
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the board."""
        check_change(act, items)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {retired: number of boards}."""
        for item in items:
            item.target.retired = True
        save([item.target for item in items], "retired")
        audit_all([AuditLine("board_retired", one.target.title, act.reason) for one in items])
        return {"retired": len(items)}

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed, tiles in words."""
        return told_changes(target, revision)
