"""Which boards show an indicator."""

from collections.abc import Iterator

from django.urls import reverse

from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.query import boards_with
from jingwei.indicators.dependents import Dependent, dependents

_MOST = 50


@dependents
def boards_showing(key: str) -> Iterator[Dependent]:
    """The boards in use with a tile of it, among those the reader may see; one query."""
    for one in boards_with(key)[:_MOST]:
        shown_to = Board.Shared(one.shared).label
        yield Dependent("看板", one.title, reverse("indicators:board", args=[one.pk]), f"给{shown_to}看")
