"""A day told relative to the period, as choices: 统计期末日 之后 90 天 is period.end + 90 days."""

import re
from dataclasses import dataclass

from jingwei.core.facts.days import UNITS, relative
from jingwei.indicators.editing.nodes import whole

ANCHORS = {"period.start": "统计期首日", "period.end": "统计期末日", "day": "取数日"}
TURNS = {"+": "之后", "-": "之前"}
_SAID = re.compile(rf"({'|'.join(map(re.escape, ANCHORS))})(?:\s*([+-])\s*(.*?)\s*({'|'.join(UNITS)}))?")


@dataclass(frozen=True, slots=True)
class ToldDay:
    """The anchor, + or -, how many (as typed) of which unit; `number` empty: the anchor itself."""

    anchor: str
    turn: str = "+"
    number: str = ""
    unit: str = "days"

    @property
    def said(self) -> str:
        """As conditions keep it."""
        plain = (self.turn, self.number, self.unit) == ("+", "", "days")
        return self.anchor if plain else f"{self.anchor} {self.turn} {self.number} {self.unit}"


def told_day(said: str) -> ToldDay | None:
    """What is told relative to the period, also with a number that is none; None for another value."""
    found = _SAID.fullmatch(said.strip())
    if found is None:
        return None
    anchor, turn, number, unit = found.groups()
    return ToldDay(anchor, turn or "+", number or "", unit or "days")


def checked(said: str) -> str:
    """The value, where it is no day relative to the period or a good one; without a number that day itself.

    Raises ConditionError.
    """
    found = told_day(said)
    if found is None:
        return said
    if not found.number:
        return found.anchor
    whole(found.number, f"{ANCHORS[found.anchor]}{TURNS[found.turn]}多少{UNITS[found.unit]}")
    return said


def same(one: object, other: str) -> bool:
    """Whether two values are one, however a relative day is spelled."""
    found = relative(one)
    return str(one) == other or (found is not None and found == relative(other))
