"""Pages by key: the next page begins behind the last row, whatever was recorded in between."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from jingwei.core.row_cursor import BadCursor, read_cursor, write_cursor

__all__ = ["MOST", "PAGE", "BadCursor", "behind", "check_types", "read_cursor", "write_cursor"]

PAGE = 50
MOST = 100

_READ: dict[str, Callable[[str], object]] = {"uuid": UUID, "timestamptz": datetime.fromisoformat, "text": str}


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
