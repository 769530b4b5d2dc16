"""What a record and a board are made of. See `parts.py` for the rules all of these follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jingwei.core.ui.parts import Badge, Empty, Link, Table, Tone


@dataclass(frozen=True, slots=True)
class Item:
    """A label and its value. `value` may be str, number, date, Badge, Link, Cell, a list of these, or None (—).

    `reveal_url` means the value is masked and may be asked for; `source` says where it came from; `wide` gives it a
    whole line; `changed` marks it as different from what the reader last saw.
    """

    label: str
    value: Any = None
    hint: str = ""
    unit: str = ""
    reveal_url: str = ""
    source: str = ""
    wide: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a record: items, a table, text, or a template of the module with its own `data`."""

    title: str
    items: tuple[Item, ...] = ()
    table: Table | None = None
    text: str = ""
    links: tuple[Link, ...] = ()
    empty: Empty | None = None
    template: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    loading_url: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; `mine` is what the reader was about to write (only in a conflict)."""

    label: str
    before: str
    after: str
    mine: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a history: when, who (and for whom), what was done, why, and what it changed."""

    when: Any
    who: str
    verb: str
    on_behalf: str = ""
    why: str = ""
    changes: tuple[Change, ...] = ()
    link: Link | None = None
    tone: Tone = "calm"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of a board that opens to its rows. `note` says against what it is measured."""

    label: str
    value: Any
    unit: str = ""
    url: str = ""
    badge: Badge | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a simple chart. `share` is its length in per cent (0 to 100), `text` the number written beside it."""

    label: str
    share: float
    text: str
    url: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A box of a board. Exactly one of the contents is filled; when none is, `empty` is shown."""

    title: str
    tiles: tuple[Tile, ...] = ()
    table: Table | None = None
    bars: tuple[Bar, ...] = ()
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    events: tuple[Event, ...] = ()
    text: str = ""
    url: str = ""
    note: str = ""
    width: Literal["third", "half", "two-thirds", "full"] = "half"
    empty: Empty | None = None
    loading_url: str = ""
    error: str = ""
    template: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
