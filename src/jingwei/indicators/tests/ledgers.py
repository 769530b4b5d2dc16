"""A ledger in one line, for tests of counting."""

from collections.abc import Sequence
from typing import Any

from jingwei.core.actions import perform
from jingwei.core.fields import Field, FieldSet
from jingwei.registers.actions import DefineRegister
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key


def define_ledger(key: str, name: str, fields: Sequence[Field], **more: Any) -> Register:
    """A ledger whose rows have a code, a name and a grid."""
    row = {
        "key": key,
        "name": name,
        "noun": "行",
        "unit": "行",
        "key_field": "code",
        "title_field": "name",
        "place_field": "grid",
        **more,
    }
    perform(DefineRegister(), [row], context={"fields": FieldSet(key, 1, tuple(fields))})
    return register_by_key(key)
