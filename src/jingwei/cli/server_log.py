"""The one log of an installation: database and web server write into it, and a terminal can follow it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO

CHINA = timezone(timedelta(hours=8))
POLL = 0.3  # seconds between looks for new lines
LIMIT = 32 << 20  # bytes at which the log is put aside


class ServerLog:
    """Appends lines with time and source, whole lines at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stop = threading.Event()
        self._follower: threading.Thread | None = None

    def write(self, source: str, text: str) -> None:
        """Append one line."""
        line = f"{datetime.now(CHINA):%Y-%m-%d %H:%M:%S} {source} {text}\n"
        fd = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(fd, "ab") as file:
            file.write(line.encode("utf-8", "replace"))

    def collect(self, source: str, output: IO[bytes]) -> None:
        """Append what a child prints, in a thread, until it closes its output."""

        def copy() -> None:
            for line in output:
                self.write(source, line.decode("utf-8", "replace").rstrip())

        threading.Thread(target=copy, daemon=True).start()

    def put_aside_if_large(self) -> None:
        """Keep one older part beside it. Copied and emptied, since the database holds the file open to append."""
        if self._path.exists() and self._path.stat().st_size > LIMIT:
            shutil.copyfile(self._path, older := self._path.with_name(f"{self._path.name}.1"))
            older.chmod(0o600)
            os.truncate(self._path, 0)

    def follow(self) -> None:
        """Show on standard output, from now on, every line that anybody appends."""
        position = self._path.stat().st_size if self._path.exists() else 0
        self._follower = threading.Thread(target=self._show_from, args=(position,), daemon=True)
        self._follower.start()

    def stop_following(self) -> None:
        """Show what is left and end."""
        self._stop.set()
        if self._follower is not None:
            self._follower.join(5)

    def _show_from(self, position: int) -> None:
        while True:
            ending = self._stop.wait(POLL)
            if self._path.exists():
                position = min(position, self._path.stat().st_size)  # emptied when it was put aside
                with self._path.open("rb") as file:
                    file.seek(position)
                    new = file.read()
                whole = new[: new.rfind(b"\n") + 1]
                position += len(whole)
                sys.stdout.write(whole.decode("utf-8", "replace"))
            if ending:
                return
