"""Opening the database for a command: started, prepared, checked, and let go afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from jingwei.core import database_urls, instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError

OLDEST_MAJOR = 15


def is_embedded() -> bool:
    """Whether the database is the one that comes along, not one named by `DATABASE_URL`."""
    return not os.environ.get("DATABASE_URL")


@contextmanager
def running() -> Iterator[Urls]:
    """The database, reachable and new enough, for the time of the block. Raises SetupError with one clear line."""
    instance.current().prepare()
    urls = database_urls.connection_urls(start=True)
    try:
        if not is_embedded():
            check_reachable(urls.admin or urls.login)
        yield urls
    finally:
        release()


def release() -> None:
    """Stop using the embedded server, where it was used."""
    if is_embedded():
        from jingwei.core import embedded

        embedded.release(instance.current().home)


def prepare(urls: Urls) -> None:
    """Make roles and database where missing. Raises SetupError."""
    from jingwei.core import roles

    roles.prepare_cluster(urls.admin, urls.login)


def check_login(urls: Urls) -> None:
    """Refuse a login role that would see past the policies. Raises SetupError."""
    from jingwei.core import roles

    with connect(urls.login) as connection:
        roles.check_login_role(connection)


def check_reachable(url: str) -> None:
    """Refuse an address that is wrong, does not answer, or is too old. Raises SetupError with one clear line."""
    with connect(url) as connection:
        major = connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        raise SetupError(f"数据库是 PostgreSQL {major}，太旧：至少要 {OLDEST_MAJOR}。")


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection outside transactions. Raises SetupError, which never repeats the password."""
    try:
        info = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise SetupError("DATABASE_URL 写法不对，应为 postgresql://用户:密码@主机:端口/数据库。") from error
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        where = f"{info.get('host') or '本机'}:{info.get('port') or 5432}/{info.get('dbname') or ''}"
        raise SetupError(f"连不上数据库 {where}：{_reason(error)}。请检查 DATABASE_URL 与数据库服务。") from error


def _reason(error: psycopg.OperationalError) -> str:
    said = " ".join(str(error).split())
    known = {
        "password authentication failed": "用户名或密码不对",
        "does not exist": "没有这个数据库或用户",
        "Connection refused": "没有数据库在那里运行",
        "timeout": "等不到回答",
        "could not translate host name": "没有这台主机",
        "failed to resolve host": "没有这台主机",
        "No such file or directory": "没有数据库在那里运行",
        "too many clients": "连接数已满",
        "no pg_hba.conf entry": "服务器不许从本机连接",
    }
    return next((chinese for english, chinese in known.items() if english in said), said[-160:])
