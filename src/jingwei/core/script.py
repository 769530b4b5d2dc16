"""Traditional characters as simplified ones."""

from __future__ import annotations

from functools import lru_cache

from opencc import OpenCC


@lru_cache(maxsize=1)
def to_simplified() -> OpenCC:
    """The converter, read once."""
    return OpenCC("t2s")


def in_simplified(text: str) -> str:
    """A few words in simplified characters; what GB 2312 holds is simplified already and costs nothing."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return str(to_simplified().convert(text))
    return text
