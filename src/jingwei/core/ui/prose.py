"""What a report page is made of: paragraphs with figures in them. See `parts.py` for the rules all of these follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Origin = Literal["counted", "reported", "typed", "missing"]
"""系统取数, 报表来源, 手填, 待核: each with a mark of its own beside the colour."""
ORIGIN_WORDS: dict[Origin, str] = {"counted": "系统取数", "reported": "报表来源", "typed": "手填", "missing": "待核"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text. `text` is what is printed (4171件), `url` answers with its card (`ui/figure_card.html`)."""

    text: str
    url: str
    origin: Origin = "counted"
    key: str = ""
    doubt: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: `pieces` are str and Figure in reading order. `edit_url` answers with `ui/paragraph_form.html`."""

    pieces: tuple[str | Figure, ...]
    style: Literal["title", "subtitle", "h1", "h2", "h3", "body", "sign"] = "body"
    key: str = ""
    edit_url: str = ""

    @property
    def origins(self) -> tuple[tuple[Origin, int], ...]:
        """How many figures of each origin stand here, for the margin."""
        found = [piece.origin for piece in self.pieces if isinstance(piece, Figure)]
        return tuple((origin, found.count(origin)) for origin in _ORDER if origin in found)


_ORDER: tuple[Origin, ...] = ("counted", "reported", "typed", "missing")


@dataclass(frozen=True, slots=True)
class OriginCount:
    """How many figures of the whole report come from where; `url` shows only these."""

    origin: Origin
    count: int
    url: str = ""


def count_origins(paragraphs: tuple[Paragraph, ...]) -> tuple[OriginCount, ...]:
    """Count the figures of a report by origin, in the fixed order, zeros too."""
    totals = dict.fromkeys(_ORDER, 0)
    for paragraph in paragraphs:
        for origin, count in paragraph.origins:
            totals[origin] += count
    return tuple(OriginCount(origin, count) for origin, count in totals.items())
