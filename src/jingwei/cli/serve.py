"""`jingwei serve`: database and web server in one command, one log, until it is told to stop."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from jingwei.cli import database, django_side
from jingwei.cli.arguments import count, existing_file, port
from jingwei.cli.server_log import ServerLog
from jingwei.cli.supervise import Supervisor, ensure_port_free
from jingwei.cli.web import WebOptions, default_workers
from jingwei.core import instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError

HELP = "启动系统（数据库与网页服务）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and how."""
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址；0.0.0.0 为对外（默认 127.0.0.1）")
    parser.add_argument("--port", type=port, default=8000, help="端口（默认 8000）")
    parser.add_argument("--cert", type=existing_file, help="HTTPS 证书文件(PEM)")
    parser.add_argument("--key", type=existing_file, help="HTTPS 私钥文件(PEM,PKCS#8)")
    parser.add_argument("--workers", type=count, default=default_workers(), help="网页进程数（默认按处理器数）")


def run(arguments: argparse.Namespace) -> int:
    """Serve; refuses, with one line, what could not be served safely."""
    options = _options(arguments)
    ensure_port_free(options)
    log = ServerLog(instance.current().log)
    with database.running() as urls, Supervisor(options, urls, log) as supervisor:
        prepare(urls)
        log.follow()
        try:
            supervisor.run(lambda: _say_ready(options))
        finally:
            log.stop_following()
    sys.stdout.write("已停止。\n")
    return 0


def prepare(urls: Urls) -> None:
    """Bring one's own database up to date; a server of others is only checked. Raises SetupError."""
    if database.is_embedded():
        database.prepare(urls)
        database.check_login(urls)
        django_side.migrate()
        return
    database.check_login(urls)
    if django_side.pending_migrations():
        raise SetupError("数据库结构不是最新，请先运行 jingwei migrate。")


def _options(arguments: argparse.Namespace) -> WebOptions:
    cert: Path | None = arguments.cert
    key: Path | None = arguments.key
    if bool(cert) != bool(key):
        raise SetupError("--cert 与 --key 要一起给出。")
    if key and b"BEGIN PRIVATE KEY" not in key.read_bytes():
        raise SetupError(f"私钥 {key} 不是 PKCS#8 格式。可转换：openssl pkcs8 -topk8 -nocrypt -in {key} -out 新文件")
    return WebOptions(
        arguments.host, arguments.port, arguments.workers, str(cert) if cert else None, str(key) if key else None
    )


def _say_ready(options: WebOptions) -> None:
    sys.stdout.write(f"经纬已启动：{options.address} 按 Ctrl+C 停止。日志：{instance.current().log}\n")
    if options.host not in ("127.0.0.1", "localhost", "::1") and not os.environ.get("JINGWEI_HOSTS"):
        sys.stdout.write("提醒：对外服务时，请用 JINGWEI_HOSTS 写明访问用的域名或地址，多个用逗号分开。\n")
