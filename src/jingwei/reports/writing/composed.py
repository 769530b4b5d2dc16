"""A composed report: its blocks in reading order, and its figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from jingwei.reports.writing.figures import FigureValue, Kind
from jingwei.reports.writing.occasion import Occasion

MISSING = "【待核】"


def is_missing(printed: str) -> bool:
    """Whether a figure printed like this is still to be verified."""
    return MISSING in printed


BlockKind = Literal["title", "heading1", "heading2", "heading3", "heading4", "body", "signer", "date"]
Measure = Literal["level", "growth", "change", "share", "part"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; `figure` is the number of the figure whose chip it is, None for prose."""

    text: str
    figure: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph."""

    kind: BlockKind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph as it reads."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in the text: what it says, how it is printed, and the answers it rests on.

    `value` is what the number states, in `unit`, before rounding; None: missing, printed 【待核】, or not told, printed
    as words (若干人, 口径不可比). The first of
    `sources` is the figure itself, the second its base (growth, change) or its whole (share). `note` tells the
    drafter what is wrong or unusual about it.
    """

    id: int
    key: str
    measure: Measure
    source: str
    printed: str
    value: Decimal | None
    unit: str
    sources: tuple[FigureValue, ...]
    note: str = ""

    @property
    def missing(self) -> bool:
        """Whether it prints 【待核】."""
        return is_missing(self.printed)

    @property
    def kind(self) -> Kind | None:
        """How it was obtained: that of its source, or derived where it was computed here from several."""
        if not self.sources:
            return None
        return "derived" if len(self.sources) > 1 else self.sources[0].kind


@dataclass(frozen=True, slots=True)
class Composed:
    """The report ready to be laid out. `figures[n - 1]` is the figure with id n."""

    template: str
    template_version: int
    occasion: Occasion
    title: str
    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]

    @property
    def missing(self) -> tuple[Figure, ...]:
        """The figures that print 【待核】."""
        return tuple(figure for figure in self.figures if figure.missing)

    @property
    def notes(self) -> tuple[Figure, ...]:
        """The figures about which the drafter is told something."""
        return tuple(figure for figure in self.figures if figure.note)

    @property
    def length(self) -> int:
        """Characters of the report without blanks: what the limit on the length of documents counts."""
        return sum(len("".join(block.text.split())) for block in self.blocks)

    def counts_by_kind(self) -> dict[str, int]:
        """How many figures were counted, derived, reported, typed, and how many are missing."""
        found: dict[str, int] = {"counted": 0, "derived": 0, "reported": 0, "typed": 0, "missing": 0}
        for figure in self.figures:
            found["missing" if figure.missing or figure.kind is None else figure.kind] += 1
        return found

    def text(self) -> Iterator[str]:
        """The paragraphs as plain text, for a chat or a comparison."""
        for block in self.blocks:
            yield block.text
