"""The work chat: a text to the webhook of a robot."""

from django.conf import settings

from jingwei.core.outbox.adapters import SHOWN, Answer, Outgoing, Refused, senders
from jingwei.core.outbox.http_post import ask, told


def to_chat(one: Outgoing) -> Answer:
    """Post a text in the form that 企业微信 and 钉钉 robots take.

    The id goes along in two headers, so that a relay of the office's own can leave out what it has had already.
    """
    headers = {"Idempotency-Key": one.message_id, "X-Jingwei-Message": one.message_id}
    said = ask("POST", settings.CHAT_WEBHOOK, {"msgtype": "text", "text": {"content": one.text}}, headers)
    shown = f"200 {said}".strip()[:SHOWN]
    # Robots tell of a refusal in the body of an answer that is a success by its status.
    if str(told(said).get("errcode", 0)) not in ("0", "None"):
        raise Refused(f"对方拒收：{shown}")
    return Answer(shown)


senders["chat"] = to_chat
