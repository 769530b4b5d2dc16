"""From clean values to states: key, place, words, digest; a whole sheet at once, column by column."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from jingwei.core import text
from jingwei.core.fields import KINDS, Field, FieldSet, Problem
from jingwei.core.secrets import Cipher, cipher_for
from jingwei.registers.fieldsets import event_day_of, fieldset_of, searched_fields
from jingwei.registers.links import link_problems
from jingwei.registers.models import Register
from jingwei.registers.numbering import fill_numbers
from jingwei.registers.personal import Carried, writing_key
from jingwei.registers.places import EventPlacer, Placer
from jingwei.registers.state import State
from jingwei.registers.words import row_words

_SORTED = 120  # signs of the key by which names are ordered


def keys_of(register: Register, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The numbers that rows say."""
    return {str(values[register.key_field]) for values in rows if register.key_field in values}


@dataclass(slots=True)
class Prepared:
    """States ready to compare and write, and the problems that keep a row out (by index in the given rows)."""

    states: list[State]
    problems: list[Problem] = field(default_factory=list)


def digest_of(order: Sequence[str], tokens: Mapping[str, Any], place: UUID | None) -> tuple[str, str]:
    """What is compared when a sheet comes in again: the values as JSON, personal ones as keyed hashes; and its digest.

    In the order of the fields, whatever the order of the sheet's columns: equal rows have equal digests.
    """
    written = to_json({key: tokens[key] for key in order if key in tokens}).decode()
    return written, hashlib.md5(f"{written}{place}".encode(), usedforsecurity=False).hexdigest()


class Preparer:
    """Prepares rows of one register as of an effective day. Personal values are encrypted last, by `seal`."""

    def __init__(self, register: Register, on: date) -> None:
        self.register = register
        self.on = on
        self.asked = fieldset_of(register)
        self.fieldset: FieldSet = fieldset_of(register, retired=True)  # what is no longer asked is kept
        self.personal = [f for f in self.fieldset.fields if f.personal]
        happened = event_day_of(self.fieldset)
        self._happened = None if happened is None else happened.key
        self._placer: Placer | EventPlacer = (
            Placer(self.fieldset, register.place_field, on)
            if happened is None
            else EventPlacer(self.fieldset, register.place_field, happened)
        )
        self._order = tuple(self.fieldset.by_key)
        names = (register.key_field, register.title_field)
        searched = [f.key for f in searched_fields(self.fieldset) if f.key != register.place_field]
        self._own = [key for key in searched if key in names]
        self._shared = [key for key in searched if key not in names]
        self._cipher: Cipher | None = None
        self.coming: set[str] = set()  # numbers of rows on their way in, which others of them may link to

    def prepare(self, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None] | None = None) -> Prepared:
        """States of `rows` (stored values by field key); `numbers` are the row numbers in the user's sheet."""
        numbers = numbers or [None] * len(rows)
        problems: list[Problem] = []
        located = self._placer.located(rows, numbers, problems)
        self.coming |= keys_of(self.register, rows)
        problems += link_problems(self.asked, rows, numbers, {self.register.key: self.coming})
        fill_numbers(self.register.key_field, rows, self._told)
        refused = {problem.row for problem in problems}
        states = []
        for index, values in enumerate(rows):
            if numbers[index] is not None and numbers[index] in refused:
                continue
            states.append(self._state(values, numbers[index], *located[index]))
        return Prepared(states, problems)

    def seal(self, states: Sequence[State]) -> None:
        """Encrypt the personal values of states that will be written."""
        if not self.personal:
            return
        for state in states:
            for f in self.personal:
                value = state.data.get(f.key)
                if isinstance(value, str):
                    state.data[f.key] = self._key().seal(f.key, value, f.personal or "other")
            state.json = None

    def _told(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values with keyed hashes in place of personal ones."""
        told = dict(values)
        for f in self.personal:
            if (value := values.get(f.key)) is not None:
                carried = isinstance(value, Carried)
                told[f.key] = value.token if carried else self._key().token(f.key, str(value))
        return told

    def _state(
        self,
        values: dict[str, Any],
        number: int | None,
        place: UUID | None,
        others: list[UUID],
        lon: float | None,
        lat: float | None,
    ) -> State:
        register, show = self.register, self._show
        key = str(values.get(register.key_field, ""))
        title = show(register.title_field, values) or key
        tokens: Mapping[str, Any] = values
        hashes: list[str] = []
        if self.personal:
            tokens = self._told(values)
            hashes = [str(tokens[f.key]) for f in self.personal if values.get(f.key) is not None]
        written, digest = digest_of(self._order, tokens, place)
        return State(
            key=key,
            data=values,
            json=None if self.personal else written,
            title=title[:200],
            sort=text.pinyin_key(title)[:_SORTED],
            words=row_words([show(k, values) for k in self._own], [show(k, values) for k in self._shared], title),
            digest=digest,
            place=place,
            places=others,
            hashes=hashes,
            lon=lon,
            lat=lat,
            row=number,
            since=None if self._happened is None else values.get(self._happened),
        )

    def _show(self, key: str, values: dict[str, Any]) -> str:
        value = values.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        f: Field = self.fieldset.by_key[key]
        return KINDS[f.kind].display(value, f)

    def _key(self) -> Cipher:
        if self._cipher is None:
            self._cipher = cipher_for(writing_key(self.register))
        return self._cipher
