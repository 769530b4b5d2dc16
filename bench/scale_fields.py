"""Part of `bench.scale`: every change of a field of the wide ledger, through its action, against a bare UPDATE of one row."""

import json
from typing import Any

from bench.curve import Spot
from bench.scale_rows import Filled
from bench.scratch import best, line


def field_changes(filled: Filled, found: dict[str, dict[int, Spot]]) -> None:
    """Rename, add, retire, revive, close and merge choices, offer another, take another kind; then the past is asked."""
    from dataclasses import replace
    from itertools import count

    from django.db import connection

    from jingwei.core.actions import perform
    from jingwei.core.fields import Choice, Field
    from jingwei.core.fields.declaration import dump_field
    from jingwei.core.scope import open_scope
    from jingwei.core.tests.query_counts import counted
    from jingwei.registers.actions import ChangeField
    from jingwei.registers.fieldsets import fieldset_of
    from jingwei.registers.models import FieldsVersion, Register

    numbers = count(1)

    def change(what: str, key: str, **values: Any) -> None:
        with open_scope(filled.street.scope("office")):
            row = {"what": what, "field": key, **values}
            perform(ChangeField(), [row], targets=[filled.wide.pk], reason="测量")

    def own(key: str) -> Field:
        with open_scope(filled.street.scope("office")):
            return fieldset_of(Register.objects.get(pk=filled.wide.pk), retired=True).by_key[key]

    def declared(field: Field) -> str:
        return json.dumps(dump_field(field), ensure_ascii=False)

    def rename() -> None:
        change("change", "t1", declaration=declared(replace(own("t1"), label=f"说明之{next(numbers)}")))

    def add() -> None:
        key = f"n{next(numbers)}"
        change("add", key, declaration=declared(Field(key, f"新增{key}", "text")))

    def there_and_back() -> None:
        change("retire", "t2")
        change("revive", "t2")

    def offer() -> None:
        choice = Choice(f"c{next(numbers)}", f"选项{next(numbers)}")
        before = own("state")
        change("change", "state", declaration=declared(replace(before, choices=(*before.choices, choice))))

    def merge() -> None:
        value = f"c{next(numbers)}"
        before = own("owner")
        choice = Choice(value, f"选项{value}")
        change("change", "owner", declaration=declared(replace(before, choices=(*before.choices, choice))))
        change("merge_choices", "owner", values=value, into="firm")

    def close() -> None:
        offer()
        change("close_choices", "state", values=own("state").choices[-1].value)

    def another_kind() -> None:
        for kind in ("integer", "text"):
            change("change", "floors", declaration=declared(replace(own("floors"), kind=kind)))

    def bare_update() -> None:
        with open_scope(filled.street.scope("office")), connection.cursor() as cursor:
            cursor.execute("UPDATE registers_register SET revision = revision + 1 WHERE id = %s", [filled.wide.pk])

    ways = {
        "field renamed": (rename, 1),
        "field added": (add, 1),
        "field retired, and back": (there_and_back, 2),
        "choice added": (offer, 1),
        "choice added and merged": (merge, 2),
        "choice added and closed": (close, 2),
        "another kind (all values read), and back": (another_kind, 2),
    }
    floor = best(5, bare_update)
    for what, (work, times) in ways.items():
        with counted() as said:
            work()
        spot = Spot(best(3, work) / times, floor, said.queries)
        found.setdefault(what, {})[filled.entries] = spot
        line(f"{filled.entries:>9,}  {what} ({spot.queries} statements)", spot.ms, floor)
    with open_scope(filled.street.scope("office")):
        kept = FieldsVersion.objects.filter(register_id=filled.wide.pk).count()
        newest = Register.objects.get(pk=filled.wide.pk).fields_version
    assert kept == newest - 1, (kept, newest)
