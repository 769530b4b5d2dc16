"""Columns that may not be kept: the list is data (`forbidden.yaml`), the refusal says who lawfully holds such data."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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
    sentence: str


def forbidden(heading: str, *, ledger: str = "") -> Refusal | None:
    """The refusal of a column or field called `heading`, or None when it may be kept.

    `ledger` is the name of the ledger or sheet: 车牌号 in a list of the office's own vehicles is allowed.
    """
    if not heading or (heading.isascii() and heading.isdigit()):
        return None
    return _refusal(heading, ledger)


@lru_cache(maxsize=4096)
def _refusal(heading: str, ledger: str) -> Refusal | None:
    folded = _folded(heading)
    context = folded + "\n" + _folded(ledger)
    for group in _groups():
        if any(word in context for word in group.unless):
            continue
        for word in group.words:
            if word in folded:
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
            words=tuple(sorted(map(_folded, part["words"]), key=len, reverse=True)),
            unless=tuple(map(_folded, part.get("unless", ()))),
            sentence=f"“{{heading}}”{part['why']}，本系统不收；{part['holder']}",
        )
        for key, part in data["groups"].items()
    )
