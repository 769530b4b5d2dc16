"""The finished file read back: every number in it must be a figure of the report, and every figure must be in it."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn

from jingwei.reports.writing.composed import Composed
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
    """The file against the report: chips that read otherwise, figures that are gone, numbers that have no figure."""

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
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        found, prose = _chips_and_prose(paragraph)
        chips += found
        loose += [Loose(number.text, prose.replace(_CHIP, "…")) for number in numbers_in(prose)]
    return Extracted(tuple(chips), tuple(loose))


def compare(extracted: Extracted, composed: Composed) -> Compared:
    """Matches a finished file to the report it was made from, by bookmark and by the multiset of numbers."""
    printed = {figure.id: figure.printed for figure in composed.figures}
    there = {chip.figure for chip in extracted.chips}
    expected = Counter(number for text in printed.values() for number in every_number_in(text))
    return Compared(
        changed=tuple(chip for chip in extracted.chips if printed.get(chip.figure) != chip.text),
        lost=tuple(number for number in printed if number not in there),
        loose=extracted.loose,
        same_numbers=extracted.numbers() == expected,
    )


def _chips_and_prose(paragraph: Any) -> tuple[list[Chip], str]:
    """The bookmarked figures of a paragraph, and its prose with a placeholder for each."""
    chips: list[Chip] = []
    prose: list[str] = []
    open_id, inside = None, 0
    gathered: list[str] = []
    for element in paragraph.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:t")):
        if element.tag == qn("w:t"):
            (gathered if inside else prose).append(element.text or "")
        elif element.tag == qn("w:bookmarkStart"):
            if found := _BOOKMARK.match(element.get(qn("w:name"), "")):
                open_id, inside, gathered = element.get(qn("w:id")), int(found.group(1)), []
        elif inside and element.get(qn("w:id")) == open_id:
            chips.append(Chip(inside, "".join(gathered)))
            prose.append(_CHIP)
            inside = 0
    return chips, "".join(prose)
