"""The pages in a real browser: built assets, the page of parts on a server of its own, Chromium."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built assets, up to date."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_assets.py")], check=True)
    return ROOT / "src" / "jingwei" / "static" / "built"


@pytest.fixture(scope="session")
def look_url(built: Path) -> Iterator[str]:
    """Address of the page of parts, served with the strict policy and without a database."""
    command = [sys.executable, "-m", "jingwei.desk.tests.look_site"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as site:
        yield f"http://127.0.0.1:{int(site.stdout.readline())}/look/"
        site.stdin.close()
