"""Who may see, make and change boards. A board shows numbers only; what they may be told is decided by each reader."""

from typing import Any

from django.db.models import Q

from jingwei.core.scope import Actor
from jingwei.indicators.boards.models import Board
from jingwei.people.policy import OfficePolicy, Where, allow
from jingwei.people.roles import WORKERS

_KEEPERS = ("statistician", "office")
_PUBLISHERS = (*_KEEPERS, "leader", "deputy_leader")


def _visible(actor: Actor, board: Any) -> bool:
    if board.shared == Board.Shared.STREET or (actor.id is not None and board.owner == actor.id):
        return True
    return board.shared == Board.Shared.DEPARTMENT and board.department in actor.departments


def _changeable(actor: Actor, board: Any) -> bool:
    return (board.shared != Board.Shared.STREET and _visible(actor, board)) or (
        actor.id is not None and board.owner == actor.id
    )


def _shared_with(actor: Actor) -> Q:
    own = Q(owner=actor.id) if actor.id else Q(pk__in=())
    return own | Q(shared=Board.Shared.DEPARTMENT, department__in=actor.departments)


policy = OfficePolicy(
    rules=[
        allow(
            "see", sorted(WORKERS),
            Where("限本人的、本部门共用的和全街道共用的", _visible,
                  lambda actor: Q(shared=Board.Shared.STREET) | _shared_with(actor)),
        ),
        allow("make", sorted(WORKERS)),
        allow("change", sorted(WORKERS), Where("限本人的和本部门共用的", _changeable, _shared_with)),
        allow("change", _KEEPERS, Where("全街道共用的", lambda actor, board: board.shared == Board.Shared.STREET,
                                        lambda actor: Q(shared=Board.Shared.STREET))),
        allow("share_street", _PUBLISHERS),
    ],
    words={
        "see": "查看看板",
        "make": "制作看板",
        "change": "修改看板",
        "share_street": "把看板给全街道用",
    },
)  # fmt: skip
