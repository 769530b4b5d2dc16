"""One state of one entry on its way into a ledger."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class State:
    """A state of one entry, ready to be written; `entry` is None for a new object.

    `json` is `data` as text, kept from the digest so that it is not made twice; None once the data changed.
    `words` are lexemes joined by blanks. `digest` (32 hex digits) and `entry` are keys as text: objects of 73,441
    keys cost more than their making. `since` is the day on which an event happened, None for the state of an object.
    """

    key: str
    data: dict[str, Any]
    json: str | None
    title: str
    sort: str
    words: str
    digest: str
    place: UUID | None = None
    places: list[UUID] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    lon: float | None = None
    lat: float | None = None
    row: int | None = None
    entry: str | None = None
    since: str | None = None
