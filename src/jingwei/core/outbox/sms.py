"""Short messages through a gateway of the office's own: its address takes one message, and tells the receipt later.

    POST <address>        {"id": message id, "to": number, "text": text}   (Authorization: Bearer <key>)
                        → {"state": "delivered"}   it arrived
                          {"state": "accepted"}    it was taken; the receipt is asked for
                          {"state": "refused", "detail": "…"}
    GET  <address>/<id> → {"state": "delivered" | "failed" | "pending", "detail": "…"}

The id is the same whenever a message is sent again: a gateway leaves out what it has had already.
"""

from django.conf import settings

from jingwei.core.outbox.adapters import SHOWN, Answer, NotSent, Outgoing, Refused, Unknown, receipts, senders
from jingwei.core.outbox.http_post import ask, told

LONGEST = 300  # characters; the gateway divides what is longer than one short message


def to_gateway(one: Outgoing) -> Answer:
    """Hand a short message to the gateway."""
    if not one.to:
        raise Refused("诉求人没有留电话，或保存期限已到。")
    body = {"id": one.message_id, "to": one.to, "text": one.text[:LONGEST]}
    said = told(ask("POST", settings.SMS_URL, body, {**_key(), "Idempotency-Key": one.message_id}))
    state, detail = str(said.get("state", "")), str(said.get("detail", ""))[:SHOWN]
    if state in ("accepted", "delivered"):
        return Answer("网关已收下，等回执" if state == "accepted" else "已送达", receipt_due=state == "accepted")
    if state == "refused":
        raise Refused(f"短信网关拒收：{detail}")
    raise Unknown("短信网关的答复没有写明是否收下。")


def receipt(message_id: str) -> Answer | None:
    """Whether a short message has arrived; None while nobody knows."""
    try:
        said = told(ask("GET", f"{settings.SMS_URL.rstrip('/')}/{message_id}", None, _key()))
    except (Unknown, Refused) as error:
        # Asking changes nothing: it is asked again.
        raise NotSent(str(error)) from error
    state = str(said.get("state", ""))
    if state == "failed":
        raise Refused(f"没有送达：{str(said.get('detail', ''))[:SHOWN]}")
    return Answer("已送达（回执）") if state == "delivered" else None


def _key() -> dict[str, str]:
    return {"Authorization": f"Bearer {settings.SMS_KEY}"} if settings.SMS_KEY else {}


senders["sms"] = to_gateway
receipts["sms"] = receipt
