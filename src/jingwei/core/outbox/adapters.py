"""The ways out of the house: each is a function that sends one text under its message id, and says what came of it."""

import http.client
import json
import ssl
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 10.0  # seconds
_SHOWN = 160


class Answer(NamedTuple):
    """It arrived; `text` is what the other side said."""

    text: str


class NotSent(Exception):
    """It certainly did not arrive, and may be tried again."""


class Refused(Exception):
    """The other side took it and said no; trying again would not help."""


class Unknown(Exception):
    """It may have arrived: the other side did not answer any more."""


# (message id, text) → what came of it. Raises NotSent, Refused, Unknown.
Sender = Callable[[str, str], Answer]


def to_chat(message_id: str, text: str) -> Answer:
    """Post a text to the webhook of a work chat, in the form that 企业微信 and 钉钉 robots take.

    The id goes along in two headers, so that a relay of the office's own can leave out what it has had already.
    """
    url = urlsplit(settings.CHAT_WEBHOOK)
    secure = url.scheme == "https"
    host, port = url.hostname or "", url.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
        if secure
        else http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    )
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": message_id,
        "X-Jingwei-Message": message_id,
    }
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as error:
            raise NotSent(f"连接不上：{error}") from error
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            said = response.read(4096).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Unknown(f"发出后没有得到答复：{error}") from error
    finally:
        connection.close()
    return _judged(response.status, said)


def _judged(status: int, said: str) -> Answer:
    shown = f"{status} {said}".strip()[:_SHOWN]
    if status in (429, 502, 503):
        raise NotSent(f"对方暂时不收：{shown}")
    if status >= 500:
        raise Unknown(f"对方出错，可能已收到：{shown}")
    if status >= 300 or _error_code(said):
        raise Refused(f"对方拒收：{shown}")
    return Answer(shown)


def _error_code(said: str) -> int:
    """What the robots of work chats tell in the body of an answer that is a success by its status."""
    try:
        told = json.loads(said)
        return int(told.get("errcode", 0)) if isinstance(told, dict) else 0
    except (ValueError, TypeError):
        return 0


# The way → who goes it. A way that is not here is gone by people (a call).
senders: dict[str, Sender] = {"chat": to_chat}
