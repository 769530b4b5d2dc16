"""On the workbench of the desk: who is still to be told, and what did not certainly arrive."""

from django.db.models import Count, Q
from django.urls import reverse

from jingwei.core.outbox import Delivery
from jingwei.core.scope import Actor
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.home import home_panels
from jingwei.matters.policy import policy
from jingwei.matters.telling.query import STUCK


@home_panels
def telling_panel(actor: Actor) -> Panel | None:
    """Calls to make and messages to decide on; one query."""
    if not policy.allows(actor, "tell"):
        return None
    counts = Delivery.objects.filter(state__in=(Delivery.State.WAITING, *STUCK)).aggregate(
        calls=Count("pk", filter=Q(way=Delivery.Way.CALL, state=Delivery.State.WAITING)),
        stuck=Count("pk", filter=Q(state__in=STUCK)),
    )
    tiles = []
    if counts["calls"]:
        tiles.append(Tile("待告知诉求人", counts["calls"], "条", reverse("matters:to_tell")))
    if counts["stuck"]:
        tiles.append(Tile("消息没有送达", counts["stuck"], "条", reverse("matters:undelivered")))
    return Panel("告知", tiles=tuple(tiles), width="half") if tiles else None
