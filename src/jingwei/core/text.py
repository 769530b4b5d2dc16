"""Chinese text as it is compared, sorted and searched."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from operator import add

from pypinyin import Style, lazy_pinyin

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_WORDS = re.compile(r"[^\W_]+")
_CHINESE = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_NUMBERS = re.compile(r"(\d+)")
_LONGEST = 18  # digits of a number; longer ones sort as texts do


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and blanks made half-width; nothing else changes."""
    return text.translate(_HALF_WIDTH)


def normalise(text: str) -> str:
    """The form in which two writings of the same are equal: half-width, lower case, no blanks (NFKC, case folded)."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def bigrams(text: str) -> list[str]:
    """Search tokens of a text: every two neighbouring characters of a word, and its last character alone.

    Two words of one run of letters are kept apart by any blank or sign. A part of a word is found because its own
    bigrams are among them, a single character because it begins a bigram or is the last one. Each token once.
    """
    tokens: dict[str, None] = {}
    for word in _words(text):
        tokens.update(dict.fromkeys(map(add, word, word[1:])))
        tokens[word[-1]] = None
    return list(tokens)


def bigram_text(text: str) -> str:
    """The tokens of `bigrams` joined by blanks, repeats left in: half the cost where the database sorts them anyway."""
    return " ".join([" ".join([*map(add, word, word[1:]), word[-1]]) for word in _words(text)])


def search_bigrams(text: str) -> list[str]:
    """What a query asks for: the bigrams that a text with these words must hold; one character stays alone.

    The caller looks for a single character as a prefix, and compares the few rows found with the words themselves.
    """
    tokens: dict[str, None] = {}
    for word in _words(text):
        for place in range(max(1, len(word) - 1)):
            tokens[word[place : place + 2]] = None
    return list(tokens)


def _words(text: str) -> list[str]:
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return _WORDS.findall(plain.casefold())


def pinyin_initials(text: str) -> str:
    """First letters of the syllables, for searching by a few keys: 东湖路12号 is dhl12h. Signs are left out."""
    return _CHINESE.sub(lambda run: _initials(run[0]), "".join(_words(text)))


def pinyin_key(text: str) -> str:
    """A key under which Chinese texts sort by sound and numbers by size: 3号楼 before 12号楼.

    Texts that sound alike share one; the caller settles their order. Two indexes hold the key of every row of a
    ledger, so a number is written as the count of its digits and the digits: 2 and 12, where 12 is meant.
    """
    return "".join(map(_spoken, _NUMBERS.split(normalise(text))))


# Streets, communities and words like 号 or 幢 come back in thousands of addresses: each run is spoken once.
@lru_cache(maxsize=65536)
def _initials(run: str) -> str:
    return "".join(lazy_pinyin(run, style=Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=65536)
def _spoken(run: str) -> str:
    if not run.isdecimal():
        return _CHINESE.sub(lambda chinese: " ".join(lazy_pinyin(chinese[0])) + " ", run)
    digits = str(int(run)) if len(run) < _LONGEST else run
    return f"{len(digits)}{digits}" if len(digits) < 9 else f"9{digits:0>{_LONGEST}}"


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("￥"): ord("¥")}
