"""Writing one portion of a sheet while the next one is being prepared: the database works beside this process."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from django.db import connection
from django.db.backends.utils import CursorWrapper

from jingwei.registers.ledger import Portion, Writing, empty_stage, prepare_stage
from jingwei.registers.state import State


class Stream:
    """Writes portions of states in the order they come, within the caller's transaction.

    A portion is written in a thread of its own, one at a time; an error comes out of the next `write`, or of
    `finish`, and the caller's transaction gives up all portions alike.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._cursor: CursorWrapper = connection.cursor()
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._running: Future[list[str]] | None = None
        self._taken: list[str] = []
        self._begun = False

    def __enter__(self) -> Self:
        """Make the stage."""
        prepare_stage(self._cursor)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait for what is being written: the connection must be free again, also after an error."""
        self._thread.shutdown(wait=True)
        self._cursor.close()

    def write(self, states: Sequence[State]) -> None:
        """Begin to write `states` as soon as those before are written."""
        if not states:
            return
        portion = Portion(states, self._writing)
        self._wait()
        if self._begun:
            empty_stage(self._cursor)
        # Staged here and not in the thread: a thread that sends many small pieces beside one that computes gets its
        # turn only every few milliseconds, a piece at a time.
        portion.stage(self._cursor)
        self._running = self._thread.submit(portion.write, self._cursor)
        self._begun = True

    def finish(self) -> list[str]:
        """Wait for the last portion; gives the keys that another place's entries already hold."""
        self._wait()
        return self._taken

    def _wait(self) -> None:
        if self._running is not None:
            self._taken += self._running.result()
            self._running = None
