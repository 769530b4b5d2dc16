"""Reading many encrypted values: each names its key inside itself, and the keys of all are asked for by one query."""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any
from uuid import UUID

from jingwei.core.models import DataKey
from jingwei.core.secrets.cipher import Unreadable, is_sealed_value, key_of
from jingwei.core.secrets.keys import cipher_for

CLOSED_WORDS = {DataKey.State.SEALED: "已封存", DataKey.State.DESTROYED: "已按期限删除"}


class Keyring:
    """The keys of stored values, whatever end date they were recorded under; one query, none without such values."""

    def __init__(self, stored: Iterable[Any]) -> None:
        wanted = {key_of(value) for value in stored if is_sealed_value(value)}
        self._keys: Mapping[UUID, DataKey] = DataKey.objects.in_bulk(wanted) if wanted else {}

    def open(self, field: str, stored: Mapping[str, str]) -> str:
        """The text of a value of `field`. Raises Unreadable where its key is sealed, destroyed or unknown."""
        key = self._keys.get(key_of(stored))
        if key is None:
            raise Unreadable("找不到加密这条数据的密钥，请联系安全管理员。")
        return cipher_for(key).open(field, stored)


def tell_closed(rows: Sequence[MutableMapping[str, Any]], fields: Iterable[str] | None = None) -> None:
    """Where the key of a value is sealed or destroyed, put words in the place of its mask; one query at most.

    `rows` are the data of versions; only `fields` are looked at (None: all). Nothing of it is ever written back.
    """
    asked = None if fields is None else tuple(fields)
    found = [
        (row, name) for row in rows for name in (row if asked is None else asked) if is_sealed_value(row.get(name))
    ]
    if not found:
        return
    closed = dict(DataKey.objects.exclude(state=DataKey.State.ACTIVE).values_list("pk", "state"))
    if not closed:
        return
    for row, name in found:
        state = closed.get(key_of(row[name]))
        if state is not None:
            row[name] = {**row[name], "m": CLOSED_WORDS[DataKey.State(state)], "closed": state}


def closed_state(value: Any) -> str:
    """`sealed` or `destroyed` for a value that `tell_closed` has marked, else nothing."""
    return str(value.get("closed", "")) if is_sealed_value(value) else ""
