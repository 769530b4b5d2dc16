"""导入每周推送: signals on disputes come in as a sheet, are merged per dispute, and go on to who works on them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, find_action, perform, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields.moments import moment_of
from jingwei.matters.actions.add_note import store_followed
from jingwei.matters.actions.moving import step_of
from jingwei.matters.actions.receive import Receive
from jingwei.matters.dispatching import by_rule, rules
from jingwei.matters.likeness import likeness, pairs_of
from jingwei.matters.models import Matter, Note, Request
from jingwei.matters.notes.reminding import first_reminder
from jingwei.matters.notes.sorts import sorts
from jingwei.matters.policy import policy
from jingwei.matters.receiving import received
from jingwei.matters.signals.reading import SHEET, bodies, names_persons
from jingwei.matters.stages import OPEN
from jingwei.matters.texts import NO_PERSONS, NO_SUCH_PLACE
from jingwei.people.linked import problem
from jingwei.places.models import Place

_LIKE = 0.5
SORT = "signal"


@register_action
class TakeSignals(Action):
    """Take the rows of a Monday list. What is known stays; what is of an open dispute joins it; others open one."""

    name = "matters.take_signals"
    label = "导入每周推送"
    declared = SHEET

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk."""
        policy.may(act.actor, "dispatch")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, merged, same}. Raises Invalid for unknown places and for rows that tell of persons."""
        places = _places(items)
        wrong = [one for item in items if (one := _wrong(item, places)) is not None]
        if wrong:
            raise Invalid(wrong)
        fresh = _unknown(items)
        open_ones = _open_disputes({places[item.values["place"]].pk for item in fresh})
        new: list[Item] = []
        into: list[tuple[Item, Any]] = []
        for item in fresh:
            found = next((one for one in open_ones if _same(item, places, one)), None)
            if found is None:
                found = _Dispute(
                    places[item.values["place"]].pk, item.values["quarrel"], pairs_of(item.values["title"])
                )
                open_ones.append(found)
                new.append(item)
            into.append((item, found))
        _open(act, new, {id(item): found for item, found in into}, places)
        first = {id(item) for item in new}
        _add(act, [(item, found.pk) for item, found in into], first)
        return {"new": len(new), "merged": len(fresh) - len(new), "same": len(items) - len(fresh)}


class _Dispute:
    """A dispute as signals are compared with it."""

    def __init__(self, place: UUID, quarrel: str, words: frozenset[str], pk: UUID | None = None) -> None:
        self.place, self.quarrel, self.words, self.pk = place, quarrel, words, pk


def _places(items: Sequence[Item]) -> dict[str, Place]:
    told = {item.values["place"] for item in items}
    today = timezone.localdate()
    rows = Place.objects.filter(valid_to__gt=today).order_by("scheme__gives_rights", "valid_from")
    by_name = {one.name: one for one in rows.filter(name__in=told)}
    return by_name | {one.code: one for one in rows.filter(code__in=told)}


def _wrong(item: Item, places: Mapping[str, Place]) -> Any:
    told = item.values["place"]
    if told not in places:
        return problem(SHEET, "place", told, NO_SUCH_PLACE.format(value=told), code="place.unknown", row=item.row)
    if number := names_persons(item.values):
        shown = f"{number[:3]}…"
        return problem(SHEET, "title", shown, NO_PERSONS, code="signal.person", row=item.row)
    return None


def _unknown(items: Sequence[Item]) -> list[Item]:
    """Those whose number is not known yet, each once. One query."""
    keys = [(bodies()[one.values["body"]].channel, bodies()[one.values["body"]].number(one.values["number"]))
            for one in items]  # fmt: skip
    rows = Request.objects.filter(outside_number__in=[number for _, number in keys])
    known = set(rows.values_list("channel", "outside_number"))
    out = []
    for item, key in zip(items, keys, strict=True):
        if key not in known:
            known.add(key)
            out.append(item)
    return out


def _open_disputes(places: set[UUID]) -> list[_Dispute]:
    rows = Matter.objects.filter(kind="dispute", stage__in=OPEN, place__in=places)
    return [
        _Dispute(place, details.get("quarrel", ""), pairs_of(title), pk)
        for pk, place, details, title in rows.values_list("pk", "place_id", "details", "title")
    ]


def _same(item: Item, places: Mapping[str, Place], one: _Dispute) -> bool:
    here = places[item.values["place"]].pk == one.place and item.values["quarrel"] == one.quarrel
    return here and likeness(pairs_of(item.values["title"]), one.words) >= _LIKE


def _open(act: Act, new: Sequence[Item], found: Mapping[int, _Dispute], places: Mapping[str, Place]) -> None:
    """Register the new disputes and give them to who leads such by the rules, else to the place."""
    if not new:
        return
    told = [_as_request(item, places) for item in new]
    at = timezone.now()
    made = received(Receive.declared, act, told, at, lambda _, matter: step_of(matter, "receive", act, at))
    known = rules()
    leads: dict[str, list[UUID]] = {}
    paths = {one.pk: list(one.path) for one in places.values()}
    for item, matter in zip(new, made, strict=True):
        found[id(item)].pk = matter.pk
        ruled = by_rule(matter, known, paths[matter.place_id])
        leads.setdefault(str(ruled.department.pk) if ruled else "", []).append(matter.pk)
    perform(find_action("matters.accept"), targets=[one.pk for one in made])
    for lead, keys in sorted(leads.items()):
        perform(find_action("matters.dispatch"), [{"lead": lead}], targets=keys)


def _as_request(item: Item, places: Mapping[str, Place]) -> Item:
    body = bodies()[item.values["body"]]
    values = {
        "kind": "dispute", "channel": body.channel, "title": item.values["title"], "quarrel": item.values["quarrel"],
        "place": str(places[item.values["place"]].pk), "outside_number": body.number(item.values["number"]),
    }  # fmt: skip
    return Item(None, values | ({"received_at": item.values["day"]} if item.values.get("day") else {}), item.row)


def _add(act: Act, told: Sequence[tuple[Item, Any]], first: set[int]) -> None:
    """A note for each signal, open until it is answered; a request for each that joins a dispute."""
    now, sort = timezone.now(), sorts()[SORT]
    matters = Matter.objects.in_bulk({key for _, key in told})
    notes, requests = [], []
    for item, key in told:
        matter, body = matters[key], bodies()[item.values["body"]]
        day = item.values.get("day")
        at = min(moment_of(day), now) if day and day != str(timezone.localdate(now)) else now
        common = {"subdistrict": act.scope.subdistrict, "matter": matter, "place_id": matter.place_id}
        notes.append(
            Note(
                **common, sort=SORT, at=at, by_label=act.actor.label,
                values={"body": body.name, "number": item.values["number"], "told": item.values["title"]},
                remind_on=first_reminder(sort, timezone.localdate(now), None),
            )
        )  # fmt: skip
        if id(item) not in first:
            requests.append(
                Request(
                    **common, channel=body.channel, outside_number=body.number(item.values["number"]), received_at=at,
                    text=item.values["title"], taken_by=act.actor.label,
                )
            )  # fmt: skip
    Request.objects.bulk_create(requests)
    Note.objects.bulk_create(notes)
    changed = list(matters.values())
    store_followed(act, changed, "note", [{"note": SORT}] * len(changed), now)
