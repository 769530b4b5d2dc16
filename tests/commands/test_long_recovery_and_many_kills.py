"""The long forms: a recovery that takes its time, and kill after kill at any moment."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from jingwei.core import embedded
from jingwei.core.embedded import postmaster

pytestmark = pytest.mark.soak


def kill_all(home: Path) -> None:
    """Kill keeper and server at once, as a power cut would."""
    data = (home / "postgres").resolve()
    pid = postmaster.running(data).pid
    for process in psutil.process_iter(["cmdline"]):
        if (process.info["cmdline"] or [""])[-1] == str(home) and process.pid != os.getpid():
            process.kill()
            process.wait(10)
    workers = psutil.Process(pid).children()
    os.kill(pid, signal.SIGKILL)
    for worker in workers:
        try:
            worker.kill()
        except psutil.NoSuchProcess:
            pass
    while postmaster.running(data) is not None:
        time.sleep(0.05)


def test_gigabytes_to_be_done_again_are_waited_for(installation: Path) -> None:
    server = embedded.ensure_running(installation)
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number bigint, words text)")
        for part in range(12):
            connection.execute(
                "INSERT INTO kept SELECT n, md5(n::text) FROM generate_series(%s::bigint, %s::bigint) n",
                [part * 2_000_000 + 1, (part + 1) * 2_000_000],
            )
    kill_all(installation)
    shown: list[str] = []
    again = embedded.ensure_running(installation, shown.append)
    with psycopg.connect(again.admin_url) as connection:
        assert connection.execute("SELECT count(*), max(number) FROM kept").fetchone() == (24_000_000, 24_000_000)


def test_kill_after_kill_no_committed_row_is_lost_and_none_is_half(installation: Path) -> None:
    chance = random.Random(20250701)
    safe = 0
    with psycopg.connect(embedded.ensure_running(installation).admin_url) as connection:
        connection.execute("CREATE TABLE pairs (number int, side text, PRIMARY KEY (number, side))")

    def write() -> None:
        nonlocal safe
        try:
            with psycopg.connect(server.admin_url) as connection:
                while True:
                    with connection.transaction():
                        number = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM pairs").fetchone()[0]
                        connection.execute("INSERT INTO pairs VALUES (%s, 'left')", [number])
                        connection.execute("INSERT INTO pairs VALUES (%s, 'right')", [number])
                    safe = number
        except psycopg.OperationalError:
            return

    for _ in range(15):
        server = embedded.ensure_running(installation)
        writing = threading.Thread(target=write)
        writing.start()
        time.sleep(chance.uniform(0.05, 1.0))
        kill_all(installation)
        writing.join(60)
        assert not writing.is_alive()
    with psycopg.connect(embedded.ensure_running(installation).admin_url) as connection:
        halves = connection.execute("SELECT count(*) FROM (SELECT FROM pairs GROUP BY number HAVING count(*) <> 2) h")
        assert halves.fetchone() == (0,)
        assert connection.execute("SELECT max(number) FROM pairs").fetchone()[0] >= safe
