"""The web server as a process of its own: granian, ended when the process that started it is gone."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# Each thread keeps a connection, and the embedded server grants 60.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


@dataclass(frozen=True)
class WebOptions:
    """Where the web server listens and with how many processes; `cert` and `key` are paths of PEM files."""

    host: str
    port: int
    workers: int
    cert: str | None = None
    key: str | None = None

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.cert else 'http'}://{shown}:{self.port}/"

    def command(self) -> list[str]:
        """The command that runs it."""
        return [sys.executable, "-P", "-m", "jingwei.cli.web", json.dumps(asdict(self))]


def default_workers() -> int:
    """One process per processor, at most four; on Windows one is all granian runs."""
    return 1 if sys.platform == "win32" else max(1, min(4, os.cpu_count() or 1))


def serve(options: WebOptions) -> None:
    """Load the application, wait for the word to go, serve until asked to end or the parent is gone."""
    _load_application()
    if not os.read(0, 1):
        return
    # Whoever started us holds the other end; the system closes it however that process ends.
    threading.Thread(target=end_with_parent, daemon=True).start()
    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols
    from granian.log import LogLevels

    more: dict[str, Any] = {}
    if options.cert:
        files = {"ssl_cert": Path(options.cert), "ssl_key": Path(options.key or options.cert)}
        more = {**files, "ssl_protocol_min": SSLProtocols.tls12}
    Granian(
        "jingwei.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.warning,
        **more,
    ).serve()


def _load_application() -> None:
    # Loaded once here, shared by all processes forked from this one: a second's start and memory for each saved.
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    from django.urls import get_resolver

    import jingwei.wsgi  # noqa: F401

    assert get_resolver().url_patterns


def end_with_parent() -> None:
    """Wait until the process that started this one is gone, then end."""
    # Not through sys.stdin: its lock would be held in the processes that granian forks.
    while os.read(0, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    serve(WebOptions(**json.loads(sys.argv[1])))
