"""What a cell may mean, told by its heads. It suggests and never binds: a person says what belongs into a cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jingwei.core.sheets.received import Sheet
from jingwei.core.sheets.received.book import Spot
from jingwei.core.units import dimension_of, find_unit
from jingwei.indicators.definitions import Defined
from jingwei.indicators.likeness import LIKELY, Likeness, Namesakes
from jingwei.places.models import Place
from jingwei.reports.forms.heads import Heads, bare, heads_of, is_growth, period_word, words_for

_TAIL = ("社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "居委会", "村委会", "社区", "村")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a cell seems to ask for. `likely` are indicators, the likeliest first; `place` is a code."""

    heads: Heads
    likely: Sequence[Likeness] = ()
    period: str = "this"
    place: str = ""
    measure: str = "value"
    unit: str = ""
    words: str = ""

    @property
    def sure(self) -> str:
        """The key of an indicator that is alike enough to stand in the form as a proposal."""
        return self.likely[0].key if self.likely and self.likely[0].score >= LIKELY else ""


@dataclass(frozen=True)
class Suggester:
    """Indicators and places, ready to be compared with the heads of many cells."""

    namesakes: Namesakes
    places: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, defined: Iterable[Defined], places: Iterable[Place]) -> "Suggester":
        """Places by their names as heads write them, with and without 社区; of two alike neither."""
        names: dict[str, set[str]] = {}
        for place in places:
            for name in {place.name, _short(place.name)}:
                names.setdefault(name, set()).add(place.code)
        return cls(Namesakes(defined), {name: min(codes) for name, codes in names.items() if len(codes) == 1})

    def place(self, text: str) -> str:
        """The code of the place that a head names; empty where it names none."""
        said = "".join(text.split())
        return self.places.get(said) or self.places.get(_short(said), "")

    def alike(self, text: str, unit: str = "") -> Sequence[Likeness]:
        """The indicators that a head may mean."""
        words = bare(text.rpartition("/")[2])
        whole = bare(text.replace("/", ""))
        found = {one.key: one for one in self.namesakes.of(whole, unit)}
        for one in self.namesakes.of(words, unit):
            if one.key not in found or one.score > found[one.key].score:
                found[one.key] = one
        return sorted(found.values(), key=lambda one: (-one.score, len(one.name)))[:5]

    def cell(self, sheet: Sheet, spot: Spot) -> Suggested:
        """What one cell seems to ask for."""
        heads = heads_of(sheet, spot)
        words = words_for(sheet, spot)
        # The nearest names the row; what stands left of it is a group of rows, or a number.
        place = next((code for text in heads.left if (code := self.place(text))), "")
        place = place or next((code for text in heads.above if (code := self.place(text))), "")
        said = [text for text in (*reversed(heads.above), *heads.left) if not self.place(text)]
        period = next((word for text in said if (word := period_word(text))), "this")
        unit = heads.unit
        named = _known_unit(unit)
        # What only counts (套, 处) tells no indicator from another.
        known = named if dimension_of(named) else ""
        likely: dict[str, Likeness] = {}
        for text in (*said, "/".join(heads.above)):
            for one in self.alike(text, known):
                if one.key not in likely or one.score > likely[one.key].score:
                    likely[one.key] = one
        ranked = sorted(likely.values(), key=lambda one: (-one.score, len(one.name)))[:5]
        growth = any(is_growth(text) for text in (*heads.above, *heads.left))
        return Suggested(heads, ranked, period, place, "growth" if growth else "value", unit, words)


def _known_unit(unit: str) -> str:
    """The unit by its own name, so that ㎡ is compared as 平方米."""
    found = find_unit(unit) if unit else None
    return found.name if found else unit


def _short(name: str) -> str:
    for tail in _TAIL:
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name.removesuffix(tail)
    return name
