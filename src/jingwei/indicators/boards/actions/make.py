"""新建看板."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.fields import FieldSet
from jingwei.indicators.boards.actions.declared import (
    FIXED,
    PERIOD,
    SHARED,
    TITLE,
    department_of,
    period_problems,
    refuse,
)
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.policy import policy


@register_action
class MakeBoard(Action):
    """Make boards, one per row. `tiles` in the context are their tiles, one list per row (standard boards)."""

    name = "indicators.make_board"
    label = "新建看板"
    help = "先起个名字，再往里加数值、走势、分社区表、网格图。"
    declared = FieldSet(key="board_make", version=1, fields=(TITLE, PERIOD, FIXED, SHARED))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Everybody makes boards; for the whole street few."""
        policy.may(act.actor, "make")
        if any(item.values["shared"] == Board.Shared.STREET for item in items):
            policy.may(act.actor, "share_street")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {boards: their keys}."""
        refuse(problem for item in items for problem in period_problems(item))
        tiles = act.context.get("tiles") or [[] for _ in items]
        made = [
            Board(
                subdistrict=act.scope.subdistrict, **item.values, tiles=inside, owner=act.actor.id,
                owner_label=act.actor.label, owner_post=act.actor.title[:120],
                department=department_of(act.actor, item.values["shared"]), changed_at=timezone.now(),
            )
            for item, inside in zip(items, tiles, strict=True)
        ]  # fmt: skip
        Board.objects.bulk_create(made)
        audit("boards_made", "、".join(one.title for one in made)[:200])
        return {"boards": [str(one.pk) for one in made]}
