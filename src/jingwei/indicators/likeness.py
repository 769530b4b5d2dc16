"""Which indicator a name from outside may be: suggested by the likeness of names and units, decided by a person."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jingwei.core.units import same_kind
from jingwei.indicators.definitions import Defined

LIKELY = 0.6
_MOST = 5
# Words around a name that say nothing about what it is.
_AROUND = re.compile(r"全街道|街道|辖区|全年|累计|共计|共有|实现|完成|登记|同比增长|比上年增长|同比下降|总数|数量|数$")


@dataclass(frozen=True, slots=True)
class Likeness:
    """An indicator that a figure may be; `score` from 0 to 1, the same name being 1."""

    key: str
    name: str
    score: float


class Namesakes:
    """The indicators in force, ready to be compared with many names."""

    def __init__(self, defined: Iterable[Defined]) -> None:
        self._known = [(one.row.key, one.row.name, one.row.unit, _pairs(one.row.name)) for one in defined]

    def of(self, name: str, unit: str, *, growth: bool = False) -> Sequence[Likeness]:
        """The likeliest first, at most five, only those whose unit fits (growth fits every unit)."""
        wanted = _pairs(name)
        found = [
            Likeness(key, said, _likeness(wanted, pairs))
            for key, said, kept, pairs in self._known
            if growth or not unit or same_kind(unit, kept)
        ]
        ranked = sorted(found, key=lambda one: (-one.score, len(one.name)))
        return [one for one in ranked[:_MOST] if one.score > 0.2]


def _pairs(name: str) -> Counter[str]:
    """Neighbouring signs of the bare name, counted."""
    bare = _AROUND.sub("", name) or name
    return Counter(bare[at : at + 2] for at in range(max(1, len(bare) - 1)))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient of the two names' pairs (Dice 1945)."""
    return 2 * (one & other).total() / (one.total() + other.total())
