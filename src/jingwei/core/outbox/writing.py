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
        ways += [Delivery(subdistrict=code, message=one, place=one.place, way=way) for way in _ways(one)]
    Message.objects.bulk_create(messages)
    Delivery.objects.bulk_create(ways)


def _ways(one: Message) -> list[Delivery.Way]:
    """Who asked gets a short message where there is a gateway, else a call; staff what the installation has."""
    way = Delivery.Way
    if one.asker is not None:
        return [way.SMS if settings.SMS_URL else way.CALL]
    if not one.chat:
        return []
    there = {way.CHAT: settings.CHAT_WEBHOOK, way.MAIL: settings.SMTP_HOST, way.FILE: settings.DROP_FOLDER}
    return [one for one, address in there.items() if address]
