"""`jingwei backup`: database and files in one file, the keys in another beside it."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from jingwei import __version__
from jingwei.cli import archive, database
from jingwei.cli.archive import Contents
from jingwei.cli.pg_tools import run_tool
from jingwei.core import instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError
from jingwei.core.instance import Instance

HELP = "备份数据库与文件"
MASTER_KEY = "master.key"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether with the master key."""
    parser.add_argument("file", type=Path, metavar="文件", help="写入的备份文件；密钥另写入“文件.keys”")
    parser.add_argument("--with-key", action="store_true", help="密钥文件里连主密钥一并写入（须单独妥善保管）")


def run(arguments: argparse.Namespace) -> int:
    """Write the backup, whole or not at all; works while the system is in use."""
    target: Path = arguments.file.absolute()
    keys = archive.keys_file(target)
    for path in (target, keys):
        if path.exists():
            raise SetupError(f"{path} 已存在，不覆盖。请换一个文件名。")
    if not target.parent.is_dir():
        raise SetupError(f"文件夹 {target.parent} 不存在。")
    here = instance.current()
    contents = Contents(__version__, datetime.now(timezone(timedelta(hours=8))).isoformat("T", "seconds"), None)
    contents.master_key = fingerprint(here)
    with database.running() as urls, tempfile.TemporaryDirectory(dir=target.parent, prefix=".jingwei-") as folder:
        dump = Path(folder) / archive.DUMP
        _dump(urls, dump)
        with archive.written_whole(target) as tar:
            archive.add(tar, archive.DUMP, dump, contents)
            # The files come after the dump: a file is never changed, so all that the dump names are there.
            for path in sorted(path for path in here.files.rglob("*") if path.is_file()):
                archive.add(tar, archive.FILES + path.relative_to(here.files).as_posix(), path, contents)
            archive.add_list(tar, contents)
    kept = _write_keys(here, keys, contents, with_master=arguments.with_key)
    _say(target, keys, len(contents.parts) - 1, kept, with_master=arguments.with_key)
    return 0


def fingerprint(here: Instance) -> str | None:
    """A mark by which a master key is recognised without telling anything about it; None where there is none."""
    path = here.keys / MASTER_KEY
    return hashlib.sha256(b"jingwei master key\0" + path.read_bytes()).hexdigest()[:16] if path.exists() else None


def _dump(urls: Urls, dump: Path) -> None:
    if urls.admin is None:
        raise SetupError(
            "备份要读全部数据，登录账号看不到。请用 DATABASE_ADMIN_URL 给出超级用户（或 BYPASSRLS 账号）的地址。"
        )
    options = ["--format=custom", "--compress=4", "--no-unlogged-table-data", "--exclude-table-data=django_session"]
    run_tool("pg_dump", urls.admin, [*options, f"--file={dump}"], "备份没有完成")


def _write_keys(here: Instance, target: Path, dumped: Contents, *, with_master: bool) -> int:
    wrapped = sorted((here.keys / "data").glob("*.key"))
    names = [*wrapped, here.keys / MASTER_KEY] if with_master else wrapped
    contents = Contents(dumped.version, dumped.made_at, dumped.master_key)
    with archive.written_whole(target) as tar:
        for path in names:
            if path.exists():
                archive.add(tar, path.relative_to(here.keys).as_posix(), path, contents)
        archive.add_list(tar, contents)
    return len(wrapped)


def _say(target: Path, keys: Path, files: int, kept: int, *, with_master: bool) -> None:
    size = target.stat().st_size / (1 << 20)
    lines = [f"已备份到 {target}（{size:,.1f} MB，含数据库和 {files} 个文件）。", f"数据密钥 {kept} 把，写入 {keys}。"]
    if with_master:
        lines.append("密钥文件里有主密钥：得到它和备份的人能读出全部个人信息。请与备份分开存放。")
    else:
        lines.append(f"主密钥不在其中，没有它读不出加密的个人信息。请另行保管 {instance.current().keys / MASTER_KEY}。")
    lines.append("密钥文件只留最新的一份，旧的请删除，否则已按期销毁的个人信息还能从旧密钥恢复。")
    sys.stdout.write("\n".join(lines) + "\n")
