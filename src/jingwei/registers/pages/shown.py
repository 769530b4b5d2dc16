"""Values of a ledger as cells and items of a page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from jingwei.core.facts.showing import cell_of as plain_cell
from jingwei.core.facts.showing import column_of
from jingwei.core.fields import KINDS, Field
from jingwei.core.fields.parts_kind import current, in_force
from jingwei.core.secrets import closed_state, is_sealed_value, masked_text
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.registers.history import SHAPES, shape_words
from jingwei.registers.models import Entry

Names = Mapping[tuple[str, str], tuple[UUID, str]]


def cell_of(field: Field, stored: Any, entry: UUID, on: date | None = None) -> Any:
    """The cell of a stored value; of lines what is in force on a day (None: today).

    A personal one is masked and can be asked for, unless it is sealed or erased.
    """
    if stored is None:
        return None
    if closed_state(stored):
        return masked_text(stored)
    if is_sealed_value(stored):
        return Cell(masked_text(stored), reveal_url=reverse("registers:reveal", args=[entry, field.key]))
    if field.parts:
        return current(stored, field, on or timezone.localdate()) or None
    return plain_cell(field, stored)


def item_of(field: Field, stored: Any, entry: UUID, names: Names | None = None) -> Item:
    """The line of a stored value on a record. How it is filled in is the form's to say."""
    if closed_state(stored):
        return Item(field.label, masked_text(stored))
    if is_sealed_value(stored):
        return Item(field.label, masked_text(stored), reveal_url=reverse("registers:reveal", args=[entry, field.key]))
    if field.kind == "attachment" and stored:
        links = [Link(one["name"], reverse("registers:file", args=[entry, one["sha256"]])) for one in stored]
        return Item(field.label, links, wide=True)
    if field.kind in SHAPES and stored:
        return Item(field.label, shape_words(stored))
    if field.kind == "link" and stored:
        return Item(field.label, goes_to(field, stored, names or {}))
    text = KINDS[field.kind].display(stored, field) if stored is not None else None
    return Item(field.label, text, wide=field.kind in ("longtext", "address"))


def with_place(item: Item, field: Field, entry: Entry) -> Item:
    """The line of the field that says where a row lies, with the name of the place beside its code."""
    place = entry.place if field.key == entry.register.place_field else None
    if place is None or item.value != place.code or place.name == place.code:
        return item
    return replace(item, value=f"{place.name}（{place.code}）")


def lines_section(field: Field, stored: Any, on: date | None = None, names: Names | None = None) -> Section:
    """The lines inside a row as a table of their own; those in force first, and said so."""
    day = on or timezone.localdate()
    dated = field.part("from") is not None or field.part("to") is not None
    columns = tuple(column_of(part) for part in field.parts) + ((Column("状态", "badge"),) if dated else ())
    rows = [
        Row(
            (
                *(_line_cell(part, line.get(part.key), names or {}) for part in field.parts),
                *((_state(line, day),) if dated else ()),
            )
        )
        for line in sorted(stored or (), key=lambda line: not in_force(line, day))
    ]
    return Section(field.label, table=Table(columns, tuple(rows)), text=field.help)


def _line_cell(part: Field, value: Any, names: Names) -> Any:
    if part.kind == "link" and value:
        return goes_to(part, value, names)
    return None if value is None else KINDS[part.kind].display(value, part)


def _state(line: Mapping[str, Any], day: date) -> Badge:
    if in_force(line, day):
        return Badge("有效", "good")
    return Badge("未到", "info") if line.get("from", "") > day.isoformat() else Badge("已止", "calm")


def goes_to(field: Field, value: str, names: Names) -> Any:
    """The cell of a link: the name of what it leads to with the way there, or its key."""
    found = names.get((field.link or "", value))
    return value if found is None else Cell(found[1], url=reverse("registers:entry", args=[found[0]]), note=value)
