"""共享看板: for oneself, for the department, for the whole street."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.fields import FieldSet
from jingwei.indicators.boards.actions.declared import SHARED, check_change, department_of, save, told_changes
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.policy import policy


@register_action
class ShareBoard(Action):
    """Say who may see boards. What the numbers on it may tell is decided by each reader's own rights."""

    name = "indicators.share_board"
    label = "共享"
    help = "共享的是看板的样子；每个人看到的数仍按本人权限。"
    target = Board
    declared = FieldSet(key="board_share", version=1, fields=(SHARED,))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the board; for the whole street, who may speak for it."""
        check_change(act, items)
        if any(item.values["shared"] == Board.Shared.STREET for item in items):
            policy.may(act.actor, "share_street")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {shared: number of boards}."""
        for item in items:
            item.target.shared = item.values["shared"]
            item.target.department = department_of(act.actor, item.values["shared"])
        save([item.target for item in items], "shared", "department")
        words = dict(Board.Shared.choices)
        audit_all([AuditLine("board_shared", f"{one.target.title}：{words[one.target.shared]}") for one in items])
        return {"shared": len(items)}

    def changes_since(self, target: Any, revision: int) -> list[dict[str, Any]]:
        """What others changed, tiles in words."""
        return told_changes(target, revision)
