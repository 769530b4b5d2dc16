"""From clean values to states: key, place, words, digest; a whole sheet at once, column by column."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from jingwei.core import text
from jingwei.core.fields import KINDS, Field, FieldSet, Problem
from jingwei.core.secrets import Cipher, cipher_for
from jingwei.places.territory import Territory, territory
from jingwei.registers.fieldsets import fieldset_of, location_of, searched_fields
from jingwei.registers.links import link_problems
from jingwei.registers.models import Register
from jingwei.registers.personal import Carried, writing_key
from jingwei.registers.state import State
from jingwei.registers.words import row_words

_SORTED = 120  # signs of the key by which names are ordered


@dataclass(slots=True)
class Prepared:
    """States ready to compare and write, and the problems that keep a row out (by index in the given rows)."""

    states: list[State]
    problems: list[Problem] = field(default_factory=list)


class Preparer:
    """Prepares rows of one register as of an effective day. Personal values are encrypted last, by `seal`."""

    def __init__(self, register: Register, on: date) -> None:
        self.register = register
        self.fieldset: FieldSet = fieldset_of(register)
        self.territory: Territory = territory(on)
        self.personal = [f for f in self.fieldset.fields if f.personal]
        self._order = tuple(self.fieldset.by_key)
        names = (register.key_field, register.title_field)
        searched = [f.key for f in searched_fields(self.fieldset) if f.key != register.place_field]
        self._own = [key for key in searched if key in names]
        self._shared = [key for key in searched if key not in names]
        self._cipher: Cipher | None = None

    def prepare(self, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None] | None = None) -> Prepared:
        """States of `rows` (stored values by field key); `numbers` are the row numbers in the user's sheet."""
        numbers = numbers or [None] * len(rows)
        problems: list[Problem] = []
        lons, lats = self._points(rows)
        places = self._places(rows, numbers, lons, lats, problems)
        problems += link_problems(self.fieldset, rows, numbers)
        others = self.territory.locate_others(lons, lats)
        refused = {problem.row for problem in problems}
        states = []
        for index, values in enumerate(rows):
            if numbers[index] is not None and numbers[index] in refused:
                continue
            states.append(self._state(values, numbers[index], places[index], others[index], lons[index], lats[index]))
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
        tokens, hashes = values, []
        if self.personal:
            tokens = dict(values)
            for f in self.personal:
                if (value := values.get(f.key)) is not None:
                    kept = isinstance(value, Carried)
                    tokens[f.key] = value.token if kept else self._key().token(f.key, str(value))
                    hashes.append(tokens[f.key])
        # In the order of the fields, whatever the order of the sheet's columns: equal rows have equal digests.
        written = to_json({k: tokens[k] for k in self._order if k in tokens}).decode()
        digest = hashlib.md5(f"{written}{place}".encode(), usedforsecurity=False).hexdigest()
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
        )

    def _show(self, key: str, values: dict[str, Any]) -> str:
        value = values.get(key)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        f: Field = self.fieldset.by_key[key]
        return KINDS[f.kind].display(value, f)

    def _points(self, rows: Sequence[dict[str, Any]]) -> tuple[list[float | None], list[float | None]]:
        key = location_of(self.fieldset)
        points = [values.get(key) for values in rows] if key else [None] * len(rows)
        lons = [point["lon"] if point else None for point in points]
        lats = [point["lat"] if point else None for point in points]
        return lons, lats

    def _places(
        self,
        rows: Sequence[dict[str, Any]],
        numbers: Sequence[int | None],
        lons: Sequence[float | None],
        lats: Sequence[float | None],
        problems: list[Problem],
    ) -> list[UUID | None]:
        """The place of each row: by its code or name where the sheet has one, else by its point."""
        land = self.territory
        if land.empty:
            return [None] * len(rows)
        located = land.locator.locate_many(lons, lats)
        inside = land.within.locate_many(lons, lats)
        named = self.fieldset.by_key.get(self.register.place_field)
        point = self.fieldset.by_key.get(location_of(self.fieldset) or "")
        bounded = point is not None and len(land.within) > 0
        cache: dict[str, UUID | None] = {}
        out: list[UUID | None] = []
        for index, values in enumerate(rows):
            place = located[index]
            if bounded and lons[index] is not None and inside[index] is None:
                written = f"{lons[index]},{lats[index]}"
                assert point is not None
                problems.append(
                    _problem(
                        point,
                        written,
                        numbers[index],
                        "place.outside",
                        "该点不在本街道范围内，请核对经纬度（应为 CGCS2000 或 WGS-84，经度在前）。",
                    )
                )
            if named is not None and (raw := values.get(named.key)):
                if raw not in cache:
                    cache[raw] = land.find(str(raw))
                found = cache[raw]
                if found is None:
                    problems.append(
                        _problem(
                            named,
                            str(raw),
                            numbers[index],
                            "place.unknown",
                            "网格体系中没有这个代码或名称，请对照“区划与网格”核对，或联系综合网格管理员。",
                        )
                    )
                else:
                    # Whether the sheet writes the name or the code, the ledger keeps the code.
                    values[named.key] = land.codes[found]
                # A point refines the place that was written down, but never moves the row to another one.
                place = place if place is not None and found in land.paths.get(place, ()) else found
            out.append(place)
        return out

    def _key(self) -> Cipher:
        if self._cipher is None:
            self._cipher = cipher_for(writing_key(self.register))
        return self._cipher


def _problem(f: Field, value: str, row: int | None, code: str, message: str) -> Problem:
    return Problem(field=f.key, label=f.label, value=value, message=message, code=code, row=row)
