"""Where the embedded server lies and listens: worked out from the folder alone, the same in every process."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jingwei.core.embedded import account as accounts
from jingwei.core.embedded import programs
from jingwei.core.embedded.account import Account
from jingwei.core.embedded.errors import EmbeddedError
from jingwei.core.instance import Instance

DATABASE = "jingwei"
ADMIN_ROLE = "postgres"
LOGIN_ROLE = "jingwei"
SOCKET_PORT = 5432
LONGEST_SOCKET = 100  # bytes; the system allows 103 to 107


@dataclass(frozen=True)
class Layout:
    """One embedded server: its data, its programs, who runs it, and the folder of its socket (None: loopback)."""

    instance: Instance
    data: Path
    account: Account | None
    source_bin: Path
    bin_dir: Path
    major: int
    socket_dir: Path | None

    @property
    def is_made(self) -> bool:
        """Whether the data folder has been made."""
        return (self.data / "PG_VERSION").is_file()

    @property
    def is_elsewhere(self) -> bool:
        """Whether the data lies outside the instance's own folder."""
        return self.data != self.instance.postgres

    def keeper_lock(self) -> Path:
        """Held by the one keeper while it lives."""
        return self.instance.home / "postgres.keeper.lock"

    def port_file(self) -> Path:
        """Where the port on loopback is remembered."""
        return self.instance.home / "postgres.port"

    def url(self, role: str, password: str, port: int) -> str:
        """The address of the database for one role."""
        if self.socket_dir is not None:
            return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(str(self.socket_dir), safe='')}&port={port}"
        return f"postgresql://{role}:{password}@127.0.0.1:{port}/{DATABASE}"


def users_lock(home: Path) -> Path:
    """Shared by every process that uses the server; taken whole by the keeper that ends it."""
    return home / "postgres.users.lock"


def layout(home: Path, *, create_account: bool = False) -> Layout:
    """Work out the layout below a folder; nothing is written (but an account, with `create_account`).

    Raises EmbeddedError where no programs fit.
    """
    instance = Instance(home.absolute())
    data = instance.postgres
    if data.is_symlink():
        data = data.resolve()
        if not data.exists():
            raise EmbeddedError(
                f"{instance.postgres} 指向 {data}，但那里没有数据。请恢复该文件夹，或删去这个链接后重新恢复备份。"
            )
    account = accounts.substitute(data, create=create_account)
    version = data / "PG_VERSION"
    source, major = programs.find(int(version.read_text("ascii")) if version.is_file() else None)
    bin_dir = source
    if account is not None:
        if not data.exists() and not account.can_enter(_first_existing(instance.home)):
            data = _open_root() / f"{instance.home.name}-{_digest(instance.home)}" / "postgres"
        if not account.can_enter(source):
            bin_dir = programs.reachable_copy(source, _open_root())
    return Layout(instance, data, account, source, bin_dir, major, _socket_dir(data))


def _open_root() -> Path:
    """A folder that every account can reach, for root only."""
    return Path(os.environ.get("JINGWEI_OPEN_ROOT") or "/var/lib/jingwei")


def _socket_dir(data: Path) -> Path | None:
    if sys.platform == "win32" or os.environ.get("JINGWEI_PG_LISTEN") == "loopback":
        return None
    # In the data folder, closed to all others; unless its path is too long for a socket or would be taken for a list.
    if len(os.fsencode(data / f".s.PGSQL.{SOCKET_PORT}")) <= LONGEST_SOCKET and "," not in str(data):
        return data
    return Path("/tmp") / f"jingwei-{_digest(data)}"  # noqa: S108


def _first_existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
