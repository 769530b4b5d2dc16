"""Checks of the machine and the folders."""

from __future__ import annotations

import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jingwei
from jingwei.cli.findings import Finding
from jingwei.core import instance

LEAST_FREE = 2 << 30  # bytes on the disk of the data
OLDEST_PYTHON = (3, 11)
BUILT = Path(jingwei.__file__).parent / "static" / "built"


def python() -> Iterator[Finding]:
    """The version of Python."""
    good = sys.version_info >= OLDEST_PYTHON
    yield Finding("Python", good, platform.python_version() + ("" if good else "，请换用 3.11 以上版本"))


def folders() -> Iterator[Finding]:
    """Where the data lies, and that secrets are closed to others."""
    here = instance.current()
    if not here.home.exists():
        yield Finding("数据文件夹", None, f"{here.home} 还没有建立，第一次启动时建立")
        return
    yield Finding("数据文件夹", True, str(here.home))
    if sys.platform == "win32":
        return
    open_to_others = [
        path for path in (here.keys, *here.keys.rglob("*"), here.files) if path.exists() and _is_open(path)
    ]
    word = "只有本用户可读" if not open_to_others else f"别的用户也能读，请运行：chmod -R go= {open_to_others[0]}"
    yield Finding("密钥文件权限", not open_to_others, word)


def disk() -> Iterator[Finding]:
    """Room on the disk of the data."""
    here = instance.current()
    place = next(folder for folder in (here.postgres, here.home, *here.home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    word = f"剩余 {free / (1 << 30):,.1f} GB"
    yield Finding("磁盘空间", free >= LEAST_FREE, word if free >= LEAST_FREE else f"{word}，不足 2 GB，请清理或扩容")


def assets() -> Iterator[Finding]:
    """The built page assets."""
    good = (BUILT / "manifest.json").is_file()
    yield Finding("页面资源", good, "已生成" if good else "没有生成，请运行 make setup；安装包里应已带有，请重新安装")


def fonts() -> Iterator[Finding]:
    """A Chinese font on this machine, for pictures and prints made here; the pages bring their own."""
    lister = shutil.which("fc-list")
    if lister is None:
        yield Finding("中文字体", None, "没有 fontconfig，未检查（只影响在本机生成图片和打印）")
        return
    found = subprocess.run([lister, ":lang=zh", "family"], check=False, capture_output=True, text=True).stdout.strip()
    word = "已安装" if found else "没有安装，请运行 apt install fonts-noto-cjk（只影响在本机生成图片和打印）"
    yield Finding("中文字体", bool(found), word)


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


CHECKS = (python, folders, disk, assets, fonts)
