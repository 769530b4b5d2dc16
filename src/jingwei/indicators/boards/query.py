"""Questions asked of boards."""

from uuid import UUID

from django.db.models import QuerySet

from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.policy import policy


def boards() -> QuerySet[Board]:
    """The boards the reader may see, those in use; the office's first."""
    return policy.filter(current_scope().actor, "see", Board.objects.filter(retired=False)).order_by(
        "-shared", "title", "pk"
    )


def board_by_id(key: UUID) -> Board:
    """One board the reader may see, also a retired one. Raises Missing."""
    found = policy.filter(current_scope().actor, "see", Board.objects.filter(pk=key)).first()
    if found is None:
        raise Missing("没有找到这个看板，或没有共享给您。")
    return found


def boards_with(key: str) -> QuerySet[Board]:
    """The boards in use that show an indicator, among those the reader may see."""
    return boards().filter(tiles__contains=[{"keys": [key]}])
