"""图册: the rows of a list on A4, one object a page: its fields, its photos, and where it lies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import shape

from jingwei.core.audit import audit
from jingwei.core.facts.table import FactRow, rows_at_most
from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.secrets import is_sealed_value, masked_text, tell_closed
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Link
from jingwei.places.models import Place
from jingwei.registers.fieldsets import with_computed
from jingwei.registers.links import called_all, leads_here
from jingwei.registers.models import Version
from jingwei.registers.pages.chiefs import chiefs_on_paper
from jingwei.registers.pages.pictures import place_picture
from jingwei.registers.pages.shown import Names, item_of, lines_section
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key, registers
from jingwei.registers.selection import read_selection

PART = 100
MOST = 2000
_PHOTOS = 4
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def atlas(request: HttpRequest, key: str) -> HttpResponse:
    """The rows of a list, a page each. GET: what the list takes, and `part` (from 1) of at most `PART` objects."""
    actor = current_scope().actor
    policy.may(actor, "see")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    asked = request.GET.get("part", "")
    part = max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1
    found = rows_at_most(selection, min(part * PART, MOST) + 1)
    rows = found[(part - 1) * PART : part * PART]
    tell_closed([row.data for row in rows])
    fieldset, on = selection.fieldset, selection.point.on
    names = called_all(fieldset, [row.data for row in rows])
    lying = _lying([row.entry for row in rows], selection.point.condition())
    places = Place.objects.in_bulk({one[1] for one in lying.values() if one[1]})
    numbers = [str(row.data.get(register.key_field)) for row in rows]
    lines = any(field.kind == "line" for field in fieldset.fields)
    chiefs = chiefs_on_paper(register, numbers, leads_here(register, registers()), on) if lines else {}
    pages = [
        _page(row, fieldset, with_computed(fieldset, row.data, on), names, lying.get(row.entry), places)
        | {"chiefs": chiefs.get(number)}
        for row, number in zip(rows, numbers, strict=True)
    ]
    audit("printed", f"台账“{register.name}”图册{len(rows)} 条", detail={"question": selection.params()})
    here = reverse("registers:atlas", args=[key]) + selection.params()
    joint = "&" if "?" in here else "?"
    near = [(part - 1, "上一册")] if part > 1 else []
    near += [(part + 1, "下一册")] if len(found) > part * PART and part * PART < MOST else []
    context = {
        "title": f"{register.name}图册",
        "register": register,
        "pages": pages,
        "made_at": timezone.localtime(),
        "first": (part - 1) * PART + 1,
        "near": [Link(label, f"{here}{joint}part={number}") for number, label in near],
        "part": PART,
    }
    return render(request, "registers/atlas.html", context)


def _lying(entries: list[UUID], holds: Any) -> dict[UUID, tuple[str, UUID | None, float | None, float | None]]:
    """Title, place and point of rows by key; one query."""
    rows = Version.objects.filter(holds, entry_id__in=entries)
    return {entry: one for entry, *one in rows.values_list("entry_id", "title", "place_id", "lon", "lat")}  # type: ignore[misc]


def _page(
    row: FactRow,
    fieldset: FieldSet,
    values: Mapping[str, Any],
    names: Names,
    lying: Any,
    places: Mapping[UUID, Place],
) -> dict[str, Any]:
    title, place_id, lon, lat = lying or ("", None, None, None)
    place = places.get(place_id) if place_id else None
    drawn: list[Any] = []
    items: list[Item] = []
    lines: list[Section] = []
    photos: list[str] = []
    for field in fieldset.fields:
        value = values.get(field.key)
        if field.kind in ("line", "outline"):
            drawn += [shape(value)] if isinstance(value, dict) else []
        elif field.kind == "attachment":
            files = [one for one in value or () if str(one["name"]).lower().endswith(_PICTURES)]
            photos += [reverse("registers:file", args=[row.entry, one["sha256"]]) for one in files]
        elif field.parts:
            lines += [lines_section(field, value, names=names)] if value else []
        elif is_sealed_value(value):
            # Paper cannot ask: a personal value stays masked on it.
            items.append(Item(field.label, masked_text(value)))
        elif value is not None:
            items.append(item_of(field, value, row.entry, names))
    if place is not None:
        items.append(Item("所属区划", place.name))
    return {
        "title": title, "items": tuple(items), "lines": lines, "photos": photos[:_PHOTOS],
        "picture": place_picture(title, place, drawn, lon, lat),
    }  # fmt: skip
