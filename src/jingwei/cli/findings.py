"""One line of a check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is (None: could not be looked at), and a word on it: the state, or what to do."""

    subject: str
    good: bool | None
    word: str

    def __str__(self) -> str:
        """The line as it is printed."""
        mark = {True: "✓", False: "✗", None: "–"}[self.good]
        return f"{mark} {self.subject}：{self.word}"
