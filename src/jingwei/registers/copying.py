"""COPY into a temporary table from Python values: COPY into a table under row-level security is refused."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db.backends.utils import CursorWrapper

_BATCH = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def copy_rows(cursor: CursorWrapper, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY `rows` into `table` in column order. Takes None, bool, numbers, text, UUID, list (array) and dict (jsonb)."""
    rest = iter(rows)
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[attr-defined]
        while batch := list(islice(rest, _BATCH)):
            copy.write("".join("\t".join(map(_text, row)) + "\n" for row in batch))


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, dict):
        return _dumps(value).translate(_ESCAPES)
    if isinstance(value, list):
        return "{" + ",".join(_element(item) for item in value) + "}"
    if value is True:
        return "t"
    if value is False:
        return "f"
    return str(value)


def _element(item: Any) -> str:
    text = str(item)
    if text.isalnum() and text.lower() != "null":
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return ('"' + quoted + '"').translate(_ESCAPES)
