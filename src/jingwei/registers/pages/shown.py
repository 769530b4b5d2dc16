"""Values of a ledger as cells and items of a page."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from jingwei.core.facts.showing import cell_of as plain_cell
from jingwei.core.fields import KINDS, Field
from jingwei.core.secrets import closed_state, is_sealed_value, masked_text
from jingwei.core.ui.blocks import Item
from jingwei.core.ui.parts import Cell


def cell_of(field: Field, stored: Any, entry: UUID) -> Any:
    """The cell of a stored value; a personal one is masked and can be asked for, unless it is sealed or erased."""
    if stored is None:
        return None
    if closed_state(stored):
        return masked_text(stored)
    if is_sealed_value(stored):
        return Cell(masked_text(stored), reveal_url=reverse("registers:reveal", args=[entry, field.key]))
    return plain_cell(field, stored)


def item_of(field: Field, stored: Any, entry: UUID) -> Item:
    """The line of a stored value on a record."""
    if closed_state(stored):
        return Item(field.label, masked_text(stored))
    if is_sealed_value(stored):
        return Item(field.label, masked_text(stored), reveal_url=reverse("registers:reveal", args=[entry, field.key]))
    text = KINDS[field.kind].display(stored, field) if stored is not None else None
    return Item(field.label, text, wide=field.kind in ("longtext", "address"), hint=field.help)
