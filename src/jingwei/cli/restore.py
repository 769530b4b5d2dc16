"""`jingwei restore`: put a backup in the place of the present data, whole or not at all."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from jingwei import __version__
from jingwei.cli import archive, database
from jingwei.cli.archive import Contents
from jingwei.cli.arguments import existing_file
from jingwei.cli.backup import MASTER_KEY, fingerprint
from jingwei.cli.pg_tools import database_of, run_tool, with_database
from jingwei.core import instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError

HELP = "从备份恢复数据库与文件"
MAINTENANCE = "postgres"  # the database from which others are renamed
JOBS = "2"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to restore, and whether it may replace data."""
    parser.add_argument("file", type=existing_file, metavar="文件", help="备份文件；旁边有“文件.keys”时一并恢复密钥")
    parser.add_argument("--force", action="store_true", help="替换现有的数据")


def run(arguments: argparse.Namespace) -> int:
    """Restore beside the present database and change places at the end; until then nothing is touched."""
    backup: Path = arguments.file.absolute()
    keys = archive.keys_file(backup)
    contents = archive.read_list(backup)
    key_contents = archive.read_list(keys) if keys.exists() else None
    if _numbers(contents.version) > _numbers(__version__):
        raise SetupError(f"备份由 {contents.version} 版生成，比现在的 {__version__} 版新。请先升级再恢复。")
    with database.running() as urls:
        if urls.admin is None:
            raise SetupError("恢复要新建数据库。请用 DATABASE_ADMIN_URL 给出超级用户的地址。")
        database.prepare(urls)
        _check_replaceable(urls, force=arguments.force)
        present = with_database(urls.admin, database_of(urls.login))
        destroyed = _destroyed_keys(present)
        fresh = f"{database_of(urls.login)}_restore"
        try:
            _restore_beside(urls, fresh, backup, destroyed)
            here = instance.current()
            archive.extract(backup, _below(contents, archive.FILES), archive.FILES, here.files)
            if key_contents is not None:
                _put_other_master_aside(key_contents)
                wanted = [name for name in key_contents.parts if Path(name).stem not in destroyed]
                archive.extract(keys, wanted, "", here.keys)
            _change_places(urls, fresh)
        finally:
            with _maintenance(urls.admin) as admin:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(fresh)))
        with database.connect(present) as admin:
            admin.execute("VACUUM (ANALYZE)")
    _say(contents, destroyed)
    return 0


def _check_replaceable(urls: Urls, *, force: bool) -> None:
    assert urls.admin is not None
    name = database_of(urls.login)
    with database.connect(with_database(urls.admin, name)) as admin:
        _check_superuser(admin)
        others = admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'",
            [name],
        ).fetchone()
        tables = admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if others and others[0]:
        raise SetupError(f"数据库正在使用（{others[0]} 个连接）。请先停止 jingwei serve 或 jingwei demo，再恢复。")
    if tables and tables[0] and not force:
        raise SetupError("现有数据库不是空的，恢复会替换其中全部数据。确认要替换，请加 --force（建议先备份）。")


def _destroyed_keys(admin_url: str) -> set[str]:
    """Keys known here as destroyed: an older backup must not bring them back."""
    with database.connect(admin_url) as admin:
        if admin.execute("SELECT to_regclass('core_datakey')").fetchone() == (None,):
            return set()
        rows = admin.execute("SELECT replace(id::text, '-', '') FROM core_datakey WHERE state = 'destroyed'").fetchall()
    return {str(row[0]) for row in rows}


def _restore_beside(urls: Urls, fresh: str, backup: Path, destroyed: set[str]) -> None:
    assert urls.admin is not None
    with _maintenance(urls.admin) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(fresh)))
    beside = Urls(with_database(urls.login, fresh), with_database(urls.admin, fresh))
    database.prepare(Urls(beside.login, urls.admin))
    with tempfile.TemporaryDirectory(dir=instance.current().home, prefix=".restore-") as folder:
        archive.extract(backup, [archive.DUMP], "", Path(folder))
        dump = Path(folder) / archive.DUMP
        options = ["--exit-on-error", f"--jobs={JOBS}", f"--dbname={fresh}"]
        run_tool("pg_restore", beside.admin or "", [*options, dump], "恢复没有完成，现有数据未动")
    with database.connect(beside.admin or "") as admin:
        # Readers of the change cursor see by the number that the past is another one now.
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE core_installation SET epoch = epoch + 1")
        admin.execute("UPDATE core_datakey SET state = 'destroyed' WHERE id = ANY(%s::uuid[])", [list(destroyed)])
    _migrate(beside)


def _check_superuser(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    if admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() != (True,):
        raise SetupError("恢复要用超级用户：请在 DATABASE_ADMIN_URL 里换用超级用户的地址。")


def _migrate(urls: Urls) -> None:
    env = os.environ | {"DATABASE_URL": urls.login, "DATABASE_ADMIN_URL": urls.admin or ""}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "jingwei.cli", "migrate"], check=False, capture_output=True, text=True, env=env
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["原因不明"])[-1].removeprefix("错误：")
        raise SetupError(f"恢复没有完成，现有数据未动：表结构不能更新（{said}）。")


def _change_places(urls: Urls, fresh: str) -> None:
    assert urls.admin is not None
    present = database_of(urls.login)
    before = f"{present}_before_restore"
    names = {"present": sql.Identifier(present), "fresh": sql.Identifier(fresh), "before": sql.Identifier(before)}
    with _maintenance(urls.admin) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {before} WITH (FORCE)").format(**names))
        with admin.transaction():
            admin.execute(sql.SQL("ALTER DATABASE {present} RENAME TO {before}").format(**names))
            admin.execute(sql.SQL("ALTER DATABASE {fresh} RENAME TO {present}").format(**names))
        admin.execute(sql.SQL("DROP DATABASE {before} WITH (FORCE)").format(**names))


def _maintenance(admin_url: str) -> psycopg.Connection[tuple[object, ...]]:
    return database.connect(with_database(admin_url, MAINTENANCE))


def _put_other_master_aside(keys: Contents) -> None:
    here = instance.current()
    present = here.keys / MASTER_KEY
    if MASTER_KEY in keys.parts and present.exists() and fingerprint(here) != keys.master_key:
        present.replace(present.with_name(f"{MASTER_KEY}.before-restore-{int(present.stat().st_mtime)}"))


def _below(contents: Contents, prefix: str) -> list[str]:
    return [name for name in contents.parts if name.startswith(prefix)]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _say(contents: Contents, destroyed: set[str]) -> None:
    here = instance.current()
    lines = [f"已恢复 {contents.made_at} 的备份。"]
    if destroyed:
        lines.append(f"现有系统已销毁的 {len(destroyed)} 把数据密钥没有恢复，其个人信息仍不可读。")
    if contents.master_key is not None and fingerprint(here) != contents.master_key:
        lines.append(f"注意：加密的个人信息还读不出来。请把原来的主密钥文件放到 {here.keys / MASTER_KEY}（权限 600）。")
    sys.stdout.write("\n".join(lines) + "\n")
