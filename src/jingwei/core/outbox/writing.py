"""Writing messages in the transaction of the act that causes them: both are there, or neither is."""

from collections.abc import Sequence

from django.conf import settings

from jingwei.core.outbox.stored import Delivery, Message
from jingwei.core.scope import current_scope


def write_messages(messages: Sequence[Message]) -> None:
    """Store messages with the ways on which they go out; those to staff stand in their list at once.

    Two statements at most, none without messages.
    """
    if not messages:
        return
    code = current_scope().subdistrict
    ways = []
    for one in messages:
        one.subdistrict = code
        if one.asker is not None:
            ways.append(Delivery(subdistrict=code, message=one, place=one.place, way=Delivery.Way.CALL))
        elif settings.CHAT_WEBHOOK and one.chat:
            ways.append(Delivery(subdistrict=code, message=one, place=one.place, way=Delivery.Way.CHAT))
    Message.objects.bulk_create(messages)
    Delivery.objects.bulk_create(ways)
