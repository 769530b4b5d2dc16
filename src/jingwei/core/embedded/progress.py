"""Showing that something long is still at work."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

Show = Callable[[str], None]
QUIET = 1.0  # seconds of waiting about which nothing is said
SELDOM = 10  # seconds between lines where they cannot overwrite each other


class Progress:
    """Tells about one wait: to `show`, or to standard error, on one line that overwrites itself in a terminal."""

    def __init__(self, show: Show | None) -> None:
        self._show = show
        self._began = time.monotonic()
        self._ticked = -1  # the second of the last tick
        self._shown = ("", -SELDOM)  # what was said last, and in which second
        self._open_line = False

    @property
    def seconds(self) -> float:
        """Time waited so far."""
        return time.monotonic() - self._began

    @property
    def is_due(self) -> bool:
        """Whether something may be said again: at most once a second, and not about short waits."""
        return self.seconds >= QUIET and int(self.seconds) != self._ticked

    def tick(self, doing: str) -> None:
        """Say what is being done and for how long, when it is due."""
        waited = int(self.seconds)
        if not self.is_due:
            return
        self._ticked = waited
        before, at = self._shown
        text = f"{doing}，请稍候…已用 {waited} 秒"
        if self._show is not None:
            self._show(text)
        elif sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()
            self._open_line = True
        elif doing == before and waited - at < SELDOM:
            return
        else:
            sys.stderr.write(f"{text}\n")
        self._shown = (doing, waited)

    def say(self, text: str) -> None:
        """Say one thing at once."""
        self.end()
        if self._show is not None:
            self._show(text)
        else:
            sys.stderr.write(f"{text}\n")

    def end(self) -> None:
        """Close the line that was being overwritten."""
        if self._open_line:
            sys.stderr.write("\n")
            self._open_line = False
