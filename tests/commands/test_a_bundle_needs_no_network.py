"""The offline bundle installs, runs and upgrades with the network off, and keeps the data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_NETWORK = ("unshare", "--net")


@pytest.fixture
def offline(environment: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """What a command is begun with so that it reaches no network, and its environment."""
    unreachable = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    env = {name: value for name, value in environment.items() if not name.startswith(("PIP_", "UV_"))}
    env |= unreachable | {"PIP_CONFIG_FILE": os.devnull, "PYTHON": base_python(), "PIP_NO_COMPILE": "1"}
    may = subprocess.run([*WITHOUT_NETWORK, "true"], check=False, capture_output=True).returncode == 0
    return list(WITHOUT_NETWORK) if may else [], env


def base_python() -> str:
    """The Python that .venv was made from: an office's machine has no .venv."""
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")


def make_bundle(source: Path, out: Path) -> Path:
    done = subprocess.run(
        [sys.executable, source / "tools" / "bundle.py", "--out", out], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    [bundle] = out.glob("*.tar.gz")
    with tarfile.open(bundle) as tar:
        tar.extractall(out)
    return out / bundle.name.removesuffix(".tar.gz")


def test_it_installs_and_upgrades_and_keeps_the_data(
    open_folder: Path, offline: tuple[list[str], dict[str, str]]
) -> None:
    before, env = offline
    env |= {"JINGWEI_OPEN_ROOT": str(open_folder / "open")}

    def run(*command: str | Path) -> str:
        done = subprocess.run([*before, *command], check=False, capture_output=True, text=True, env=env, cwd="/")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    target = open_folder / "jingwei"
    command = target / "bin" / "jingwei"
    bundle = make_bundle(ROOT, open_folder / "first")
    assert [path.suffix for path in (bundle / "jingwei").iterdir()] == [".whl"]
    run("sh", bundle / "install.sh", target)
    run(command, "migrate")
    assert "全部正常" in run(command, "doctor").replace("– 中文字体", "")
    assert (target / "var" / "postgres").exists()
    present = run(command, "--version").split()[1]

    newer = upgraded_source(open_folder / "source", present)
    run("sh", make_bundle(newer, open_folder / "second") / "install.sh", target)
    assert run(command, "--version").split()[1] == f"{present}.1"
    run(command, "migrate")
    assert {path.name for path in (target / "versions").iterdir()} == {present, f"{present}.1"}


def upgraded_source(folder: Path, present: str) -> Path:
    """A copy of the checkout that calls itself the next version."""
    wanted = ("src", "tools", "requirements", "pyproject.toml", "README.md", "LICENSE")
    for name in wanted:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__", "tests"))
        else:
            shutil.copy(path, folder / name)
    (folder / ".boot").symlink_to(ROOT / ".boot")
    (folder / "var").mkdir()
    (folder / "var" / "wheelhouse").symlink_to(ROOT / "var" / "wheelhouse")
    for name in ("pyproject.toml", "src/jingwei/__init__.py"):
        path = folder / name
        path.write_text(
            path.read_text("utf-8")
            .replace(f'version__ = "{present}"', f'version__ = "{present}.1"')
            .replace(f'\nversion = "{present}"', f'\nversion = "{present}.1"'),
            "utf-8",
        )
    return folder
