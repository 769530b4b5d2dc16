"""Keeping database, web server and worker running side by side until asked to end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from jingwei.cli import database
from jingwei.cli.child import Child
from jingwei.cli.server_log import ServerLog
from jingwei.cli.web import WebOptions
from jingwei.core import instance
from jingwei.core.database_urls import Urls
from jingwei.core.errors import SetupError

BEAT = 0.3  # seconds between looks at the children
WORKER = (sys.executable, "-P", "-m", "jingwei.cli.worker")
FIRST_ANSWER = 60.0  # seconds within which the web server must answer for the first time


def ensure_port_free(options: WebOptions) -> None:
    """Refuse an address another program listens on. Raises SetupError with one clear line."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except PermissionError as error:
            raise SetupError(f"没有权限使用端口 {options.port}，请换一个 1024 以上的端口（--port）。") from error
        except OSError as error:
            if error.errno in _ADDRESS_ERRORS:
                raise SetupError(f"本机没有地址 {options.host}，请检查 --host。") from error
            raise SetupError(
                f"端口 {options.port} 已被别的程序占用。请停止那个程序，或换一个端口，例如 --port {options.port + 1}。"
            ) from error


class Supervisor:
    """Runs web server and worker beside the database; starts again what dies; ends all when told to, or when left."""

    def __init__(self, options: WebOptions, urls: Urls, log: ServerLog) -> None:
        self._options = options
        self._log = log
        self._end = threading.Event()
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_ADMIN_URL"}
        env |= {"DATABASE_URL": urls.login, "JINGWEI_HOME": str(instance.current().home)}
        env |= {"JINGWEI_HTTPS": "1"} if options.cert else {}
        self._web = Child("网页", "网页服务", options.command(), env, log)
        self._worker = Child("后台", "后台任务", WORKER, env, log)

    def __enter__(self) -> Self:
        """Let the web server load the application already, while the database is being prepared."""
        self._web.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End both."""
        self._worker.stop()
        self._web.stop()

    def run(self, when_ready: Callable[[], None]) -> None:
        """Serve until SIGTERM, SIGINT or SIGHUP. Raises SetupError when the web server never comes up."""
        for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: self._end.set())
        self._web.let_go()
        if self._wait_for_first_answer():
            when_ready()
            # Only now: nobody's first page waits for it.
            self._worker.run()
        while not self._end.wait(BEAT):
            self._log.put_aside_if_large()
            self._look_after_database()
            self._web.look_after(self._end)
            self._worker.look_after(self._end)

    def _wait_for_first_answer(self) -> bool:
        """Whether it answers; False when asked to end before."""
        while not self._end.wait(BEAT / 3):
            if self._web.code is not None:
                raise SetupError(f"网页服务没有启动（代码 {self._web.code}），原因见 {instance.current().log}。")
            if answers(self._options):
                return True
            if time.monotonic() - self._web.begun_at > FIRST_ANSWER:
                raise SetupError(f"网页服务 {FIRST_ANSWER:.0f} 秒内没有回应，原因见 {instance.current().log}。")
        return False

    def _look_after_database(self) -> None:
        if not database.is_embedded():
            return
        from jingwei.core import embedded

        # The keeper brings a dead server back; this brings back a dead keeper.
        server = embedded.current(instance.current().home)
        if server is not None and not server.is_kept():
            self._log.write("经纬", "数据库的看护进程已退出，重新启动")
            try:
                embedded.ensure_running(instance.current().home, lambda text: self._log.write("数据库", text))
            except embedded.EmbeddedError as error:
                self._log.write("经纬", str(error))


def answers(options: WebOptions) -> bool:
    """Whether a web server answers there, with whatever answer."""
    parts = urlsplit(options.address)
    host, port = parts.hostname or "127.0.0.1", options.port
    connection: http.client.HTTPConnection
    if options.cert:
        # Only whether it speaks is asked; the certificate is made for another name.
        connection = http.client.HTTPSConnection(host, port, timeout=5, context=ssl._create_unverified_context())  # noqa: S323
    else:
        connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/login/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


_ADDRESS_ERRORS = {99, 49, 10049}  # "cannot assign requested address" on Linux, macOS, Windows
