"""What somebody may type to ask for a grid: an address, a name, a code, or longitude and latitude."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from jingwei.core.errors import JingweiError
from jingwei.core.fields import KINDS, Field, Wrong
from jingwei.core.ports import FoundAddress, address_finders
from jingwei.core.text import normalise
from jingwei.places.models import Place
from jingwei.places.query import find_places

MOST = 20
_PLACES = 8
_POINT = re.compile(r"\s*-?\d{1,3}(?:\.\d+)?\s*[,，;；\s]\s*-?\d{1,3}(?:\.\d+)?\s*")
_SPOT = Field("spot", "经纬度", "location")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read from an address: words, and what was chosen among what they find."""

    words: str = ""
    place: UUID | None = None
    spot: tuple[float, float] | None = None
    label: str = ""

    def params(self) -> str:
        """The same question as an address."""
        pairs = {"q": self.words, "place": self.place or "", "at": "", "name": self.label}
        if self.spot:
            pairs["at"] = f"{self.spot[0]},{self.spot[1]}"
        return "?" + urlencode({key: str(value) for key, value in pairs.items() if value})


@dataclass(frozen=True, slots=True)
class Found:
    """What the words find: `chosen` when they leave no choice, else places and addresses to choose from."""

    chosen: Asked | None = None
    places: Sequence[Place] = ()
    addresses: Sequence[FoundAddress] = ()

    @property
    def none(self) -> bool:
        """Whether nothing was found."""
        return self.chosen is None and not self.places and not self.addresses


def read_asked(words: str, place: str = "", at: str = "", label: str = "") -> Asked:
    """Read a question. Raises JingweiError for a place or a point that is none."""
    try:
        key = UUID(place) if place else None
    except ValueError as error:
        raise JingweiError("网格参数不对，请重新查找。", code="place.wrong") from error
    return Asked(words.strip()[:80], key, read_spot(at) if at else None, label.strip()[:80])


def read_spot(text: str) -> tuple[float, float]:
    """Longitude and latitude as people write them. Raises JingweiError, whose sentence says what would be right."""
    try:
        spot = KINDS["location"].parse(text, _SPOT)
    except Wrong as wrong:
        raise JingweiError(f"“{text[:40]}”{wrong.message}。", code=wrong.code) from wrong
    return spot["lon"], spot["lat"]


def find(asked: Asked) -> Found:
    """What a question finds. A point, one exact place or address, or addresses all in one grid leave no choice."""
    if asked.place or asked.spot:
        return Found(chosen=asked)
    if not asked.words:
        return Found()
    if _POINT.fullmatch(asked.words):
        return Found(chosen=Asked(asked.words, spot=read_spot(asked.words), label=asked.words))
    places = find_places(asked.words, limit=_PLACES)
    text = normalise(asked.words)
    exact = [place for place in places if text in (place.code, normalise(place.name)) and place.scheme.gives_rights]
    if len(exact) == 1:
        chosen = Asked(asked.words, exact[0].pk, label=exact[0].name)
        return Found(chosen, [place for place in places if place is not exact[0]])
    addresses = [one for finder in address_finders for one in finder(asked.words, MOST)][:MOST]
    same = [one for one in addresses if normalise(one.label) == text]
    if len(same) == 1 and not exact:
        others = [one for one in addresses if one is not same[0]]
        return Found(asked_for(asked.words, same[0]), places, others)
    homes = {one.place for one in addresses}
    if addresses and not places and len(homes) == 1 and None not in homes and len(addresses) < MOST:
        return Found(asked_for(asked.words, addresses[0]), addresses=addresses[1:])
    return Found(None, places, addresses)


def asked_for(words: str, found: FoundAddress) -> Asked:
    """The question for one address that was found."""
    spot = (found.lon, found.lat) if found.lon is not None and found.lat is not None else None
    return Asked(words, found.place, spot, found.label)
