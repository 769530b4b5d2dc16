"""Which open matters a request may belong to: like words, near places, near times, the same number to call back.

A person decides; nothing is joined by itself. Compared are only matters of the same community that are open or came in
during the last weeks, so the cost does not grow with what was ever received.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from jingwei.matters.models import Matter, Request
from jingwei.matters.stages import OPEN
from jingwei.places.models import Place

_WEEKS, _AT_MOST, _SHOWN = 4, 400, 5
_LIKE, _LIKE_NEARBY = 0.5, 0.34


@dataclass(frozen=True, slots=True)
class Alike:
    """Another matter and why it may be the same one."""

    matter: Matter
    reasons: tuple[str, ...]
    weight: float


def alike(matter: Matter, tokens: Sequence[str] = ()) -> list[Alike]:
    """The likeliest ones first, five at most. Two queries. `tokens` are hashes of the numbers of who asked."""
    since = matter.received_at - timedelta(weeks=_WEEKS)
    near: UUID = matter.place.parent_id or matter.place_id
    # The places by their keys: joined to them, all matters of the kind would be read.
    places = list(Place.objects.filter(path__contains=[near]).values_list("pk", flat=True))
    rows = Matter.objects.filter(
        Q(stage__in=OPEN) | Q(received_at__gte=since), place__in=[matter.place_id, *places], kind=matter.kind
    )
    rows = rows.exclude(pk=matter.pk).exclude(stage="void").filter(parent=None)
    # A number is a hint to an open matter only: what somebody asked for before is nobody's list.
    same = Request.objects.filter(matter=OuterRef("pk"), phone_token__in=[one for one in tokens if one])
    rows = rows.annotate(same_number=Q(stage__in=OPEN) & Exists(same)).order_by("-received_at")
    # The long texts of four hundred neighbours are not read for this.
    rows = rows.only("kind", "stage", "number", "title", "address", "place_id", "received_at")[:_AT_MOST]
    ours = pairs_of(f"{matter.title}{matter.address}")
    found = (_weighed(matter, ours, one) for one in rows)
    return sorted((one for one in found if one), key=lambda one: -one.weight)[:_SHOWN]


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, without blanks and punctuation."""
    plain = "".join(char for char in text.lower() if char.isalnum())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset({plain})


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of two sets of pairs: 0 nothing in common, 1 the same."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _weighed(matter: Matter, ours: frozenset[str], other: Matter) -> Alike | None:
    like = likeness(ours, pairs_of(f"{other.title}{other.address}"))
    here = other.place_id == matter.place_id
    number = bool(getattr(other, "same_number", False))
    if not (like >= _LIKE or (here and like >= _LIKE_NEARBY) or (number and like >= _LIKE_NEARBY / 2)):
        return None
    return Alike(other, tuple(_reasons(like, here, number, other, matter)), like + 0.2 * here + 0.3 * number)


def _reasons(like: float, here: bool, number: bool, other: Matter, matter: Matter) -> Iterable[str]:
    if like >= _LIKE_NEARBY:
        yield "内容相近"
    if here:
        yield "同一区划"
    if number:
        yield "来电号码相同"
    days = abs((other.received_at - matter.received_at).days)
    yield f"相隔{days}天" if days else "同一天"
