"""The parts need the built assets, whose addresses they print."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """Bring the built assets up to date."""
    subprocess.run([sys.executable, str(Path(__file__).resolve().parents[5] / "tools" / "build_assets.py")], check=True)
