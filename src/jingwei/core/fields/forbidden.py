"""Columns that may not be kept: the list is data (`forbidden.yaml`), the refusal says who lawfully holds such data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import yaml

from jingwei.core.script import in_simplified

_LISTED = re.compile(r"[、,;|和及与]")
_SHORT = 12  # signs of a cell that names a kind rather than tells a story


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a column is not taken: the word that names it, and a Chinese sentence with the system that may hold it.

    `of_persons`: the word says what somebody is, so that a cell of it makes a list of such people.
    """

    heading: str
    word: str
    group: str
    message: str
    of_persons: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    key: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    allowed_with: tuple[str, ...]
    allowed_in_ledger: tuple[str, ...]
    never_allowed: tuple[str, ...]
    sentence: str
    of_persons: bool

    def word_in(self, heading: str, ledger: str) -> str | None:
        """The forbidden word in a folded heading, or None."""
        if self._excused(heading, ledger):
            return None
        for word in self.unless:
            heading = heading.replace(word, "")
        return next((word for word in self.words if _stands_in(word, heading)), None)

    def _excused(self, heading: str, ledger: str) -> bool:
        """Whether words beside it make a lawful thing of what the group forbids."""
        if any(word in heading for word in self.never_allowed):
            return False
        if any(word in heading for word in self.allowed_with):
            return True
        return any(word in heading or word in ledger for word in self.allowed_in_ledger) and not any(
            word in ledger for word in self.never_allowed
        )


def forbidden(heading: str, *, ledger: str = "") -> Refusal | None:
    """The refusal of a column or field called `heading`, or None when it may be kept.

    `ledger` is the name of the ledger or sheet: 车牌号 in a list of the office's own vehicles is allowed.
    """
    if not heading or (heading.isascii() and heading.isdigit()):
        return None
    return _refusal(heading, ledger)


def forbidden_values(values: Iterable[str], *, at_least: float = 0.5) -> Refusal | None:
    """The refusal of a column whose short cells, for a good part, say what somebody is: a list by another name."""
    texts = [text for text in map(str.strip, values) if text]
    refusals = [refusal for text in texts if len(text) <= _SHORT and (refusal := forbidden(text)) is not None]
    told = [refusal for refusal in refusals if refusal.of_persons]
    return told[0] if told and len(told) >= at_least * len(texts) else None


@lru_cache(maxsize=1)
def words_of_persons() -> frozenset[str]:
    """The words that say what somebody is; no cell may consist of one."""
    return frozenset(word for group in _groups() if group.of_persons for word in group.words)


@lru_cache(maxsize=4096)
def _refusal(heading: str, ledger: str) -> Refusal | None:
    folded, context = _folded(heading), _folded(ledger)
    for group in _groups():
        word = group.word_in(folded, context)
        if word is not None:
            return Refusal(heading, word, group.key, group.sentence.format(heading=heading.strip()), group.of_persons)
    return None


def _folded(text: str) -> str:
    """Letters and digits only, half-width, lower case, simplified: 人 臉（Ａ） is 人脸a. 发言、论文 stays apart."""
    plain = in_simplified(unicodedata.normalize("NFKC", text)).lower()
    parts = ["".join(filter(str.isalnum, part)) for part in _LISTED.split(plain)]
    joined = parts[0]
    for before, part in pairwise(parts):
        # One character is no word: 人、脸 is one in disguise.
        joined += part if len(before) < 2 or len(part) < 2 else f"、{part}"
    return joined


def _stands_in(word: str, heading: str) -> bool:
    """Whether a heading holds a word; English ones by themselves (iris is not in irish)."""
    if word not in heading or not word.isascii():
        return word in heading
    return re.search(rf"(?<![a-z]){re.escape(word)}s?(?![a-z])", heading) is not None


@lru_cache(maxsize=1)
def _groups() -> tuple[_Group, ...]:
    data = yaml.safe_load(files(__package__).joinpath("forbidden.yaml").read_text("utf-8"))
    return tuple(
        _Group(
            key=key,
            words=_words(part, "words"),
            unless=_words(part, "unless"),
            allowed_with=_words(part, "with"),
            allowed_in_ledger=_words(part, "with_ledger"),
            never_allowed=_words(part, "never_with"),
            sentence=f"“{{heading}}”{part['why']}，本系统不收；{part['holder']}",
            of_persons=part.get("of_persons") is True,
        )
        for key, part in data["groups"].items()
    )


def _words(part: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(sorted(map(_folded, part.get(name, ())), key=len, reverse=True))
