"""Which runs of digits in official prose state a figure.

Not figures: dates and years, heading numbers, ordinals and document numbers, digits inside names (12345热线, PM2.5).
Used twice: a template may not contain a number without a slot, and every number of a finished file is matched to its
figure.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_NOT_FIGURES = re.compile(
    r"""
      (?<!\d)\d{4}(?:[—–-]\d{4})?年(?:\d{1,2}(?:[—–-]\d{1,2})?月(?:\d{1,2}日)?)?  # 2025年, 2023—2025年, 2025年12月31日
    | (?<![\d.])\d{1,2}(?:[—–-]\d{1,2})?月(?:份|底|末|初|[上中下]旬|\d{1,2}日)?     # 1—11月, 6月底, 12月31日
    | 〔\d{4}〕\d+号
    | 第\d+(?!\d|位|名)                                               # 第3批; a rank (第3位) is a figure
    | (?<!\d)12345(?=[^\d，。；、\s]{0,6}(?:热线|平台|便民|转办|诉求|工单))
    | \d+(?:\+\d+)*(?=[”"])                                          # a slogan in quotes: “1586”, “5+2”
    | [A-Za-z][\d.]*\d | \d+(?=[A-Za-z])                             # PM2.5, A1, 5G, 4S
    | \d+[×xX]\d+                                                    # 7×24
    """,
    re.VERBOSE,
)
_HEADING = re.compile(r"\s*(?:\d+[.．]|[（(]\d+[)）])(?!\d)")
_NUMBER = re.compile(r"(?:(?<![\dA-Za-z.])-)?\d+(?:\.\d+)?")


class Number(NamedTuple):
    """A number in a text, with the offsets of its digits."""

    start: int
    end: int
    text: str


def numbers_in(paragraph: str) -> Iterator[Number]:
    """The numbers of a paragraph that state a figure, in order."""
    heading = _HEADING.match(paragraph)
    start = heading.end() if heading else 0
    names = [found.span() for found in _NOT_FIGURES.finditer(paragraph, start)]
    for found in _NUMBER.finditer(paragraph, start):
        while names and names[0][1] <= found.start():
            names.pop(0)
        if not (names and names[0][0] < found.end()):
            yield Number(found.start(), found.end(), found.group())


def every_number_in(printed: str) -> list[str]:
    """Every number of a figure's own text, in which nothing is a date or a name."""
    return [found.group() for found in _NUMBER.finditer(printed)]
