"""The units that reports print behind a number, and how each is told from a word that begins like it.

The table is `unit_words.tsv`: unit, what it measures, whether Chinese numerals count with it (三个, but 3亩), and the
beginnings of words that it must not be taken for (项 in 项目).
"""

import re
from dataclasses import dataclass
from importlib.resources import files

# What a unit measures; names of figures, thresholds and comparisons depend on it.
COUNT, PERSON, TURN, HOUSEHOLD, KINDS, LEVELS = "count", "person", "turn", "household", "kinds", "levels"
MONEY, AREA, LENGTH, VOLUME, WEIGHT, ENERGY = "money", "area", "length", "volume", "weight", "energy"
TIME, AGE, PERCENT, SCORE, TIMES, LAMPS, PLACE = "time", "age", "percent", "score", "times", "lamps", "place"


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit as printed, what it measures, and whether Chinese numerals count with it."""

    name: str
    measures: str
    spelled: bool


def _load() -> list[tuple[UnitWord, str]]:
    rows = []
    for line in files(__package__).joinpath("unit_words.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, measures, spelled, *barred = line.split("\t")
            rows.append((UnitWord(name, measures, spelled == "汉字"), barred[0] if barred else ""))
    return sorted(rows, key=lambda row: -len(row[0].name))


_ROWS = _load()
UNITS: dict[str, UnitWord] = {unit.name: unit for unit, _ in _ROWS}


def _pattern(*, spelled: bool) -> re.Pattern[str]:
    return re.compile(
        "|".join(
            re.escape(unit.name) + (f"(?!{barred})" if barred else "")
            for unit, barred in _ROWS
            if unit.spelled or not spelled
        )
    )


_ANY, _SPELLED = _pattern(spelled=False), _pattern(spelled=True)


def unit_at(text: str, at: int, *, spelled: bool = False) -> UnitWord | None:
    """The longest unit printed in `text` from `at` on, or None; with `spelled` only those that numerals count with."""
    found = (_SPELLED if spelled else _ANY).match(text, at)
    return UNITS[found.group()] if found else None


def measures(unit: str) -> str:
    """What a printed unit measures, with or without 万 or 亿 before it (万平方米 → area); count where unknown."""
    bare = unit.partition("(")[0]
    for name in (bare, bare.lstrip("万亿")):
        if name in UNITS:
            return UNITS[name].measures
    return MONEY if bare in ("万", "亿") else COUNT
