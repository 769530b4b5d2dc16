"""All checks of the project, or one group: `python tools/check.py all|lint|types|migrations|tests|soak`.

Every step runs, also after one failed; the exit code is 1 where any failed. For `all`, `tests` and `soak`, what browser
and database tests need is installed by apt where that may be done.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")

LINT = {
    "代码规范": ["ruff", "check"],
    "代码格式": ["ruff", "format", "--check"],
    "分层": ["lint-imports", "--no-cache"],
}
TYPES = {"类型": ["mypy"]}
MIGRATIONS = {
    "迁移": ["python", "-W", "ignore::RuntimeWarning", "-m", "django", "makemigrations", "--check", "--dry-run"]
}
# Two at a time, as many as there are processors on the smallest machine: one after the other they take half an hour.
TESTS = {
    "测试（程序）": ["python", "-m", "pytest", "-m", "not soak", "src"],
    "测试（整体）": ["python", "-m", "pytest", "-m", "not soak", "tests"],
}
# Packages whose SQL is written by hand run once more on the oldest server that is supported and at hand; the others,
# which leave it to the ORM, and pages only in the long form.
BY_HAND = [f"src/jingwei/{name}" for name in ("core", "places", "registers", "indicators")]
TESTS_DEBIAN = {
    "测试（Debian 的 PostgreSQL）": ["python", "-m", "pytest", "-m", "django_db and not soak and not pages", *BY_HAND]
}
SOAK = {"长时间的测试": ["python", "-m", "pytest", "-m", "soak"]}
SOAK_DEBIAN = {"全部测试（Debian 的 PostgreSQL）": ["python", "-m", "pytest", "-m", "django_db and not soak", "src"]}
GROUPS = {
    "lint": LINT,
    "types": TYPES,
    "migrations": MIGRATIONS,
    "tests": TESTS,
    "all": LINT | TYPES | MIGRATIONS | TESTS,
    "soak": SOAK,
}
ON_DEBIAN = {"tests": TESTS_DEBIAN, "all": TESTS_DEBIAN, "soak": SOAK_DEBIAN}


def main(group: str) -> int:
    """Run a group; 0 when all of it passed."""
    debian = None
    if group in ON_DEBIAN:
        install_missing()
        debian = debian_programs()
    steps = {name: (command, {}) for name, command in GROUPS[group].items()}
    if debian is not None:
        steps |= {name: (command, {"JINGWEI_PG_BIN": str(debian)}) for name, command in ON_DEBIAN[group].items()}
    beside = [name for name in steps if name in TESTS | TESTS_DEBIAN]
    results = {name: passes(name, *step) for name, step in steps.items() if name not in beside}
    results |= two_at_a_time({name: steps[name] for name in beside})
    for name, good in results.items():
        say(f"{'✓' if good else '✗'} {name}")
    return 0 if all(results.values()) else 1


def two_at_a_time(steps: dict[str, tuple[list[str], dict[str, str]]]) -> dict[str, bool]:
    """Run steps side by side: the first shows what it does, the others say it when they have ended."""
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(passes, name, *step, quiet=at > 0) for at, (name, step) in enumerate(steps.items())]
        return {name: one.result() for name, one in zip(steps, done, strict=True)}


def passes(name: str, command: list[str], more: dict[str, str], *, quiet: bool = False) -> bool:
    """Run one step with a folder of its own for data; whether it passed. A `quiet` one is heard at its end."""
    say(f"── {name}" + ("（同时进行，结束后显示）" if quiet else ""))
    began = time.monotonic()
    # What tests leave behind in the folder for temporary files goes with it.
    with tempfile.TemporaryDirectory(prefix="jw-check-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o711)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        environment |= {"DJANGO_SETTINGS_MODULE": "jingwei.settings", "JINGWEI_HOME": home, "TMPDIR": home, **more}
        program = BIN / command[0]
        # A file, not a pipe: a database server that a test leaves running would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as heard:
            done = subprocess.run(
                [program, *command[1:]], check=False, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                stdout=heard if quiet else None, stderr=subprocess.STDOUT if quiet else None,
            )  # fmt: skip
            heard.seek(0)
            said = heard.read()
    if quiet:
        say(f"── {name}\n{said}")
    say(f"   {name}用时 {time.monotonic() - began:.0f} 秒")
    return done.returncode == 0


def install_missing() -> None:
    """Install Debian's browser, Chinese fonts and PostgreSQL where root and apt are there; else say what is missing."""
    missing = [package for package, there in needs().items() if not there]
    if not missing:
        return
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"── 安装 {'、'.join(missing)}")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-qq", "update"], check=False, env=quiet)
        install = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *missing]
        subprocess.run(install, check=False, env=quiet, stdout=subprocess.DEVNULL)
        missing = [package for package, there in needs().items() if not there]
    if missing:
        say(f"缺少 {'、'.join(missing)}：用到它们的测试会失败。请安装后再试（apt install {' '.join(missing)}）。")


def needs() -> dict[str, bool]:
    """Debian packages that tests use, and whether what they bring is there."""
    browser = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    lister = shutil.which("fc-list")
    fonts = bool(lister and subprocess.run([lister, ":lang=zh"], check=False, capture_output=True).stdout.strip())
    return {
        "chromium": browser,
        "fonts-noto-cjk": fonts,
        "libatomic1": library("libatomic.so.1"),  # of the Node that drives the browser; a bare machine has none
        "postgresql": debian_programs() is not None,
    }


def library(name: str) -> bool:
    """Whether this machine has a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def debian_programs() -> Path | None:
    """The programs of the oldest installed PostgreSQL from 15 on."""
    found = sorted(
        (int(folder.parent.name), folder)
        for folder in DEBIAN_PROGRAMS.glob("[0-9]*/bin")
        if (folder / "postgres").exists() and int(folder.parent.name) >= 15
    )
    return found[0][1] if found else None


def say(text: str) -> None:
    """Tell what is going on."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
