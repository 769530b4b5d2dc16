"""`jingwei serve` keeps database and pages running side by side, whatever dies, and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.commands.conftest import Office

from jingwei.core import embedded
from jingwei.core.embedded import postmaster


def wait_for(condition: Callable[[], object], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Served:
    """A running `jingwei serve`."""

    def __init__(self, office: Office, *more: str, port: int = 0) -> None:
        self.office = office
        with socket.create_server(("127.0.0.1", port)) as free:
            self.port = free.getsockname()[1]
        self.process = office.start("serve", "--port", str(self.port), "--workers", "1", *more)
        self.secure = "--cert" in more
        self.told: list[str] = []
        while not self.told or "已启动" not in self.told[-1]:
            line = self.process.stdout.readline()
            assert line, self.told
            self.told.append(line)

    def status(self) -> int | None:
        """The status of a page that asks the database, None where nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        if self.secure:
            context = ssl._create_unverified_context()
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=context)
        try:
            connection.request("GET", "/login/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def answers(self) -> bool:
        """Whether the page comes."""
        status = self.status()
        return status is not None and status < 400

    def web(self) -> psutil.Process:
        """The web server it started."""
        found = [p for p in psutil.Process(self.process.pid).children() if "jingwei.cli.web" in " ".join(p.cmdline())]
        assert len(found) == 1
        return found[0]

    def data(self):
        """The folder of the database."""
        return (self.office.home / "postgres").resolve()


@pytest.fixture(scope="module")
def served(migrated_installation: Path, environment: dict[str, str]) -> Iterator[Served]:
    """One system, with a certificate, for the tests that leave it running; told to end, it ends everything."""
    folder = Path(tempfile.mkdtemp(prefix="jw-"))
    folder.chmod(0o755)
    subprocess.run(["cp", "-a", migrated_installation, folder / "var"], check=True)
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*make, "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    office = Office(folder / "var", environment | {"JINGWEI_HOME": str(folder / "var")})
    running = Served(office, "--cert", str(folder / "cert.pem"), "--key", str(folder / "key.pem"))
    yield running
    web = running.web()
    running.process.send_signal(signal.SIGTERM)
    out, _ = running.process.communicate(timeout=60)
    assert running.process.returncode == 0
    assert "已停止" in out
    assert not web.is_running()
    assert postmaster.running(running.data()) is None
    assert running.status() is None
    shutil.rmtree(folder)


def test_with_a_certificate_it_is_served_over_https(served: Served) -> None:
    assert any("https://127.0.0.1" in line for line in served.told)
    assert served.answers()


def test_a_dead_web_server_is_started_again_whole(served: Served) -> None:
    web = served.web()
    workers = web.children()
    web.kill()
    wait_for(lambda: not any(process.is_running() for process in (web, *workers)))
    wait_for(served.answers)
    assert len(served.web().children()) == 1
    log = (served.office.home / "server.log").read_text()
    assert " 经纬 网页服务已退出" in log
    assert " 数据库 " in log, "one log for both"


def test_a_dead_database_is_started_again_and_pages_come_back(served: Served) -> None:
    before = postmaster.running(served.data()).pid
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: (now := postmaster.running(served.data())) and now.ready and now.pid != before)
    wait_for(served.answers)


def test_a_command_beside_it_uses_the_same_database(served: Served) -> None:
    pid = postmaster.running(served.data()).pid
    done = served.office.run("migrate")
    assert done.returncode == 0, done.stderr
    assert postmaster.running(served.data()).pid == pid
    assert served.answers()


def test_killed_it_leaves_nothing_running(office: Office) -> None:
    killed = Served(office)
    assert killed.answers()
    killed.process.kill()
    killed.process.wait(30)
    killed.process.stdout.close()
    wait_for(lambda: killed.status() is None and postmaster.running(killed.data()) is None)
    again = embedded.ensure_running(office.home)
    with psycopg.connect(again.admin_url) as connection:
        connection.execute("SELECT 1")
    again.stop()
    with socket.create_server(("127.0.0.1", killed.port)):
        pass
