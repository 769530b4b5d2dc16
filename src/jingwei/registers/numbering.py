"""A number of our own for rows that no column tells apart, made of what the row says: the same row is known again."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from jingwei.core.fields import Field

AUTO = "auto_number"  # the key of the field; a ledger whose rows are numbered so has it as its key field
AUTO_FIELD = Field(AUTO, "编号", "text", max_length=24, help="不填由系统编号，同样的内容得到同样的编号")
Said = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def fill_numbers(key_field: str, rows: Sequence[dict[str, Any]], said: Said = lambda row: row) -> None:
    """Give each row without one its number: Z and ten signs out of its values.

    `said` gives the values that are told by the number; personal ones stand in it as keyed hashes, since a plain hash
    of an identity number can be tried out.
    """
    if key_field != AUTO:
        return
    for row in rows:
        if not row.get(AUTO):
            values = {key: value for key, value in sorted(said(row).items()) if key != AUTO}
            row[AUTO] = "Z" + hashlib.sha256(to_json(values)).hexdigest()[:10].upper()
