"""复制看板: one of one's own, to be changed freely."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.fields import FieldSet
from jingwei.indicators.boards.actions.declared import TITLE
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.policy import policy


@register_action
class CopyBoard(Action):
    """Copy boards the reader may see into boards of the reader's own."""

    name = "indicators.copy_board"
    label = "复制"
    help = "复制成本人的看板，改动不影响原来的。"
    target = Board
    declared = FieldSet(key="board_copy", version=1, fields=(TITLE,))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who sees a board may copy it."""
        policy.may(act.actor, "make")
        for item in items:
            policy.may(act.actor, "see", item.target)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {boards: their keys}."""
        made = [
            Board(
                subdistrict=act.scope.subdistrict, title=item.values["title"], period=item.target.period,
                fixed=item.target.fixed, tiles=item.target.tiles, owner=act.actor.id, owner_label=act.actor.label,
                owner_post=act.actor.title[:120], changed_at=timezone.now(),
            )
            for item in items
        ]  # fmt: skip
        Board.objects.bulk_create(made)
        return {"boards": [str(one.pk) for one in made]}
