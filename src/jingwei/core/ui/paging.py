"""Which page of a list is asked for."""

from __future__ import annotations

from collections.abc import Mapping

_MOST_DIGITS = 6


def asked_page(given: Mapping[str, str]) -> int:
    """The number under `page` in an address, from 1; what is no such number means the first page."""
    text = given.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 1
