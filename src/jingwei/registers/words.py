"""The words of a row and the query that finds them: parts of words, in any order, and pinyin initials."""

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import add

from jingwei.core import text

_INITIALS = "~"
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_LETTERS = re.compile(r"[a-z0-9]+")


def row_words(shown: Iterable[str], title: str) -> str:
    """All lexemes of a row, joined by blanks: bigrams of its shown texts, and behind a mark those of the title's pinyin
    initials. Lexemes are letters and digits only, so that the text is a tsvector as it stands."""
    words: set[str] = set()
    for part in shown:
        if part:
            words.update(text.bigrams(part))
    initials = _initials(title)
    words.update([_INITIALS + pair for pair in map(add, initials, initials[1:])])
    return " ".join(words)


def tsquery(asked: str) -> str:
    """The tsquery text for what was typed: every word must be there; letters may also be initials. Empty for nothing."""
    parts = []
    for word in asked.split():
        tokens = text.search_bigrams(word)
        if not tokens:
            continue
        plain = " & ".join(_lexeme(token) for token in tokens)
        letters = word.lower()
        if len(letters) > 1 and _LETTERS.fullmatch(letters) and not letters.isdigit():
            spoken = " & ".join(_lexeme(_INITIALS + letters[at : at + 2]) for at in range(len(letters) - 1))
            parts.append(f"(({plain}) | ({spoken}))")
        else:
            parts.append(f"({plain})")
    return " & ".join(parts)


def _lexeme(token: str) -> str:
    quoted = "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
    return quoted + (":*" if len(token) == 1 else "")


def _initials(title: str) -> str:
    return "".join([run if run.isdigit() else _run_initials(run) for run in _RUNS.findall(title)])


@lru_cache(maxsize=65536)
def _run_initials(run: str) -> str:
    return text.pinyin_initials(run)
