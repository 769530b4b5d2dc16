"""Messages of matters, written with the move that causes them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from jingwei.core.outbox import Message, write_messages
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Request
from jingwei.matters.telling.texts import Template, templates
from jingwei.people.models import Department
from jingwei.places.models import Place

DESK = ("dispatcher", "office")
CLOSED = "closed"
_STAFF = {"lead", "desk", "first", "named"}


def tell(
    event: str, matters: Sequence[Matter], why: str = "", departments: Mapping[UUID, Sequence[UUID]] | None = None
) -> None:
    """Write what the event tells of each matter. Nothing where no template says anything of it; names of departments
    and places that are not at hand are read at once. `departments`, by matter, are those that the event itself names.
    """
    template = templates().get(event)
    if template is None or not matters:
        return
    askers = _askers(matters) if "askers" in template.to else {}
    if not askers and not _STAFF & set(template.to):
        return
    leads, places = _named(Department, matters, "lead"), _named(Place, matters, "place")
    out: list[Message] = []
    for one in matters:
        words = _words(one, leads, places, why)
        if {"lead", "desk"} & set(template.to):
            out.append(_to_staff(event, template, one, words))
        for department in _beside(template, one, departments or {}):
            # The chat is told once, whoever else is told.
            chat = template.chat if "named" in template.to else ""
            out.append(_message(event, replace(template, chat=chat), one, words, department=department))
        out += [_message(event, template, one, words, asker=asker) for asker in askers.get(one.pk, ())]
    write_messages(out)


def tell_moved(verb: str, matters: Sequence[Matter], why: str) -> None:
    """What a move tells: that it was made, and of those it closed that they are."""
    tell(verb, matters, why)
    tell(CLOSED, [one for one in matters if one.stage == CLOSED and verb != "call_back"])


def _to_staff(event: str, template: Template, one: Matter, words: Mapping[str, str]) -> Message:
    """One message for all of the staff: who works on it, the desk."""
    lead = "lead" in template.to
    return _message(
        event,
        template,
        one,
        words,
        roles=list(DESK) if "desk" in template.to else [],
        department=one.lead_id if lead else None,
        to_place=lead and one.lead_id is None,
    )


def _beside(template: Template, one: Matter, named: Mapping[UUID, Sequence[UUID]]) -> Sequence[UUID]:
    """The departments told beside who leads it: those that the event names, and who led it first."""
    if "named" in template.to:
        return named.get(one.pk, ())
    first = one.first_lead_id
    return (first,) if "first" in template.to and first and first != one.lead_id else ()


def _message(event: str, template: Template, one: Matter, words: Mapping[str, str], **to: Any) -> Message:
    return Message(
        event=event, about=one.pk, url=reverse("matters:matter", args=[one.pk]), title=template.title,
        text=template.text.format(**words), chat=template.chat.format(**words), place=one.place_id, **to,
    )  # fmt: skip


def _words(one: Matter, leads: Mapping[UUID, str], places: Mapping[UUID, str], why: str) -> dict[str, str]:
    kind = kinds()[one.kind]
    due = f"，时限{timezone.localtime(one.due_at):%Y-%m-%d %H:%M}" if one.due_at else ""
    place = places[one.place_id]
    # What will be sealed does not go on living in messages.
    title, reply = (kind.name, "") if kind.rules.kept_years else (one.title, one.reply)
    return {
        "number": one.number, "title": title, "kind": kind.name, "noun": kind.noun, "place": place,
        "lead": leads[one.lead_id] if one.lead_id else place, "due": due, "why": why, "reply": reply,
        "outcome": one.get_outcome_display() or "已办理",
    }  # fmt: skip


def _askers(matters: Sequence[Matter]) -> dict[UUID, list[UUID]]:
    """Requests by matter whose askers left a way to reach them, and are not answered by the outside platform.

    What passes the stage 待回填 under a number of that platform has its answer there.
    """
    found: dict[UUID, list[UUID]] = {}
    by_key = {one.pk: one for one in matters}
    rows = Request.objects.filter(matter__in=by_key).exclude(contact_phone=None).order_by("received_at", "id")
    for key, matter, outside in rows.values_list("pk", "matter_id", "outside_number"):
        if not (outside and "entering" in kinds()[by_key[matter].kind].path):
            found.setdefault(matter, []).append(key)
    return found


def _named(model: type[Model], matters: Sequence[Matter], link: str) -> dict[UUID, str]:
    """Names by key of what the matters are linked to; one query where some are not at hand."""
    keys = {getattr(one, f"{link}_id") for one in matters} - {None}
    if not keys:
        return {}
    return dict(model._default_manager.filter(pk__in=keys).values_list("pk", "name"))
