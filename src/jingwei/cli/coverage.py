"""`jingwei coverage`: how many figures of published reports the records of described streets give."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from jingwei.cli import database, django_side
from jingwei.core import instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError

if TYPE_CHECKING:
    from jingwei.coverage.measure import Changed, Measurement

HELP = "从描述的街道记录里数出已公开报告的每一个数，看得出多少"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which figures, which streets, and which one change."""
    parser.add_argument("folder", type=Path, metavar="文件夹", help="报告数据表（序号_名称.csv）所在的文件夹")
    parser.add_argument("--json", action="store_true", help="逐个数输出：指标、定义版本、数值、记录编号")
    parser.add_argument("--streets", type=Path, metavar="文件夹", help="街道描述所在的文件夹；不写则用自带的")
    parser.add_argument("--street", type=int, metavar="序号", help="只看一份报告")
    parser.add_argument("--built", action="store_true", help="只算取自自带台账和建成模块的，取自街道自设台账的不算")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--without-record", default="", metavar="编号", help="少录一条，例如 3/titles:17")
    change.add_argument(
        "--move-record", nargs=2, default=("", ""), metavar=("编号", "网格"), help="一条改录到另一个网格"
    )
    change.add_argument("--double-record", default="", metavar="编号", help="一条录两遍")


def run(arguments: argparse.Namespace) -> int:
    """Measure in a database of its own; 0 whatever the number is."""
    with database.running() as urls, _scratch(urls):
        from jingwei.coverage.measure import Measurement, measure, standard_streets
        from jingwei.coverage.outcome import without_stand_ins

        one = _changed(arguments)
        streets = arguments.streets or standard_streets()
        measured = measure(arguments.folder, streets, only=arguments.street, one=one, say=_say)
        _wait()
    if arguments.built:
        measured = Measurement(measured.reports, without_stand_ins(measured.outcomes))
    sys.stdout.write(_json(measured) if arguments.json else _text(measured))
    return 0


def _changed(arguments: argparse.Namespace) -> Changed | None:
    from jingwei.coverage.change import read_change

    moved, place = arguments.move_record
    return read_change(arguments.without_record, moved, place, arguments.double_record)


def _json(measured: Measurement) -> str:
    from jingwei.coverage.outcome import produced

    figures = [outcome.as_json() for outcome in measured.outcomes]
    out = {"produced": produced(measured.outcomes), "of": len(figures), "figures": figures}
    return json.dumps(out, ensure_ascii=False, indent=1) + "\n"


def _text(measured: Measurement) -> str:
    from jingwei.coverage.table import told

    return "\n".join(told(measured)) + "\n"


@contextmanager
def _scratch(urls: Urls) -> Iterator[None]:
    """An empty database beside the installation's own, and a folder for files and keys, both gone afterwards."""
    if urls.admin is None:
        raise SetupError("要另建一个临时数据库：请用有建库权限的账号设置 DATABASE_ADMIN_URL。")
    name = f"jingwei_coverage_{os.getpid()}_{secrets.token_hex(3)}"
    given = {key: os.environ.get(key) for key in ("DATABASE_URL", "JINGWEI_HOME")}
    with tempfile.TemporaryDirectory(prefix="jingwei-coverage-") as home:
        os.environ |= {"DATABASE_URL": _named(urls.login, name), "JINGWEI_HOME": home}
        try:
            instance.current().prepare()
            database.prepare(Urls(os.environ["DATABASE_URL"], urls.admin))
            django_side.migrate()
            yield
        finally:
            for key, value in given.items():
                if value is None:
                    os.environ.pop(key, None)
                else:
                    os.environ[key] = value
            _drop(urls.admin, name)


def _named(url: str, name: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _drop(admin: str, name: str) -> None:
    from django.db import connections

    connections.close_all()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _wait() -> None:
    """What imports leave to threads is waited for before the database goes."""
    import threading

    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(60)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
