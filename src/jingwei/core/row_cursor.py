"""Cursors: where in an order a page ended, so that the next begins behind it whatever was recorded in between."""

import base64
import binascii
import json
from typing import Any

from jingwei.core.errors import JingweiError


class BadCursor(JingweiError):
    """The cursor is none that we gave."""

    code = "cursor"
    status = 400


def write_cursor(*parts: Any) -> str:
    """A cursor: opaque to the caller."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, count: int) -> list[str]:
    """The parts of a cursor. Raises BadCursor for anything but what `write_cursor` gave."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = json.loads(raw.decode())
    except (ValueError, UnicodeError, binascii.Error) as error:
        raise BadCursor("游标（after）写法不对，请使用上一页返回的 next。") from error
    if (
        not isinstance(parts, list)
        or len(parts) != count
        or not all(isinstance(p, str) and "\0" not in p for p in parts)
    ):
        raise BadCursor("游标（after）写法不对，请使用上一页返回的 next。")
    return parts
