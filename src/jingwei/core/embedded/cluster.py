"""Making the data folder, whole or not at all, and writing its settings anew at every start."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jingwei.core.embedded import programs, tuning
from jingwei.core.embedded.errors import EmbeddedError
from jingwei.core.embedded.layout import ADMIN_ROLE, DATABASE, SOCKET_PORT, Layout

SETTINGS_FILE = "jingwei.conf"
LOCAL_FILE = "local.conf"


def password(layout: Layout, role: str) -> str:
    """The password of a role, made at first asking and kept in a file only its owner can read."""
    path = layout.instance.keys / f"postgres-{role}.password"
    if not path.exists():
        layout.instance.prepare()
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first, and its password counts
        except OSError:
            fresh.replace(path)
        fresh.unlink(missing_ok=True)
    return path.read_text("ascii").strip()


def remembered_port(layout: Layout) -> int:
    """The port of the server: of the socket, or the one kept for loopback (0 before the first start)."""
    if layout.socket_dir is not None:
        return SOCKET_PORT
    try:
        return int(layout.port_file().read_text("ascii"))
    except (OSError, ValueError):
        return 0


def make(layout: Layout) -> None:
    """Make the data folder beside its place and move it there, so that a broken start leaves nothing half made."""
    fresh = layout.data.with_name("postgres.new")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if layout.account is not None:
        layout.account.own(fresh)
    with tempfile.TemporaryDirectory(prefix="jingwei-") as folder:
        secret = Path(folder) / "password"
        secret.write_text(password(layout, ADMIN_ROLE) + "\n", "ascii")
        secret.chmod(0o600)
        if layout.account is not None:
            layout.account.own(Path(folder))
            layout.account.own(secret)
        _run(layout, "initdb", "-D", fresh, "-U", ADMIN_ROLE, f"--pwfile={secret}", *_initdb_options(layout.major))
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(f"\ninclude_if_exists = '{SETTINGS_FILE}'  # written at every start\n")
        file.write(f"include_if_exists = '{LOCAL_FILE}'  # wins\n")
    local = fresh / LOCAL_FILE
    local.write_text("# Settings of this place, kept; they win over jingwei.conf.\n", "utf-8")
    if layout.account is not None:
        layout.account.own(local)
    _run(layout, "postgres", "--single", "-D", fresh, "template1", text=f"CREATE DATABASE {DATABASE};\n")
    fresh.rename(layout.data)
    if layout.is_elsewhere and not layout.instance.postgres.is_symlink():
        layout.instance.postgres.symlink_to(layout.data, target_is_directory=True)


def write_settings(layout: Layout) -> None:
    """Write memory, address and log settings of this start into the data folder."""
    wanted = tuning.settings(tuning.machine_memory())
    if layout.socket_dir is None:
        port = _free_port(remembered_port(layout))
        layout.port_file().write_text(f"{port}\n", "ascii")
        wanted |= {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(port)}
    else:
        _ensure_private(layout.socket_dir, layout)
        wanted |= {
            "listen_addresses": "",
            "unix_socket_directories": f'"{layout.socket_dir}"',
            "unix_socket_permissions": "0700",
            "port": str(SOCKET_PORT),
        }
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in wanted.items()]
    path = layout.data / SETTINGS_FILE
    path.write_text("\n".join(lines) + "\n", "utf-8")
    if layout.account is not None:
        layout.account.own(path)


def remove_socket_folder(layout: Layout) -> None:
    """Remove the folder of the socket where it has one of its own."""
    if layout.socket_dir not in (None, layout.data):
        shutil.rmtree(layout.socket_dir, ignore_errors=True)


def environment() -> dict[str, str]:
    """The environment PostgreSQL is run in: the system's, without what would redirect it or change its language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "JINGWEI"))}
    return kept | {"LC_ALL": "C", "LANG": "C"}


def process_options(layout: Layout) -> dict[str, Any]:
    """Options for `subprocess` to run a program of PostgreSQL: the account, a folder it can be in, its environment."""
    own = layout.account.process_options() if layout.account is not None else {}
    return {"cwd": layout.data.parent if layout.account is None else "/", "env": environment(), **own}


def _initdb_options(major: int) -> list[str]:
    common = ["--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums"]
    if major >= 17:  # the server's own locale: the same order and letter case on every machine
        return [*common, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [*common, "--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]


def _run(layout: Layout, program: str, *arguments: str | Path, text: str | None = None) -> None:
    done = subprocess.run(
        [programs.executable(layout.bin_dir, program), *arguments],
        check=False,
        input=text or "",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **process_options(layout),
    )
    if done.returncode:
        raise EmbeddedError(f"建立数据库失败（{program}）：{done.stdout.strip()[-600:]}")


def _free_port(remembered: int) -> int:
    for wanted in (remembered, 0):
        with socket.socket() as probe:
            # A port still in its waiting time after the last stop is free for a new listener.
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedError("本机没有可用的端口供数据库使用。")


def _ensure_private(folder: Path, layout: Layout) -> None:
    if folder == layout.data:
        return
    owner = layout.account.uid if layout.account is not None else os.getuid()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if layout.account is not None:
            layout.account.own(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise EmbeddedError(f"{folder} 属于别的用户或权限不对，不能存放数据库的套接字。请删去它再启动。")
