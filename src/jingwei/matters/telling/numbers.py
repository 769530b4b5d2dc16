"""The number of who asked, for the short message that tells what came of it."""

from uuid import UUID

from jingwei.core.audit import audit
from jingwei.core.outbox import asker_numbers
from jingwei.core.secrets import Unreadable
from jingwei.matters.contacts import opened
from jingwei.matters.models import Request


@asker_numbers
def phone_of(asker: UUID) -> str | None:
    """The number of a request in clear; that it was used stands in the log, the number does not."""
    request = Request.objects.select_related("matter").filter(pk=asker).first()
    if request is None or request.contact_phone is None:
        return None
    try:
        number = opened([request])[0]["contact_phone"]
    except Unreadable:
        # Its time is over, and the key is gone.
        return None
    audit(
        "unmasked",
        f"{request.matter.number}诉求人联系方式",
        reason="短信告知办理结果",
        detail={"requests": [str(asker)]},
    )
    return number
