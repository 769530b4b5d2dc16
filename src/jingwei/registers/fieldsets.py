"""The fields of a register as the form and sheet engines know them, kept between requests."""

from functools import lru_cache
from json import dumps

from jingwei.core.fields import Field, FieldSet
from jingwei.registers.models import Register

_SEARCHED = frozenset({"text", "address", "credit_code", "phone"})


def fieldset_of(register: Register) -> FieldSet:
    """The present fields of a register."""
    return _load(dumps(register.fields, sort_keys=True))


@lru_cache(maxsize=512)
def _load(text: str) -> FieldSet:
    from json import loads

    return FieldSet.load(loads(text))


def searched_fields(fieldset: FieldSet) -> list[Field]:
    """Fields whose text finds a row; personal ones never do."""
    return [field for field in fieldset.fields if field.kind in _SEARCHED and not field.personal]


def location_of(fieldset: FieldSet) -> str | None:
    """The key of the field that holds the point on the map."""
    return next((field.key for field in fieldset.fields if field.kind == "location"), None)
