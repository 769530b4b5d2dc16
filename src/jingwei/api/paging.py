"""Pages by key: the next page begins behind the last row, whatever was recorded in between."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jingwei.core.errors import JingweiError

PAGE = 50
MOST = 100


_READ: dict[str, Callable[[str], object]] = {"uuid": UUID, "timestamptz": datetime.fromisoformat, "text": str}


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


def behind(rows: QuerySet[Any], table: str, columns: Sequence[str], types: Sequence[str], after: str) -> QuerySet[Any]:
    """`rows` behind a cursor in the ascending order of `columns`; a row comparison, which the list indexes serve."""
    if not after:
        return rows
    parts = read_cursor(after, len(columns))
    named = ", ".join(f'"{table}"."{column}"' for column in columns)
    given = ", ".join(f"%s::{kind}" for kind in types)
    check_types(parts, types)
    return rows.extra(where=[f"({named}) > ({given})"], params=parts)  # noqa: S610


def check_types(parts: Sequence[str], types: Sequence[str]) -> None:
    """Raise BadCursor for a part that is not of its type."""
    for part, kind in zip(parts, types, strict=True):
        try:
            _READ[kind](part)
        except ValueError as error:
            raise BadCursor("游标（after）写法不对，请使用上一页返回的 next。") from error
