"""Posting JSON to an address: what certainly did not arrive, what may have, what was refused."""

import http.client
import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jingwei.core.outbox.adapters import SHOWN, NotSent, Refused, Unknown

TIMEOUT = 10.0  # seconds
_MOST = 4096


def ask(method: str, address: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]) -> str:
    """What was answered, where it was a success. Raises NotSent, Unknown, Refused."""
    url = urlsplit(address)
    host, port = url.hostname or "", url.port
    connection = (
        http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
        if url.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    )
    sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    kind = {"Content-Type": "application/json; charset=utf-8"} if sent is not None else {}
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        try:
            connection.connect()
        except (OSError, ssl.SSLError) as error:
            raise NotSent(f"连接不上：{error}") from error
        try:
            connection.request(method, path, sent, {**kind, **headers})
            response = connection.getresponse()
            said = response.read(_MOST).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Unknown(f"发出后没有得到答复：{error}") from error
    finally:
        connection.close()
    shown = f"{response.status} {said}".strip()[:SHOWN]
    if response.status in (429, 502, 503):
        raise NotSent(f"对方暂时不收：{shown}")
    if response.status >= 500:
        raise Unknown(f"对方出错，可能已收到：{shown}")
    if response.status >= 300:
        raise Refused(f"对方拒收：{shown}")
    return said


def told(said: str) -> dict[str, Any]:
    """An answer as an object; empty for what is none."""
    try:
        found = json.loads(said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
