"""The text as the reader sees it: marks folded, blanks dropped, with the way back to the cleaned text."""

import re
from dataclasses import dataclass

from jingwei.reports.reading.script import folded

# Heaps of digits, numerals or letters are no figures; unseen, they cost no pattern more than words do.
_HEAPS = re.compile(r"[\d.,%]{24,}|[零〇一二两三四五六七八九十百千万亿]{16,}|[A-Za-z]{80,}")


@dataclass(frozen=True, slots=True)
class View:
    """`text` is searched; sign i of it stands at `origin[i]` of the cleaned text (one entry more, for the end)."""

    text: str
    origin: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the cleaned text that shows `text[start:end]`."""
        return (
            (self.origin[start], self.origin[end - 1] + 1) if end > start else (self.origin[start], self.origin[start])
        )


def view_of(text: str) -> View:
    """The view of a cleaned text. Blanks between Chinese signs and digits (12 家) say nothing and are left out."""
    signs, origin = [], []
    plain = _HEAPS.sub(lambda heap: "□" * len(heap.group()), folded(text))
    last = len(plain) - 1
    for at, sign in enumerate(plain):
        if sign == " " and not (0 < at < last and _latin(plain[at - 1]) and _latin(plain[at + 1])):
            continue
        signs.append(sign)
        origin.append(at)
    origin.append(len(plain))
    return View("".join(signs), origin)


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
