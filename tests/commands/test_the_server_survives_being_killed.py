"""PostgreSQL or its users die in every way, and what was committed is there when it runs again by itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from jingwei.core import embedded
from jingwei.core.embedded import keeper, postmaster
from jingwei.core.embedded import server as use


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def scalar(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def data_of(home: Path) -> Path:
    return (home / "postgres").resolve()


class Writer(threading.Thread):
    """Commits numbers one after another until the server is gone, and remembers what it was told is safe."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.safe: list[int] = []

    def run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            number = 0
            try:
                while True:
                    number += 1
                    connection.execute("INSERT INTO kept VALUES (%s)", [number])
                    self.safe.append(number)
            except psycopg.OperationalError:
                return


def test_killed_under_load_it_is_started_again_and_nothing_committed_is_lost(installation: Path) -> None:
    running = embedded.ensure_running(installation)
    with psycopg.connect(running.admin_url) as connection:
        connection.execute("CREATE TABLE kept (number int)")
    writer = Writer(running.admin_url)
    writer.start()
    wait_for(lambda: len(writer.safe) > 50)

    first = postmaster.running(data_of(installation)).pid
    os.kill(first, signal.SIGKILL)
    writer.join(30)
    assert not writer.is_alive()
    wait_for(lambda: running.is_running() and postmaster.running(data_of(installation)).pid != first)

    kept = scalar(running.admin_url, "SELECT array_agg(number ORDER BY number) FROM kept")
    assert kept[: len(writer.safe)] == writer.safe
    assert len(kept) <= len(writer.safe) + 1, "only the last, unanswered row may be more"


def test_a_busy_worker_of_a_killed_server_does_not_hold_up_the_next(installation: Path) -> None:
    running = embedded.ensure_running(installation)
    busy = psycopg.connect(running.admin_url)
    worker = busy.info.backend_pid
    asked = threading.Thread(target=ask_in_vain, args=(busy, ENDLESS))
    asked.start()
    wait_for(lambda: scalar(running.admin_url, f"SELECT state FROM pg_stat_activity WHERE pid = {worker}") == "active")

    os.kill(postmaster.running(data_of(installation)).pid, signal.SIGKILL)
    wait_for(lambda: running.is_running() and not psutil.pid_exists(worker))
    asked.join(30)
    assert scalar(running.admin_url, "SELECT 1") == 1


def ask_in_vain(connection: psycopg.Connection, question: str) -> None:
    with pytest.raises(psycopg.Error):
        connection.execute(question)


ENDLESS = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b"


def test_a_pid_file_whose_number_is_in_use_by_another_does_not_stop_the_start(installation: Path) -> None:
    embedded.ensure_running(installation).stop()
    pid_file = data_of(installation) / postmaster.PID_FILE
    pid_file.write_text(
        f"{os.getpid()}\n{data_of(installation)}\n1700000000\n5432\n{data_of(installation)}\n\n 1 1\nready\n"
    )
    assert scalar(embedded.ensure_running(installation).admin_url, "SELECT 1") == 1


def test_a_start_broken_while_the_data_folder_was_being_made_begins_anew(open_folder: Path) -> None:
    home = open_folder / "new"
    half = home / "postgres.new"
    half.mkdir(parents=True)
    home.chmod(0o755)
    (half / "PG_VERSION").write_text("18\n")
    server = embedded.ensure_running(home)
    assert scalar(server.admin_url, "SELECT 1") == 1
    assert not half.exists()
    server.stop()


def test_recovery_is_waited_for_and_shown(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = embedded.ensure_running(installation)
    with psycopg.connect(running.admin_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 100000) number")
    # The keeper first, or it would bring the server back before this test does.
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] and process.info["cmdline"][-1] == str(installation):
            process.kill()
            process.wait(10)
    os.kill(postmaster.running(data_of(installation)).pid, signal.SIGKILL)
    wait_for(lambda: postmaster.running(data_of(installation)) is None)
    (data_of(installation) / postmaster.PID_FILE).unlink()

    def hold_back() -> None:
        wait_for(lambda: postmaster.running(data_of(installation)))
        held = psutil.Process(postmaster.running(data_of(installation)).pid)
        held.suspend()
        wait_for(lambda: any("正在恢复数据" in line for line in shown))
        held.resume()

    shown: list[str] = []
    monkeypatch.setattr(use, "USUAL_START", 0.0)
    holding = threading.Thread(target=hold_back)
    holding.start()
    again = embedded.ensure_running(installation, shown.append)
    holding.join()
    assert scalar(again.admin_url, "SELECT count(*) FROM kept") == 100000
    assert any("正在恢复数据，请稍候…已用 " in line for line in shown)


def test_a_killed_user_leaves_no_server_behind(installation: Path, environment: dict[str, str]) -> None:
    user = start_user(installation, environment)
    data = data_of(installation)
    assert postmaster.running(data).ready
    user.kill()
    user.wait(10)
    wait_for(lambda: postmaster.running(data) is None)


def test_a_killed_keeper_is_followed_by_another_that_takes_the_server_over(installation: Path) -> None:
    running = embedded.ensure_running(installation)
    before = postmaster.running(data_of(installation)).pid
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] and process.info["cmdline"][-1] == str(installation):
            process.kill()
            process.wait(10)
    assert not running.is_kept()
    again = embedded.ensure_running(installation)
    assert again.is_kept()
    assert postmaster.running(data_of(installation)).pid == before
    again.stop()
    assert postmaster.running(data_of(installation)) is None


def test_a_server_that_cannot_start_says_why_in_one_line(installation: Path) -> None:
    embedded.ensure_running(installation).stop()
    local = data_of(installation) / "local.conf"
    local.write_text("shared_buffers = 'rather a lot'\n")
    with pytest.raises(embedded.EmbeddedError) as refused:
        embedded.ensure_running(installation)
    assert "数据库不能启动" in str(refused.value)
    assert "shared_buffers" in (installation / "server.log").read_text()
    assert "\n" not in str(refused.value)
    local.write_text("")
    assert keeper.FAILURES > 1


def start_user(home: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    code = "import sys, time; from pathlib import Path; from jingwei.core import embedded\n"
    code += "embedded.ensure_running(Path(sys.argv[1])); print('ready', flush=True); time.sleep(600)"
    user = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True, env=environment)
    assert user.stdout.readline() == "ready\n"
    return user
