"""Running pg_dump and pg_restore, with the password in the environment and not on the command line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from jingwei.core.embedded import programs
from jingwei.core.errors import SetupError

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def run_tool(name: str, url: str, arguments: Sequence[str | Path], failing: str) -> None:
    """Run one tool against a database. Raises SetupError `failing` with the last line the tool said."""
    folder, _ = programs.find(None)
    known = psycopg.conninfo.conninfo_to_dict(url)
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}
    env |= {variable: str(known[key]) for key, variable in _VARIABLES.items() if known.get(key)}
    done = subprocess.run(
        [programs.executable(folder, name), "--no-password", *arguments],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        env=env,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line] or done.stderr.splitlines() or [""]
        raise SetupError(f"{failing}:{said[0].strip()}")


def with_database(url: str, database: str) -> str:
    """The same address with another database."""
    return psycopg.conninfo.make_conninfo(url, dbname=database)


def database_of(url: str) -> str:
    """The name of the database in an address."""
    return str(psycopg.conninfo.conninfo_to_dict(url).get("dbname") or "")
