"""Folders for real servers: short enough for a socket, open to the account that runs PostgreSQL for root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from jingwei.core import embedded

JINGWEI = (sys.executable, "-P", "-m", "jingwei.cli")


@pytest.fixture(autouse=True)
def _no_server_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_ADMIN_URL", "JINGWEI_HOME", "JINGWEI_PG_LISTEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that every account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="jw-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def fresh_installation() -> Iterator[Path]:
    """The folder of one installation whose server was made, started and stopped once."""
    folder = Path(tempfile.mkdtemp(prefix="jw-"))
    folder.chmod(0o755)
    embedded.ensure_running(folder / "var").stop()
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def installation(open_folder: Path, fresh_installation: Path) -> Iterator[Path]:
    """The folder of an installation of the test's own; its server is stopped after the test."""
    home = open_folder / "var"
    subprocess.run(["cp", "-a", fresh_installation, home], check=True)
    yield home
    if (home / "postgres").exists():
        embedded.ensure_running(home).stop()


@pytest.fixture(scope="session")
def migrated_installation(fresh_installation: Path, environment: dict[str, str]) -> Path:
    """The folder of one installation with roles and tables."""
    done = subprocess.run(
        [*JINGWEI, "migrate"],
        check=False,
        capture_output=True,
        text=True,
        env=environment | {"JINGWEI_HOME": str(fresh_installation)},
    )
    assert done.returncode == 0, done.stderr
    return fresh_installation


@pytest.fixture
def office(installation: Path, migrated_installation: Path, environment: dict[str, str]) -> Office:
    """An installation of the test's own with roles and tables, and its commands."""
    shutil.rmtree(installation)
    subprocess.run(["cp", "-a", migrated_installation, installation], check=True)
    return Office(installation, environment | {"JINGWEI_HOME": str(installation)})


class Office:
    """One installation as commands see it."""

    def __init__(self, home: Path, env: dict[str, str]) -> None:
        self.home = home
        self.env = env

    def run(self, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [*JINGWEI, *map(str, arguments)],
            check=False,
            capture_output=True,
            text=True,
            env=self.env | more,
            stdin=subprocess.DEVNULL,
        )

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        return subprocess.Popen(
            [*JINGWEI, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.env | more,
            # As a terminal would give it: a process group of its own.
            start_new_session=True,
        )

    @contextmanager
    def admin(self) -> Iterator[psycopg.Connection]:
        """A connection of the administrator."""
        server = embedded.ensure_running(self.home)
        with psycopg.connect(server.admin_url) as connection:
            yield connection
        server.stop()


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment for commands run as processes of their own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "JINGWEI_"))}
