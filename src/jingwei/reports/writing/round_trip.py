"""The finished file read back: every number in it must be a figure of the report, and every figure must be in it."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn

from jingwei.reports.writing.composed import MISSING, Composed
from jingwei.reports.writing.numbers import every_number_in, numbers_in

_BOOKMARK = re.compile(r"fig_(\d{4,})\Z")
_CHIP = "\ufffc"  # stands for a chip while the prose around it is searched for loose numbers


@dataclass(frozen=True, slots=True)
class Chip:
    """A bookmarked figure: its id and its text in the file."""

    figure: int
    text: str


@dataclass(frozen=True, slots=True)
class Loose:
    """A number outside every bookmark, with the paragraph it stands in."""

    text: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a finished file states in numbers."""

    chips: tuple[Chip, ...]
    loose: tuple[Loose, ...]

    def numbers(self) -> Counter[str]:
        """Every number of the text, as a multiset."""
        found = Counter(loose.text for loose in self.loose)
        for chip in self.chips:
            found.update(every_number_in(chip.text))
        return found


@dataclass(frozen=True, slots=True)
class Compared:
    """The file against the report: `changed` chips read otherwise, `lost` figures are gone, `loose` numbers have no figure."""

    changed: tuple[Chip, ...]
    lost: tuple[int, ...]
    loose: tuple[Loose, ...]
    same_numbers: bool

    @property
    def whole(self) -> bool:
        """Whether every number is matched to its figure and none is left on either side."""
        return self.same_numbers and not (self.changed or self.lost or self.loose)


def extract_numbers(data: bytes) -> Extracted:
    """The figures and loose numbers of a .docx; dates, heading numbers and names (12345热线) are none."""
    chips: list[Chip] = []
    loose: list[Loose] = []
    body = docx.Document(io.BytesIO(data)).element.body
    for paragraph in body.iter(qn("w:p")):
        found, prose = _read(paragraph)
        chips += found
        text = "".join(chip.text if piece is chip else str(piece) for piece, chip in _aligned(prose))
        blanked = "".join(_CHIP if isinstance(piece, Chip) else piece for piece in prose)
        loose += [Loose(number.text, text) for number in numbers_in(blanked)]
    return Extracted(tuple(chips), tuple(loose))
