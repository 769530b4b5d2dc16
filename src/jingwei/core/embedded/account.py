"""Who runs PostgreSQL: it refuses the superuser of the machine, so root hands it to an account without rights."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN_ACCOUNT = "jingwei"


@dataclass(frozen=True)
class Account:
    """An account of the operating system that PostgreSQL is run as in place of root."""

    name: str
    uid: int
    gid: int

    def process_options(self) -> dict[str, Any]:
        """Options for `subprocess` that run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can go into the folder, asked of the system itself (access lists, mounts)."""
        asked = subprocess.run(
            ["test", "-x", str(folder)], check=False, cwd="/", stdin=subprocess.DEVNULL, **self.process_options()
        )
        return asked.returncode == 0

    def own(self, path: Path) -> None:
        """Make the account the owner of a file or folder."""
        os.chown(path, self.uid, self.gid)


def substitute(data: Path, *, create: bool = False) -> Account | None:
    """The account to use instead of the present user: None unless that is root.

    It is the owner of data already there, else `jingwei`, else `postgres`, else (with `create`) a new system account
    `jingwei`, else `nobody`.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    def named(name: str) -> Account | None:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            return None
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)

    if data.exists() and (owner := data.stat().st_uid) != 0:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError:
            pass
        else:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    found = named(OWN_ACCOUNT) or named("postgres")
    if found is None and create and shutil.which("useradd"):
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin", OWN_ACCOUNT],
            check=False,
            capture_output=True,
        )
        found = named(OWN_ACCOUNT)
    return found or named("nobody") or Account("nobody", 65534, 65534)
