"""The fields of a register as the form and sheet engines know them, kept between requests."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from json import dumps, loads
from typing import Any

from django.utils import timezone

from jingwei.core.fields import Field, FieldSet
from jingwei.core.fields.declaration import load_field, outside_limits
from jingwei.core.fields.row_formula import computed
from jingwei.registers.models import Register

SINCE = Field(key="valid_from", label="生效日期", kind="date", help="这一情况从哪天起属实；不填为今天")
HELD = Field(
    key="held_on",
    label="更正哪一天的情况",
    kind="date",
    help="以前某一段登记错了的，填那段时间里的任一天；不填为最近一次登记的",
)
_SEARCHED = frozenset({"text", "address", "credit_code", "phone", "industry", "division_code"})


def fieldset_of(register: Register, *, since: bool = False, retired: bool = False) -> FieldSet:
    """The present fields of a register; with `since` the effective day beside them, as its verbs ask for it
    (not where each row tells by itself on which day it happened).

    With `retired` also those that are no longer asked, for what counts or shows the past.
    """
    return _load(dumps(register.fields, sort_keys=True), since, retired)


@lru_cache(maxsize=512)
def _load(text: str, since: bool, retired: bool) -> FieldSet:
    own = FieldSet.load(_within_limits(loads(text)))
    if not retired and any(field.retired for field in own.fields):
        own = replace(own, fields=tuple(field for field in own.fields if not field.retired))
    return replace(own, fields=(*own.fields, SINCE)) if since and event_day_of(own) is None else own


def _within_limits(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored declaration; a field that a later limit forbids is asked no more, and the ledger stays readable."""
    return {**stored, "fields": [_asked_or_not(one) for one in stored["fields"]]}


def _asked_or_not(stored: dict[str, Any]) -> dict[str, Any]:
    beyond = not stored.get("retired") and outside_limits(load_field(stored))
    return {**stored, "retired": True, "required": False} if beyond else stored


@lru_cache(maxsize=512)
def with_fields(fieldset: FieldSet, more: tuple[Field, ...]) -> FieldSet:
    """The fields of a ledger and `more`."""
    return replace(fieldset, fields=(*fieldset.fields, *more))


def searched_fields(fieldset: FieldSet) -> list[Field]:
    """Fields whose text finds a row; personal ones never do."""
    return [field for field in fieldset.fields if field.kind in _SEARCHED and not field.personal]


def quantity_of(fieldset: FieldSet) -> Field | None:
    """The field that says for how many things a row stands."""
    return next((field for field in fieldset.fields if field.quantity), None)


def event_day_of(fieldset: FieldSet) -> Field | None:
    """The date on which what a row tells of happened, where the rows are events and no objects."""
    return next((field for field in fieldset.fields if field.happened), None)


def moving_of(fieldset: FieldSet) -> Field | None:
    """The number that moves a stock."""
    return next((field for field in fieldset.fields if field.stock is not None), None)


def with_computed(fieldset: FieldSet, data: Mapping[str, Any], on: date | None) -> Mapping[str, Any]:
    """The values of a row with what its formulas give on a day (None: today)."""
    if not any(field.formula for field in fieldset.fields):
        return data
    return {**data, **computed(fieldset.fields, data, on or timezone.localdate())}


def location_of(fieldset: FieldSet) -> str | None:
    """The key of the field that holds the point on the map."""
    return next((field.key for field in fieldset.fields if field.kind == "location"), None)
