"""Tokens as text: how they are made, and what is kept of them."""

import hashlib
import secrets

PREFIX = "jw_"
LONGEST_DAYS = 366
DEFAULT_RATE = 600
HIGHEST_RATE = 60_000


def new_token() -> str:
    """A token to be shown once: 256 random bits behind a prefix by which scanners recognise it."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token. A plain hash suffices: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()
