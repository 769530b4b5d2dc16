"""The process that keeps PostgreSQL: starts it, starts it again when it dies, ends it when nobody uses it any more.

Users of the server hold a shared lock; the system lets go of it however they end, so a killed user leaves no server
behind, and a killed keeper leaves one that the next keeper takes over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jingwei.core.embedded import cluster, postmaster, programs
from jingwei.core.embedded.layout import Layout, users_lock
from jingwei.core.embedded.locks import FileLock

BEAT = 0.2  # seconds between looks at the server and at its users
CHINA = timezone(timedelta(hours=8))
FAILURES = 4  # starts in a row that never became ready


class Keeper:
    """Keeps one server until nobody uses it, or the process is asked to end."""

    def __init__(self, where: Layout) -> None:
        self._where = where
        self._users = FileLock(users_lock(where.instance.home))
        self._asked_to_end = False
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Keep the server; 0 when it was ended as wished, 1 when it cannot be started."""
        signal.signal(signal.SIGTERM, self._on_end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if not self._where.is_made:
            cluster.make(self._where)
        failures = 0
        while not self._is_over():
            found = self._find()
            if found is None:
                if failures == FAILURES:
                    say("数据库多次启动失败，不再尝试")
                    return 1
                self._start()
                failures += 1
            elif found.ready:
                failures = 0
            time.sleep(BEAT)
        self._stop()
        return 0

    def _is_over(self) -> bool:
        return self._asked_to_end or self._users.try_take()

    def _on_end(self, *_: object) -> None:
        self._asked_to_end = True

    def _find(self) -> postmaster.Postmaster | None:
        """The living server. One of our own that has not yet written its pid file counts as starting."""
        if self._child is not None and self._child.poll() is not None:
            say(f"数据库进程已结束（代码 {self._child.returncode}）")
            self._child = None
        found = postmaster.running(self._where.data)
        if found is None and self._child is not None:
            return postmaster.Postmaster(self._child.pid, 0, ready=False)
        return found

    def _start(self) -> None:
        data = self._where.data
        postmaster.end_leftovers(data)
        postmaster.forget_stale(data, self._where.socket_dir)
        cluster.write_settings(self._where)
        say("启动数据库")
        self._child = subprocess.Popen(
            [programs.executable(self._where.bin_dir, "postgres"), "-D", data],
            stdin=subprocess.DEVNULL,
            **cluster.process_options(self._where),
        )

    def _stop(self) -> None:
        say("停止数据库")
        if self._child is not None and sys.platform != "win32":
            self._child.send_signal(signal.SIGINT)  # also where someone has removed the data folder under it
        else:
            postmaster.ask_to_stop(self._where.data, self._where.bin_dir)
        while self._find() is not None:
            time.sleep(BEAT / 4)
        cluster.remove_socket_folder(self._where)


def start_apart(home: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start a keeper in a session of its own, so that Ctrl+C in a terminal does not reach the server."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, "-P", "-m", "jingwei.core.embedded", str(home)]
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as output:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=home, **apart)


def say(text: str) -> None:
    """Write one line to the log."""
    sys.stdout.write(f"{datetime.now(CHINA):%Y-%m-%d %H:%M:%S} 数据库 {text}\n")
    sys.stdout.flush()
