"""Every question asked of handouts, by name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.places.models import Place
from jingwei.places.query import places_on
from jingwei.registers.models import Entry, Version
from jingwei.registers.returned import entry_of
from jingwei.registers.selection import Selection, read_selection
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.policy import policy


def handout_by_id(handout_id: UUID) -> Handout:
    """A handout with its ledger. Raises Missing, Refused."""
    policy.may(current_scope().actor, "see")
    found = Handout.objects.select_related("register", "blank__data_key").filter(pk=handout_id).first()
    if found is None:
        raise Missing("没有这次分发。")
    return found


def part_by_id(part_id: UUID) -> HandoutPart:
    """The part of one place, inside the reader's border. Raises Missing, Refused."""
    policy.may(current_scope().actor, "give_back")
    found = (
        HandoutPart.objects.select_related("place", "returned__data_key", "handout__register")
        .select_related("handout__blank__data_key")
        .filter(pk=part_id)
        .first()
    )
    if found is None:
        raise Missing("没有这张待填的表，或不在您的管辖范围内。")
    return found


def parts_of(handout: Handout) -> list[HandoutPart]:
    """The parts of a handout in the order of codes."""
    found = HandoutPart.objects.filter(handout=handout).select_related("place", "returned__data_key")
    return list(found.order_by("place__code"))


def open_parts() -> QuerySet[HandoutPart]:
    """The parts that the reader still has to give back, the earliest first."""
    found = HandoutPart.objects.filter(handout__closed=False, returned=None).select_related("handout", "place")
    return found.order_by("handout__due", "place__code")


@dataclass(frozen=True)
class Land:
    """The places in force: `path` from the top to each, `code` of each."""

    path: Mapping[UUID, Collection[UUID]]
    code: Mapping[UUID, str]

    @classmethod
    def now(cls) -> "Land":
        """As of today, in one query; of readers bound to places only what they see."""
        rows = places_on().filter(scheme__gives_rights=True).values_list("pk", "path", "code")
        return cls({pk: frozenset(path) for pk, path, _ in rows}, {pk: code for pk, _, code in rows})

    def inside(self, place: UUID) -> set[str]:
        """The codes of a place and of all below it."""
        return {self.code[pk] for pk, path in self.path.items() if place in path}


def level_places(level: str) -> list[Place]:
    """The places of a level, in the order of codes."""
    return list(places_on().filter(scheme__gives_rights=True, level=level).order_by("code"))


def selection_for(handout: Handout) -> Selection:
    """The rows that are handed out, as a question to their ledger. Raises JingweiError."""
    assert handout.register is not None, "a blank sheet asks no ledger"
    return read_selection(handout.register, QueryDict(handout.asked))


def rows_by_place(handout: Handout, places: Collection[UUID], land: Land) -> dict[UUID, list[Version]]:
    """The rows of each place in the order of the list, in one query; rows that lie nowhere go to nobody."""
    out: dict[UUID, list[Version]] = {place: [] for place in places}
    wanted = set(places)
    for row in selection_for(handout).ordered():
        for place in wanted.intersection(land.path.get(row.place_id, ()) if row.place_id else ()):
            out[place].append(row)
    return out


def places_of_entries(keys: Collection[str]) -> dict[str, UUID | None]:
    """Where the rows lie that went along under `keys`, of those that the reader sees; one query."""
    entries = {key: entry for key in keys if _is_uuid(entry := entry_of(key))}
    if not entries:
        return {}
    wanted = Entry.objects.filter(pk__in=set(entries.values()))
    places = {str(pk): place for pk, place in wanted.values_list("pk", "place_id")}
    return {key: places[entry] for key, entry in entries.items() if entry in places}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
