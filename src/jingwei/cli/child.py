"""A process that belongs to the supervisor: started, let go, started again when it dies, ended with all it forked."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from jingwei.cli.server_log import ServerLog

GRACE = 20.0  # seconds it may take to finish what it has begun
STEADY = 60.0  # seconds after which an earlier failure no longer counts
LONGEST_PAUSE = 30.0  # seconds between two tries at most


class Child:
    """One process. `source` marks its lines in the log, `what` names it in sentences.

    It reads its standard input: one byte lets it begin, the end of the input tells it that this process is gone.
    """

    def __init__(self, source: str, what: str, command: Sequence[str], env: Mapping[str, str], log: ServerLog) -> None:
        self.begun_at = 0.0
        self._source, self._what, self._command, self._env, self._log = source, what, list(command), dict(env), log
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._again_at: float | None = None

    def start(self) -> None:
        """Start it; it loads, and waits."""
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._env,
            # Ctrl+C in a terminal must reach this process alone, which ends its children in order.
            start_new_session=sys.platform != "win32",
        )
        assert self._process.stdout is not None
        self._log.collect(self._source, self._process.stdout)

    def let_go(self) -> None:
        """Let it begin, loaded or still loading."""
        assert self._process is not None
        assert self._process.stdin is not None
        self.begun_at = time.monotonic()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()

    def run(self) -> None:
        """Start it and let it go."""
        self.start()
        self.let_go()

    @property
    def code(self) -> int | None:
        """The code it ended with; None while it runs."""
        assert self._process is not None
        return self._process.poll()

    def look_after(self, end: threading.Event) -> None:
        """Start it again where it died: at once, then after ever longer pauses; nobody waits here meanwhile."""
        if self._process is None or self.code is None:
            return
        if self._again_at is None:
            self._end_orphans()
            lived = time.monotonic() - self.begun_at
            self._failures = 1 if lived > STEADY else self._failures + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (self._failures - 1) - 1)
            self._log.write("经纬", f"{self._what}已退出（代码 {self.code}），{pause:.0f} 秒后重新启动")
            self._again_at = time.monotonic() + pause
        if time.monotonic() >= self._again_at and not end.is_set():
            self._again_at = None
            self.run()

    def stop(self) -> None:
        """End it, and what it forked."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._end_orphans()

    def _end_orphans(self) -> None:
        # The processes that granian had forked outlive it when it is killed, and would go on answering.
        if sys.platform != "win32" and self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
