"""A name in the making: the words around one number, and the names before it that it may lean on."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from jingwei.reports.reading.kinds import Kinds
from jingwei.reports.reading.name_parts import Parts
from jingwei.reports.reading.name_words import DEED_FIRST
from jingwei.reports.reading.tokens import RANKING, Token
from jingwei.reports.reading.unit_words import PERCENT, TIMES

QUOTED = 60
_JOINS = ("、", "和")
_FARTHEST = 30  # figures


@dataclass(slots=True)
class Name:
    """The name of a figure.

    `subject` is the name without its measure word, `owner` whose quantity it is, `agent` who did it, `deed` the verb
    that governs a list; `start` and `end` span the words it was made of.
    """

    text: str
    subject: str
    start: int
    end: int
    owner: str = ""
    deed: str = ""
    agent: str = ""


class Case:
    """One number to be named: its token, kind, the words before it (from `start` on) and all that was named before."""

    def __init__(self, parts: Parts, kinds: Kinds, named: list[Name], kind: str) -> None:
        self.parts, self.kinds, self.named, self.kind = parts, kinds, named, kind
        self.text, self.layout, self.tokens = parts.text, parts.layout, parts.tokens
        self.index = len(named)
        self.token: Token = self.tokens[self.index]
        self.start, self.left = parts.left(self.index)
        self.noun, self.deed, self.end = parts.right(self.index)

    @property
    def before(self) -> Name | None:
        """The name before this one, if it stands in the same sentence."""
        if not self.index or self._begins(self.layout.sentence):
            return None
        return self.named[-1]

    @property
    def same_part(self) -> bool:
        """Whether no semicolon stands between this number and the one before."""
        return bool(self.index) and not self._begins(self.layout.part)

    @property
    def adjoining(self) -> bool:
        """Whether the number before stands in the same clause."""
        return bool(self.index) and not re.search(
            "[,;:。\n]", self.text[self.tokens[self.index - 1].end : self.token.start]
        )

    @property
    def listed(self) -> bool:
        """Whether one comma or 、 at most stands between this and the number before, and both have one unit."""
        before = self.tokens[self.index - 1]
        return before.unit == self.token.unit and not re.search("[,;:]", self.text[before.end + 1 : self.token.start])

    @property
    def total(self) -> Name | None:
        """The name of the sum that this number is a part of."""
        total = self.kinds.total_of(self.index)
        return self.named[total] if total is not None and total < self.index else None

    @property
    def base(self) -> Name | None:
        """The name of the last level in the sentence, which a growth, share or place speaks of."""
        sentence = self.layout.sentence(self.token.at)
        for other in range(self.index - 1, max(-1, self.index - _FARTHEST), -1):
            token = self.tokens[other]
            if token.at < sentence:
                return None
            if _is_level(token):
                return self.named[other]
        return None

    @property
    def alike(self) -> Name | None:
        """The name of the last figure of the sentence with the same unit: what 比去年增加563户 compares."""
        sentence = self.layout.sentence(self.token.at)
        for other in range(self.index - 1, max(-1, self.index - _FARTHEST), -1):
            if self.tokens[other].at < sentence:
                return None
            if self.tokens[other].unit == self.token.unit:
                return self.named[other]
        return None

    @property
    def dealt(self) -> Name | None:
        """The level that one of several rates belongs to: 甲10亿元,乙5亿元,同比分别增长5%、8%."""
        first = last = self.index
        while first > self.index - _FARTHEST and first and self._between(first - 1) in _JOINS:
            first -= 1
        while last < self.index + _FARTHEST and last + 1 < len(self.tokens) and self._between(last) in _JOINS:
            last += 1
        start = self.tokens[first].start
        many = last - first + 1
        if many == 1 or "分别" not in self.text[self.layout.clause(start) : start]:
            return None
        levels = [other for other in range(max(0, first - 2 * many), first) if _is_level(self.tokens[other])][-many:]
        return self.named[levels[self.index - first]] if len(levels) == many else None

    def near(self, name: Name) -> int:
        """Where a quote begins that shows the name leant on, if 60 signs allow it."""
        return name.start if self.token.end - name.start <= QUOTED else self.start

    def leaning(self, name: Name, text: str, subject: str = "", owner: str = "") -> Name:
        """A name made of another one and what is added to it."""
        return Name(text, subject or name.subject, self.near(name), self.token.end, owner)

    def own(self, text: str, subject: str = "", **more: str) -> Name:
        """A name made of the words before the number."""
        return Name(text, subject or text, self.start, self.token.end, **more)

    def _between(self, index: int) -> str:
        return self.text[self.tokens[index].end : self.tokens[index + 1].start]

    def _begins(self, where: Callable[[int], int]) -> bool:
        return where(self.token.at) != where(self.tokens[self.index - 1].at)


def without_deed(words: str) -> str:
    """The words without the verb that opens them: 受理转办问题 → 转办问题."""
    deed = DEED_FIRST.match(words)
    return words[deed.end() :] if deed and len(words) - deed.end() >= 2 else words


def _is_level(token: Token) -> bool:
    return token.form != RANKING and token.measures not in (PERCENT, TIMES)
