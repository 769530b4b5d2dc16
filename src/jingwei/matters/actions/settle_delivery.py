"""不再发送: somebody looked, and it arrived, or need not arrive any more."""

from django.utils import timezone

from jingwei.core.actions import register_action
from jingwei.core.outbox import Delivery
from jingwei.matters.actions.send_again import Deciding


@register_action
class SettleDelivery(Deciding):
    """Leave it at that."""

    name = "matters.settle_delivery"
    label = "不再发送"

    def decide(self, one: Delivery) -> None:
        """It is over."""
        one.state, one.ended_at = Delivery.State.DROPPED, timezone.now()
