"""Folders for real servers: short enough for a socket, open to the account that runs PostgreSQL for root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jingwei.core import embedded


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
def environment() -> dict[str, str]:
    """The environment for commands run as processes of their own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "JINGWEI_"))}
