"""Questions asked of what people are told: calls to make, messages without a certain end."""

from django.db.models import QuerySet

from jingwei.core.outbox import Delivery

STUCK = (Delivery.State.UNKNOWN, Delivery.State.FAILED)


def calls_to_make() -> QuerySet[Delivery]:
    """Calls of the list 待告知; those that waited longest, or were tried longest ago, first."""
    waiting = Delivery.objects.filter(way=Delivery.Way.CALL, state=Delivery.State.WAITING)
    return waiting.select_related("message").order_by("next_at", "id")


def stuck() -> QuerySet[Delivery]:
    """Messages whose outcome is unknown, or that were not taken; a person decides."""
    return Delivery.objects.filter(state__in=STUCK).select_related("message").order_by("-message__at", "id")
