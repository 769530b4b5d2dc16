"""A number that may be approximate: 约3000人, 近3000, 2000余, 不低于40; it keeps its words."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Literal

from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import EMPTY_CELL, Cell, Kind
from jingwei.core.fields.number_kinds import number_cell, places_of
from jingwei.core.fields.numbers import check_range, in_places, read_number
from jingwei.core.fields.problems import Wrong
from jingwei.core.fields.raw import as_text

Approx = Literal["about", "over", "near", "at_least"]
_BEFORE: dict[str, Approx] = {
    "不低于": "at_least", "不少于": "at_least", "至少": "at_least", "大约": "about", "大概": "about", "约": "about",
    "接近": "near", "将近": "near", "近": "near", "超过": "over", "突破": "over", "超": "over", "逾": "over",
}  # fmt: skip
_AFTER: dict[str, Approx] = {"左右": "about", "上下": "about", "以上": "at_least"}
_INSIDE: dict[str, Approx] = {"余": "over", "多": "over"}
_LEAD = re.compile("|".join(_BEFORE))
_TAIL = re.compile("|".join(_AFTER) + "$")
_MIDDLE = re.compile(r"(?<=[\d千百万亿])[余多](?!少)")
_LONGEST = 40


class Approximate(Kind):
    """A number stored as {"n": "3000"}, where it is approximate with how, and as it was written: {"n", "a", "w"}.

    `n` is in the field's unit. Words at both ends (近600余) make it an about.
    """

    key = "approximate"
    label = "可写概数的数字"
    widget = "text"
    python_type = dict[str, str]

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        if isinstance(raw, dict):
            raw = _from_dict(raw)
        if not isinstance(raw, str):
            return self._stored(raw, field, unit)
        text = "".join(unicodedata.normalize("NFKC", raw).split())
        plain, how = _without_words(text)
        if how is None:
            return self._stored(raw, field, unit)
        if len(text) > _LONGEST:
            raise Wrong("number.approximate", f"太长了，应写成“约3000”“2000余”这样，最多{_LONGEST}个字")
        stored = self._stored(plain, field, unit)
        # What the head says of the unit must be said with the words, or they would mean something else elsewhere.
        own = read_number(plain, field, field.unit, None)
        told = text if unit is None or own == read_number(plain, field, field.unit, unit) else text + unit
        return {**stored, "a": how, "w": told}

    def _stored(self, raw: Any, field: Field, unit: str | None) -> dict[str, str]:
        number = read_number(raw, field, field.unit, unit)
        check_range(number, field)
        text, warning = in_places(number, field.decimals, field.unit, round_it=isinstance(raw, float))
        stored = {"n": text.lstrip("-") if not text.strip("-0.") else text}
        if warning is not None:
            warning.kept = stored
            raise warning
        return stored

    def show(self, stored: Any, field: Field) -> str:
        return str(stored.get("w") or f"{stored['n']}{field.unit or ''}")

    def excel(self, stored: Any, field: Field) -> Cell:
        if stored is None:
            return EMPTY_CELL
        return Cell(stored["w"], "text", "@") if "w" in stored else number_cell(stored["n"], places_of(field))

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "n": {"type": "string", "pattern": r"^-?\d{1,15}(\.\d{1,15})?$"},
                "a": {"enum": ["about", "over", "near", "at_least"]},
                "w": {"type": "string", "maxLength": _LONGEST},
            },
            "required": ["n"],
            "additionalProperties": False,
        }


def _from_dict(raw: dict[Any, Any]) -> str:
    """What was stored or sent by a machine, as it is written; words and number are read anew."""
    said = raw.get("w") or raw.get("n")
    if not set(raw) <= {"n", "a", "w"} or not isinstance(said, (str, int)) or isinstance(said, bool):
        raise Wrong("amount.shape", "应给出数值，或按原样写成“约3000”“2000余”")
    return as_text(said)


def _without_words(text: str) -> tuple[str, Approx | None]:
    """The text without the words that make it approximate, and how they do; None where there are none."""
    found: list[Approx] = []
    lead = _LEAD.match(text)
    if lead:
        found.append(_BEFORE[lead[0]])
        text = text[lead.end() :]
    tail = _TAIL.search(text)
    if tail:
        found.append(_AFTER[tail[0]])
        text = text[: tail.start()]
    middle = _MIDDLE.search(text)
    if middle:
        found.append(_INSIDE[middle[0]])
        text = text[: middle.start()] + text[middle.end() :]
    if not found:
        return text, None
    return text, found[0] if len(set(found)) == 1 else "about"
