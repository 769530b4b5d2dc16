"""A row as it was known at a moment (按当时口径): its state, its place by the name of then, and what the page says."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from jingwei.core.facts.asked import point_params
from jingwei.core.facts.point import Point
from jingwei.core.facts.showing import place_names
from jingwei.core.facts.then import as_known
from jingwei.core.records import FOREVER
from jingwei.core.ui.parts import Badge, Link
from jingwei.places.models import Place
from jingwei.registers.models import Entry, Version
from jingwei.registers.pages.entry_parts import state_badge
from jingwei.registers.query import state_of


def state_at(entry: Entry, known: Sequence[Version], point: Point, *, more: bool) -> Version | None:
    """Of the versions at hand, newest knowledge first, the one that the page shows; None where nothing is left of the
    row. Where nothing held at the point it is the last that was known then, or else the last that is known now. With
    `more` there are others beyond those at hand, and the one that held is asked for."""
    held = next((one for one in known if holds(one, point)), None)
    if held is None and more:
        held = state_of(entry.pk, point)
    told = [one for one in known if point.known_at is not None and known_at(one, point)]
    return held or max(told, key=lambda one: one.valid_from, default=None) or _last(known)


def holds(version: Version, point: Point) -> bool:
    """Whether a state was true at a point in time, as known then."""
    if not known_at(version, point):
        return False
    if point.latest:
        return version.valid_to.isoformat() == FOREVER
    day = point.on or timezone.localdate()
    return version.valid_from <= day < version.valid_to


def known_at(version: Version, point: Point) -> bool:
    """Whether a state was believed at the moment of the point."""
    if point.known_at is None:
        return version.known_to is None
    return version.known_from <= point.known_at and (version.known_to is None or version.known_to > point.known_at)


def told_by(version: Version, point: Point) -> bool:
    """Whether a state had been written by the moment of the point, though it may have been put right since."""
    return point.known_at is None or version.known_from <= point.known_at


def lay_then(entry: Entry, state: Version, point: Point) -> None:
    """Let the entry at hand lie where its state of then lay, under the name that the place had then; two queries."""
    assert point.known_at is not None
    entry.place = Place.objects.filter(pk=state.place_id).first() if state.place_id else None
    if entry.place is not None:
        told = place_names([entry.place.pk], as_known("places_place", point.known_at)).get(str(entry.place.pk))
        if told is not None:
            entry.place.code, entry.place.name = told


def badge_of(entry: Entry, state: Version, point: Point) -> Badge:
    """Whether the row is in use, or was in use as known then."""
    if point.known_at is None:
        return state_badge(entry)
    if not known_at(state, point):
        return Badge("当时没有登记", "calm")
    return Badge("当时使用中", "good") if holds(state, point) else Badge("当时不在册", "calm")


def sentence_of(state: Version, point: Point) -> str:
    """What the page tells of its point of view; empty where it is that of now."""
    if point.known_at is None:
        return ""
    told = f"按当时口径：{_day(point)} 的情况，只算 {timezone.localtime(point.known_at):%Y-%m-%d %H:%M} 以前登记的，"
    told += "其后的补登和更正不算。"
    if not known_at(state, point):
        return f"{told}那时还没有登记这一条，下面是现在登记的内容。"
    return told if holds(state, point) else f"{told}那时这一条不在册，下面是当时登记的最后一次内容。"


def switch(here: str, known: Sequence[Version], point: Point) -> tuple[Link, ...]:
    """The days on which another state began, and, where a past day is seen, as known then or now."""
    days = {one.valid_from for one in known if one.known_to is None}
    if len(days) < 2 and point.latest:
        return ()
    if point.on is not None:
        days.add(point.on)
    on_day = point.known_at is None
    out = [Link("现在", here, here=point.latest)]
    for day in sorted(days, reverse=True):
        out.append(Link(f"{day} 时", f"{here}{point_params(Point(day))}", here=on_day and point.on == day))
    if point.known_at is not None:
        out.append(Link(f"{_day(point)} 时，按当时口径", here + point_params(point), here=True))
    elif point.on is not None and point.on < timezone.localdate():
        out.append(Link(f"{point.on} 时，按当时口径", f"{here}?on={point.on}&known_at=day"))
    return tuple(out)


def _day(point: Point) -> date:
    return point.on or timezone.localdate()


def _last(known: Sequence[Version]) -> Version | None:
    return next((one for one in known if one.known_to is None), None)
