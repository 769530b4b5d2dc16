"""How far the figures read out of a report agree with figures that a person coded in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

from jingwei.reports.reading.model import ReadFigure, Reading
from jingwei.reports.reading.script import plain_signs, simplified, without_pinyin

ASPECTS = ("approx", "kind", "status", "period", "name")
_SAME_NAME = 0.6

Coded = Mapping[str, str]


@dataclass
class Agreement:
    """Each coded row with the figure read for it, and the figures that no row has.

    A figure is found for a row when its number stands within the row's quote and has its value; it is right when the
    unit is the same too.
    """

    pairs: list[tuple[Coded, ReadFigure | None]] = field(default_factory=list)
    extra: list[ReadFigure] = field(default_factory=list)

    @property
    def found(self) -> list[tuple[Coded, ReadFigure]]:
        """The rows for which a figure was found."""
        return [(row, figure) for row, figure in self.pairs if figure is not None]

    @property
    def right(self) -> list[tuple[Coded, ReadFigure]]:
        """The rows whose figure has value and unit right."""
        return [(row, figure) for row, figure in self.found if figure.unit == row["unit"]]

    @property
    def in_digits(self) -> list[tuple[Coded, ReadFigure | None]]:
        """The rows whose number is printed in Arabic digits."""
        return [(row, figure) for row, figure in self.pairs if f"{Decimal(row['value']):f}" in row["quote"]]

    def share(self, aspect: str) -> float:
        """The share of the figures found that agree in an aspect (`ASPECTS`), 0 to 1."""
        return sum(agrees(aspect, figure, row) for row, figure in self.found) / len(self.found) if self.found else 0.0

    def recall(self) -> float:
        """The share of coded rows for which a figure was found."""
        return len(self.found) / len(self.pairs) if self.pairs else 0.0

    def precision(self) -> float:
        """The share of the figures read that are right."""
        read = len(self.found) + len(self.extra)
        return len(self.right) / read if read else 0.0


def compare(reading: Reading, coded: Iterable[Coded]) -> Agreement:
    """Pair coded rows (columns of the exchange form) with the figures read; rows and figures are each used once."""
    result, left = Agreement(), list(reading.figures)
    for row in coded:
        spans = _places(row["quote"], reading.text)
        inside = [one for one in left if any(start <= one.number_start < end for start, end in spans)]
        same = [one for one in inside if one.value == Decimal(row["value"])]
        same.sort(key=lambda one: one.unit != row["unit"])
        if same:
            left.remove(same[0])
        result.pairs.append((row, same[0] if same else None))
    result.extra = left
    return result


def agrees(aspect: str, figure: ReadFigure, row: Coded) -> bool:
    """Whether a figure agrees with its row in one aspect; names agree from a likeness of 0.6 on."""
    if aspect == "name":
        return likeness(figure.indicator, row["indicator"]) >= _SAME_NAME
    return str(getattr(figure, aspect)) == row[aspect]


def likeness(mine: str, theirs: str) -> float:
    """How alike two names are, 0 to 1, marks and a closing 数 disregarded."""
    a, b = (re.sub(r"[“”、的()]|数$", "", name) for name in (mine, theirs))
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Where a quote of the raw report stands in the cleaned text, blanks disregarded."""
    signs = re.sub(r"\s", "", simplified(without_pinyin(plain_signs(quote))))
    return [found.span() for found in re.finditer(r"\s?".join(map(re.escape, signs)), text)]
