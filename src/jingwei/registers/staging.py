"""States on their way into the database: rows of the stage, and COPY into it.

COPY into a table under row-level security is refused, so states are copied to a temporary table and inserted from it.
"""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from uuid import UUID

from jingwei.core.uuid7 import uuid7_many
from jingwei.registers.state import State

# The columns of the stage, in the order of the rows below.
STAGE = (
    "entry uuid, version uuid, fresh boolean, key text, place uuid, places uuid[], data jsonb, title text, sort text, "
    "words text, hashes text[], lon float8, lat float8, digest uuid, source_row int, "
    "since date"
)
_NAMES = [column.split()[0] for column in STAGE.split(", ")]
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def stage_json(states: Sequence[State], made: Collection[str | None]) -> str:
    """The rows of a few states as one JSON array; `made` are the keys of new entries."""
    rows = [
        (
            s.entry, version, s.entry in made, s.key, s.place, s.places, s.data, s.title, s.sort, s.words, s.hashes,
            s.lon, s.lat, s.digest, s.row, s.since,
        )
        for s, version in zip(states, uuid7_many(len(states)), strict=True)
    ]  # fmt: skip
    return json.dumps([dict(zip(_NAMES, row, strict=True)) for row in rows], default=str)


def stage_text(states: Sequence[State], made: Collection[str | None]) -> str:
    """The rows of many states in the text format of COPY, written here: three times as fast as value by value."""
    lines = []
    for s, version in zip(states, uuid7_many(len(states)), strict=True):
        data = _dumps(s.data) if s.json is None else s.json
        if "\\" in data:
            data = data.replace("\\", "\\\\")
        lines.append(
            f"{s.entry}\t{version}\t{'t' if s.entry in made else 'f'}\t{_text(s.key)}\t{_key(s.place)}"
            f"\t{_keys(tuple(s.places))}\t{data}\t{_text(s.title)}\t{_text(s.sort)}\t{_text(_in_order(s.words))}"
            f"\t{{{','.join(s.hashes)}}}\t{_NULL if s.lon is None else s.lon}\t{_NULL if s.lat is None else s.lat}"
            f"\t{s.digest}\t{_NULL if s.row is None else s.row}\t{s.since or _NULL}\n"
        )
    return "".join(lines)


def _text(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _in_order(words: str) -> str:
    """Each lexeme once and in the order of its signs, so that the database, which is the slower, need not do it."""
    return " ".join(sorted(set(words.split())))


# A sheet names a few hundred places in all its rows.
@lru_cache(maxsize=4096)
def _key(place: UUID | None) -> str:
    return _NULL if place is None else place.hex


@lru_cache(maxsize=4096)
def _keys(places: tuple[UUID, ...]) -> str:
    return "{" + ",".join([place.hex for place in places]) + "}"
