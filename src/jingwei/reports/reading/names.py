"""What is counted: the name of each figure, from its clause and, where that leaves it out, from what stands before."""

import re

from jingwei.reports.reading.count_names import name_of_count
from jingwei.reports.reading.kinds import Kinds
from jingwei.reports.reading.layout import Layout
from jingwei.reports.reading.name_parts import Parts
from jingwei.reports.reading.naming import Case, Name
from jingwei.reports.reading.rate_names import name_of_place, name_of_rate, name_of_several
from jingwei.reports.reading.tokens import RANKING, Token
from jingwei.reports.reading.unit_words import PERCENT, TIMES

_LONGEST = 30
_UNKNOWN = "未说明"


class Names:
    """Names the figures of a text in reading order; each may lean on the ones before it in its sentence."""

    def __init__(self, text: str, layout: Layout, tokens: list[Token], kinds: Kinds) -> None:
        self._kinds = kinds
        self._parts = Parts(text, layout, tokens)
        self._named: list[Name] = []

    def add(self, kind: str) -> Name:
        """The name of the next figure, whose kind is `kind`; 未说明 where the text says nothing."""
        case = Case(self._parts, self._kinds, self._named, kind)
        if case.token.fact:
            name = name_of_several(case)
        elif case.token.form == RANKING:
            name = name_of_place(case)
        elif case.token.measures in (PERCENT, TIMES):
            name = name_of_rate(case)
        else:
            name = name_of_count(case)
        name.text = tidy(name.text) or _UNKNOWN
        self._named.append(name)
        return name


def tidy(words: str) -> str:
    """A name of at most 30 signs without stray marks, cut where the last part of a long clause begins."""
    words = re.sub(r"\([^()]{5,}\)", "", words).strip("、,:;。-~ ")
    for marks in ("“”", "()", "《》"):
        if words.count(marks[0]) != words.count(marks[1]):
            words = words.replace(marks[0], "").replace(marks[1], "")
    if len(words) > _LONGEST:
        pieces = re.split(r"(?<=[,、等的])", words)
        while len(pieces) > 1 and len("".join(pieces)) > _LONGEST:
            pieces.pop(0)
        words = "".join(pieces)[-_LONGEST:]
    return words
