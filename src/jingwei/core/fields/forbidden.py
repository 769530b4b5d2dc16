"""Columns that may not be kept: the list is data (`forbidden.yaml`), the refusal says who lawfully holds such data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a column is not taken: the word that names it, and a Chinese sentence with the system that may hold it."""

    heading: str
    word: str
    group: str
    message: str


@dataclass(frozen=True, slots=True)
class _Group:
    key: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    allowed_with: tuple[str, ...]
    allowed_in_ledger: tuple[str, ...]
    sentence: str

    def word_in(self, heading: str, ledger: str) -> str | None:
        """The forbidden word in a folded heading, or None."""
        if any(word in heading for word in self.allowed_with):
            return None
        if any(word in heading or word in ledger for word in self.allowed_in_ledger):
            return None
        for word in self.unless:
            heading = heading.replace(word, "")
        return next((word for word in self.words if word in heading), None)


def forbidden(heading: str, *, ledger: str = "") -> Refusal | None:
    """The refusal of a column or field called `heading`, or None when it may be kept.

    `ledger` is the name of the ledger or sheet: 车牌号 in a list of the office's own vehicles is allowed.
    """
    if not heading or (heading.isascii() and heading.isdigit()):
        return None
    return _refusal(heading, ledger)


@lru_cache(maxsize=4096)
def _refusal(heading: str, ledger: str) -> Refusal | None:
    folded, context = _folded(heading), _folded(ledger)
    for group in _groups():
        word = group.word_in(folded, context)
        if word is not None:
            return Refusal(heading, word, group.key, group.sentence.format(heading=heading.strip()))
    return None


def _folded(text: str) -> str:
    return re.sub(r"[\s（）()【】\[\]_·.、:：*-]", "", unicodedata.normalize("NFKC", text)).lower()


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
            sentence=f"“{{heading}}”{part['why']}，本系统不收；{part['holder']}",
        )
        for key, part in data["groups"].items()
    )


def _words(part: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(sorted(map(_folded, part.get(name, ())), key=len, reverse=True))
