"""Using the embedded server: it is started where it does not run, waited for, shared, and let go."""

from __future__ import annotations

import atexit
import os
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from jingwei.core.embedded import cluster, keeper, locks, postmaster
from jingwei.core.embedded.errors import EmbeddedError, missing_rights_explained
from jingwei.core.embedded.layout import ADMIN_ROLE, LOGIN_ROLE, Layout, layout, users_lock
from jingwei.core.embedded.progress import Progress, Show

STEP = 0.05  # seconds between looks while waiting
USUAL_START = 3.0  # seconds after which it is asked whether a start is a recovery


@dataclass
class Server:
    """A running embedded PostgreSQL as one process uses it."""

    admin_url: str = field(repr=False)
    login_url: str = field(repr=False)
    bin_dir: Path
    home: Path
    _where: Layout = field(repr=False)
    _use: locks.FileLock = field(repr=False)

    def is_running(self) -> bool:
        """Whether the server takes connections now."""
        found = postmaster.running(self._where.data)
        return found is not None and found.ready

    def is_kept(self) -> bool:
        """Whether a keeper would start it again if it died."""
        return locks.is_taken(self._where.keeper_lock())

    def stop(self) -> None:
        """Stop using the server. It ends, and this waits for the end, when no other process uses it."""
        _servers.pop(self.home, None)
        self._use.release()
        while locks.is_taken(self._where.keeper_lock()):
            if _used_by_others(self._where):
                return
            time.sleep(STEP)


_servers: dict[Path, Server] = {}


def ensure_running(home: Path, show: Show | None = None) -> Server:
    """The server of the folder `home`, made and started if need be, ready for connections when this returns.

    `show` gets a line of progress for each second of a wait; by default they go to standard error. Recovery
    after a crash is waited for however long it takes. Raises EmbeddedError with the reason in Chinese.
    """
    home = home.absolute()
    known = _servers.get(home)
    if known is not None and known.is_running() and known.is_kept():
        return known
    use = known._use if known is not None else locks.FileLock(users_lock(home))
    progress = Progress(show)
    server = None
    try:
        with missing_rights_explained(home):
            server = _started(home, use, progress)
    finally:
        progress.end()
        if server is None:
            _servers.pop(home, None)
            use.release()
    _servers[home] = server
    return server


def current(home: Path) -> Server | None:
    """The server this process uses in a folder, if any."""
    return _servers.get(home.absolute())


def release(home: Path) -> None:
    """Stop using the server of a folder, where this process uses it."""
    server = _servers.get(home.absolute())
    if server is not None:
        server.stop()


def addresses(home: Path) -> tuple[str, str]:
    """Addresses for the login role and the administrator, without starting the server. Raises EmbeddedError."""
    with missing_rights_explained(home):
        where = layout(home)
        login, admin = _urls(where, cluster.remembered_port(where))
    return login, admin


@atexit.register
def _stop_all() -> None:
    for server in list(_servers.values()):
        server.stop()


def _started(home: Path, use: locks.FileLock, progress: Progress) -> Server:
    where = layout(home, create_account=True)
    where.instance.prepare()
    _check_owner(where)
    while not use.try_take(shared=True):
        progress.tick("数据库正在停止")
        time.sleep(STEP)
    found = _wait_until_ready(where, progress)
    where = layout(home)
    login, admin = _urls(where, found.port)
    return Server(admin, login, where.bin_dir, home, where, use)


def _urls(where: Layout, port: int) -> tuple[str, str]:
    login, admin = (where.url(role, cluster.password(where, role), port) for role in (LOGIN_ROLE, ADMIN_ROLE))
    return login, admin


def _wait_until_ready(where: Layout, progress: Progress) -> postmaster.Postmaster:
    log = where.instance.log
    log_start = log.stat().st_size if log.exists() else 0
    own_keeper = None
    if not where.is_made and where.is_elsewhere and where.account is not None:
        progress.say(
            f"以 root 运行：数据库由账户 {where.account.name} 运行，而它进不去 {where.instance.home}，"
            f"数据改放在 {where.data}。"
        )
    while True:
        found = postmaster.running(where.data)
        kept = locks.is_taken(where.keeper_lock())
        if kept and found is not None and found.ready:
            return found
        if own_keeper is None and not kept:
            own_keeper = keeper.start_apart(where.instance.home, log)
        elif own_keeper is not None and own_keeper.poll() is not None:
            if own_keeper.returncode != 0:
                raise EmbeddedError(_why_not(log, log_start))
            own_keeper = None  # another keeper was first, or is gone by now
        progress.tick(_doing(where, progress))
        time.sleep(STEP)


def _doing(where: Layout, progress: Progress) -> str:
    if not where.is_made:
        return "正在建立数据库"
    if progress.seconds > USUAL_START and progress.is_due and postmaster.is_recovering(where.data, where.bin_dir):
        return "正在恢复数据"
    return "正在启动数据库"


def _used_by_others(where: Layout) -> bool:
    # Asked more than once: another process asking the same at this moment looks like a user.
    for _ in range(3):
        if not locks.is_taken(users_lock(where.instance.home)) or locks.is_taken(
            users_lock(where.instance.home), by_exclusive=True
        ):
            return False
        time.sleep(STEP / 5)
    return True


def _check_owner(where: Layout) -> None:
    if sys.platform == "win32" or not where.data.exists() or os.geteuid() == 0:
        return
    if where.data.stat().st_uid != os.geteuid():
        raise EmbeddedError(
            f"数据文件夹 {where.data} 属于别的用户。请用建立它的用户运行，或用 JINGWEI_HOME 指定自己的文件夹。"
        )


def _why_not(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode("utf-8", "replace").splitlines()
    said = [line for line in lines if "错误：" in line] or [
        line for line in lines if "FATAL" in line or "PANIC" in line
    ]
    reason = re.sub(r"^.*?(错误：|FATAL: *|PANIC: *)", "", said[-1]).rstrip("。") if said else "原因不明"
    return f"数据库不能启动：{reason}。详见 {log}。"
