"""Every question asked of the territory, by name, as of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.text import normalise, pinyin_initials
from jingwei.places.models import GridScheme, Place, Succession
from jingwei.places.territory import territory

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def schemes() -> list[GridScheme]:
    """The grid schemes of the subdistrict, the one that gives rights first."""
    return list(GridScheme.objects.order_by("-gives_rights", "order", "key"))


def rights_scheme(known: Sequence[GridScheme]) -> GridScheme | None:
    """The scheme that gives rights, None where no scheme is there yet."""
    return next((scheme for scheme in known if scheme.gives_rights), None)


def scheme_by_key(key: str) -> GridScheme:
    """The scheme of that key. Raises Missing."""
    found = GridScheme.objects.filter(key=key).first()
    if found is None:
        raise Missing(f"没有代号为“{key}”的网格体系。")
    return found


def places_on(on: date | None = None) -> QuerySet[Place]:
    """The places in force on a day, without their outlines (which are large)."""
    day = on or timezone.localdate()
    return Place.objects.filter(valid_from__lte=day, valid_to__gt=day).defer("outline")


def place_by_id(key: UUID) -> Place:
    """A place of whatever time. Raises Missing."""
    found = Place.objects.select_related("scheme").filter(pk=key).first()
    if found is None:
        raise Missing("没有找到这个区划或网格，可能已改编，请从区划与网格列表重新查找。")
    return found


def states_of(place: Place) -> list[Place]:
    """Every row that bore the code of a place in its scheme, the latest first."""
    rows = Place.objects.filter(scheme_id=place.scheme_id, code=place.code).defer("outline")
    return list(rows.order_by("-valid_from"))


def successions_of(places: Iterable[UUID]) -> list[Succession]:
    """What places came from and what became of them, the latest first; one query."""
    keys = list(places)
    rows = Succession.objects.filter(Q(before__in=keys) | Q(after__in=keys)).select_related("before", "after")
    return list(rows.defer("before__outline", "after__outline").order_by("-on", "kind", "pk"))


def lineages(keys: Iterable[UUID]) -> dict[UUID, list[Place]]:
    """For each place its way from the top down to itself, in one query."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    asked = {place.pk: place for place in Place.objects.filter(pk__in=wanted).defer("outline")}
    above = {key for place in asked.values() for key in place.path}
    rows = Place.objects.filter(pk__in=above).defer("outline").in_bulk()
    return {key: [rows[one] for one in asked[key].path if one in rows] for key in wanted if key in asked}


@dataclass(frozen=True, slots=True)
class Located:
    """The places that hold a point: in the scheme that gives rights, and one per scheme that only counts."""

    rights: UUID | None
    others: tuple[UUID, ...]

    @property
    def found(self) -> bool:
        """Whether any place holds the point."""
        return self.rights is not None or bool(self.others)


def locate(lon: float, lat: float, on: date | None = None) -> Located:
    """The places of every scheme that hold a point (degrees, CGCS2000) on a day."""
    land = territory(on or timezone.localdate())
    return Located(land.locator.locate(lon, lat), tuple(land.locate_others([lon], [lat])[0]))


def find_places(asked: str, on: date | None = None, limit: int = 12) -> list[Place]:
    """Places by code, name, part of a name or the initials of its sound; nearest match first, then upper levels."""
    text = normalise(asked)
    if not text:
        return []
    ranked = []
    for place in places_on(on).select_related("scheme"):
        rank = _rank(text, place)
        if rank is not None:
            ranked.append((rank, not place.scheme.gives_rights, len(place.path), place.sort, place))
    ranked.sort(key=lambda item: item[:4])
    return [item[-1] for item in ranked[:limit]]


def _rank(text: str, place: Place) -> int | None:
    name = normalise(place.name)
    if text in (place.code, name):
        return 0
    if text.isdigit() and len(text) >= 4 and place.code.startswith(text):
        return 2
    if text in name:
        return 1 if name.startswith(text) else 3
    if len(text) > 1 and _LETTERS.issuperset(text) and not text.isdigit():
        initials = pinyin_initials(place.name)
        if initials.startswith(text):
            return 2
    return None
