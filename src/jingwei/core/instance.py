"""Where one installation keeps what it must not lose."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Instance:
    """The folders of one installation, all below `home`."""

    home: Path

    @property
    def keys(self) -> Path:
        """Passwords and keys, readable by the owner only."""
        return self.home / "keys"

    @property
    def files(self) -> Path:
        """Uploaded and produced files."""
        return self.home / "files"

    @property
    def log(self) -> Path:
        """One log of the database and the web server."""
        return self.home / "server.log"

    @property
    def postgres(self) -> Path:
        """The data of the embedded PostgreSQL, or a link to where it lies."""
        return self.home / "postgres"

    def prepare(self) -> None:
        """Make the folders; what holds secrets or records is closed to others.

        Raises OSError where the folder may not be written.
        """
        if not self.home.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            # The account that runs PostgreSQL for root must be able to pass through.
            self.home.chmod(0o711)
        for folder in (self.keys, self.files):
            folder.mkdir(mode=0o700, exist_ok=True)


def current() -> Instance:
    """The installation named by `JINGWEI_HOME`, else `./var` in a checkout, else the user's data folder."""
    named = os.environ.get("JINGWEI_HOME")
    if named:
        return Instance(Path(named).expanduser().absolute())
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src" / "jingwei").is_dir():
        return Instance(checkout / "var")
    return Instance(_user_data_folder() / "jingwei")


def _user_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
