"""Indicators whose conditions name a row of a ledger: told before the row goes over into another."""

from collections.abc import Iterator
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from jingwei.indicators.definitions import definitions_in_force
from jingwei.registers.models import Entry
from jingwei.registers.succession.ports import Pointer, pointers_to

_SHORTEST = 3  # signs of a number that may be looked for


@pointers_to
def naming(entry: Entry) -> Iterator[Pointer]:
    """The definitions in force that say the number of an entry; one query. A definition is changed by people only."""
    if len(entry.key) < _SHORTEST:
        return
    written = definitions_in_force().annotate(written=Cast("body", TextField()))
    for row in written.filter(written__contains=entry.key):
        if _says(row.body, entry.key):
            url = reverse("indicators:definition", args=[row.key])
            yield Pointer("指标", row.name, url=url, note="口径不会自动改，请在指标里改条件")


def _says(body: Any, number: str) -> bool:
    if isinstance(body, dict):
        return any(_says(value, number) for value in body.values())
    if isinstance(body, list):
        return any(_says(value, number) for value in body)
    return body == number
