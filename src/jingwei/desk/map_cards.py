"""Cards beside the map: what was clicked on, in a few lines, with the way to its page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item
from jingwei.core.ui.parts import Link
from jingwei.desk.grid_answer import Answer, answer_for
from jingwei.places.query import place_by_id
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.links import leads_here
from jingwei.registers.models import Entry
from jingwei.registers.pages.chiefs import chief_items
from jingwei.registers.pages.entry_parts import find_entry
from jingwei.registers.policy import policy
from jingwei.registers.query import registers, state_of


def entry_card(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """A row of a ledger: its name, its grid, who serves there."""
    policy.may(current_scope().actor, "see")
    entry = find_entry(entry_id)
    state = state_of(entry.pk)
    spot = (state.lon, state.lat) if state and state.lon is not None and state.lat is not None else None
    own = (Item(f"{entry.register.noun}编号", entry.key), *_chiefs(entry))
    page = Link("打开档案", reverse("registers:entry", args=[entry.pk]), icon="file-text")
    return _card(request, state.title if state else entry.key, own, page, answer_for(entry.place_id, spot))


def _chiefs(entry: Entry) -> tuple[Item, ...]:
    """Of a line who is its chief today, level by level."""
    if not any(field.kind == "line" for field in fieldset_of(entry.register).fields):
        return ()
    return chief_items(entry, leads_here(entry.register, registers()))


def place_card(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """A place: where it belongs and who serves there."""
    place = place_by_id(place_id)
    page = Link("打开网格", reverse("places:place", args=[place.pk]), icon="list")
    return _card(request, place.name, (), page, answer_for(place.pk, None))


def _card(request: HttpRequest, title: str, own: tuple[Item, ...], page: Link, answer: Answer | None) -> HttpResponse:
    items = (*own, *(answer.brief if answer else ()))
    return render(request, "desk/parts/card.html", {"title": title, "items": items, "page": page})
