"""Ports: where a module above adds its part to something that stands below it, without being known there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

F = TypeVar("F", bound=Callable[..., Any])


class Port(Generic[F]):
    """Functions that modules register (in the `ready` of their application) and a module below calls in turn.

    Used as a decorator: `@hand_over_sections` above the function. The order of registration is that of the modules.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._functions: dict[str, F] = {}

    def __call__(self, function: F) -> F:
        """Register `function`; registering it twice counts once."""
        self._functions[f"{function.__module__}.{function.__qualname__}"] = function
        return function

    def forget(self, function: F) -> None:
        """Take a function out again."""
        self._functions.pop(f"{function.__module__}.{function.__qualname__}", None)

    def __iter__(self) -> Iterator[F]:
        return iter(list(self._functions.values()))


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open under a post when it changes hands: a titled table of texts, as the printed list shows it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


# (post, staff, places of the post and below) → what of the module's work is open there; None where there is none.
HandOverSection = Callable[[UUID, UUID, Sequence[UUID]], OpenWork | None]
hand_over_sections: Port[HandOverSection] = Port("hand_over_sections")


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """Something with an address: what it is (`kind`: 房屋, 企业), where it lies, and the page of its own."""

    label: str
    kind: str
    url: str
    place: UUID | None = None
    lon: float | None = None
    lat: float | None = None


# (what was typed, at most how many) → objects inside the reader's border whose address or name holds the words.
AddressFinder = Callable[[str, int], Sequence[FoundAddress]]
address_finders: Port[AddressFinder] = Port("address_finders")

# (question to a source, as core/facts/asked.py has it) → what a module above offers to do with such a list.
ListOffer = Callable[[Any], Sequence[Any]]
list_offers: Port[ListOffer] = Port("list_offers")


@dataclass(frozen=True, slots=True)
class Subject:
    """An object whose file is opened (一房一档): its key, ledger and number there, its name, the place it lies in."""

    id: UUID
    ledger: str
    number: str
    title: str
    place: UUID | None


@dataclass(frozen=True, slots=True)
class FileLine:
    """One thing known of an object: a day or moment (None: no day), what, who, more about it, and where it is told."""

    when: Any
    what: str
    who: str = ""
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FilePart:
    """What a module knows of an object, newest first. `more`: there are older lines on the next page. `heads` stand
    over when, what, who and detail.
    """

    key: str
    title: str
    lines: tuple[FileLine, ...]
    more: bool = False
    heads: tuple[str, str, str, str] = ("时间", "事项", "经办", "内容")


# (object, page by key of the part, from 1, at most how many lines) → what the module knows of it; None where nothing.
# The number of its queries must not grow with what it knows.
FileSection = Callable[[Subject, Mapping[str, int], int], FilePart | None]
file_sections: Port[FileSection] = Port("file_sections")
