"""The territory at hand: codes and points to places, for one row or a whole ledger, kept between requests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from shapely.geometry import shape

from jingwei.core.records import FOREVER
from jingwei.core.scope import current_scope
from jingwei.places.locate import Locator
from jingwei.places.models import GridScheme, Place

_KEPT = 8


@dataclass(frozen=True)
class Territory:
    """All places in force on a day. `rights` is the scheme that gives rights; `others` only count.

    `by_code` and `by_name` hold the places of the rights scheme; names that stand twice are left out.
    """

    rights: UUID | None
    by_code: dict[str, UUID]
    by_name: dict[str, UUID]
    names: dict[UUID, str]
    codes: dict[UUID, str]
    paths: dict[UUID, tuple[UUID, ...]]
    locator: Locator[UUID]
    others: tuple[Locator[UUID], ...]
    within: Locator[UUID]
    empty: bool = field(default=False)

    def find(self, text: str) -> UUID | None:
        """The place of the rights scheme with this code or name; 社区 and 网格 may be left off at the end of a name."""
        known = self.by_code.get(text) or self.by_name.get(text)
        return known or self.by_name.get(text + "社区") or self.by_name.get(text + "网格")

    def locate_others(self, lons: Sequence[float | None], lats: Sequence[float | None]) -> list[list[UUID]]:
        """For each point the places of every scheme that only counts."""
        columns = [locator.locate_many(lons, lats) for locator in self.others]
        if not columns:
            return [[] for _ in lons]
        return [[place for place in row if place] for row in zip(*columns, strict=True)]


_kept: dict[tuple[str, date, tuple[Any, ...]], Territory] = {}


def territory_state(street: str) -> tuple[Any, ...]:
    """What changes whenever a place of the subdistrict does: the mark of everything kept about its territory."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), COALESCE(sum(revision), 0), max(id::text) FROM places_place WHERE subdistrict = %s",
            [street],
        )
        state: tuple[Any, ...] = cursor.fetchone()
    return state


def territory(on: date) -> Territory:
    """The territory of the scope's subdistrict on a day; one cheap query tells whether the kept one still holds."""
    street = current_scope().subdistrict
    key = (street, on, territory_state(street))
    if key not in _kept:
        while len(_kept) >= _KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = _load(street, on)
    return _kept[key]


def territory_days() -> list[date]:
    """The days on which the territory of the scope's subdistrict changed, the first it was known first."""
    places = Place.objects.filter(subdistrict=current_scope().subdistrict, valid_from__lt=F("valid_to"))
    days = {day for pair in places.values_list("valid_from", "valid_to").distinct() for day in pair}
    return sorted(day for day in days if day.isoformat() != FOREVER)


def _load(street: str, on: date) -> Territory:
    schemes = list(GridScheme.objects.filter(subdistrict=street).order_by("order", "key"))
    places = list(Place.objects.filter(subdistrict=street, valid_from__lte=on, valid_to__gt=on).order_by("code"))
    rights = next((scheme.pk for scheme in schemes if scheme.gives_rights), None)
    own = [place for place in places if place.scheme_id == rights]
    names: dict[str, list[UUID]] = {}
    for place in own:
        names.setdefault(place.name, []).append(place.pk)
    return Territory(
        rights=rights,
        by_code={place.code: place.pk for place in own},
        by_name={name: keys[0] for name, keys in names.items() if len(keys) == 1},
        names={place.pk: place.name for place in places},
        codes={place.pk: place.code for place in places},
        paths={place.pk: tuple(place.path) for place in places},
        locator=_leaves(own),
        others=tuple(one for s in schemes if s.pk != rights for one in _by_level(places, s.pk)),
        within=_locator([place for place in own if place.parent_id is None]),
        empty=not own,
    )


def _leaves(places: list[Place]) -> Locator[UUID]:
    parents = {place.parent_id for place in places}
    return _locator([place for place in places if place.pk not in parents])


def _by_level(places: list[Place], scheme: UUID) -> list[Locator[UUID]]:
    """The lowest places of a scheme, those of each level by themselves: its levels need not nest, and a point may lie
    in one of each."""
    own = [place for place in places if place.scheme_id == scheme]
    parents = {place.parent_id for place in own}
    levels = dict.fromkeys(place.level for place in own if place.pk not in parents)
    return [_locator([p for p in own if p.level == level and p.pk not in parents]) for level in levels]


def _locator(places: list[Place]) -> Locator[UUID]:
    return Locator((place.pk, shape(place.outline)) for place in places if place.outline)
