"""`jingwei demo`: a fictional subdistrict of real size, ready to look at."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from jingwei.cli import database, django_side
from jingwei.cli.arguments import port, share
from jingwei.cli.server_log import ServerLog
from jingwei.cli.supervise import Supervisor, ensure_port_free
from jingwei.cli.web import WebOptions, default_workers
from jingwei.core import instance
from jingwei.core.database_urls import Urls

HELP = "启动演示：虚构的望澜街道"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which port, and whether only to prepare."""
    parser.add_argument("--port", type=port, default=8000, help="端口（默认 8000）")
    parser.add_argument("--scale", type=share, default=1.0, help="数据规模，0.01 到 1（默认 1，即 7 万多处房屋）")
    parser.add_argument("--street", type=int, metavar="序号", help="打开测算用的街道（报告序号，如 3），不装望澜街道")
    parser.add_argument(
        "--streets", type=Path, metavar="文件夹", help="街道描述所在的文件夹，与 --street 合用；不写则用自带的"
    )
    parser.add_argument("--prepare-only", action="store_true", help="只准备数据，不启动网页")


def run(arguments: argparse.Namespace) -> int:
    """Prepare the database, load the demo where it is missing, and serve on this machine only."""
    began = time.monotonic()
    options = WebOptions("127.0.0.1", arguments.port, default_workers())
    if not arguments.prepare_only:
        ensure_port_free(options)
    _say("[1/4] 启动数据库")
    if arguments.prepare_only:
        with database.running() as urls:
            _prepare(urls, began, arguments)
        _say(f"演示数据已备好，用时 {time.monotonic() - began:.0f} 秒。启动：jingwei demo")
        return 0
    # Only here, where everybody is invented, does one sign in by a click.
    os.environ["JINGWEI_DEMO"] = "1"
    log = ServerLog(instance.current().log)
    with database.running() as urls, Supervisor(options, urls, log) as supervisor:
        logins = _prepare(urls, began, arguments)
        _say("[4/4] 启动网页服务")
        supervisor.run(lambda: _say_ready(options, logins, time.monotonic() - began))
    _say("已停止，数据保留。")
    return 0


def _prepare(urls: Urls, began: float, arguments: argparse.Namespace) -> list[str]:
    """Bring the database up to date and load what is missing; gives the lines that tell how to sign in."""
    _say("[2/4] 更新角色与表结构")
    database.prepare(urls)
    database.check_login(urls)
    django_side.migrate()

    def progress(text: str) -> None:
        _say(f"  {time.monotonic() - began:4.0f} 秒  {text}")

    if arguments.street is not None:
        _say("[3/4] 录入测算街道")
        return _street(arguments, progress)
    _say("[3/4] 装入标准内容与演示数据（第一次约需两分钟）")
    from jingwei.demo import load

    load.load(progress, arguments.scale)
    return [str(login) for login in load.logins()]


def _street(arguments: argparse.Namespace, progress: Callable[[str], None]) -> list[str]:
    """Open one of the streets that measure how many figures of a report the records give."""
    from jingwei.coverage.measure import standard_streets
    from jingwei.coverage.opening import open_street
    from jingwei.demo.accounts import let_in

    street = open_street(arguments.streets or standard_streets(), arguments.street, progress)
    return [str(login) for login in let_in(street.code, street.name, f"s{street.number}")]


def _say_ready(options: WebOptions, logins: list[str], seconds: float) -> None:
    _say(f"\n经纬演示已启动（用时 {seconds:.0f} 秒），请用浏览器打开：{options.address}")
    _say("演示登录（全部人员与数据均为虚构）：")
    for line in logins:
        _say(f"  {line}")
    _say(f"按 Ctrl+C 停止，数据保留。日志：{instance.current().log}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
