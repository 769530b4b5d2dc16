"""What settings need of this installation: the database as Django writes it, and the signing key."""

import os
import secrets
from typing import Any

import psycopg

from jingwei.core import database_urls, instance
from jingwei.core.errors import SetupError

BASE_ROLE_OPTION = "-c role=jingwei_base"


def django_database(url: str | None = None) -> dict[str, Any]:
    """Django's DATABASES entry for `url`, else for the installation's own database.

    Each connection starts under the base role, which sees sessions and accounts only; scopes take reader roles.
    """
    found = url or database_urls.connection_urls().login
    try:
        info = psycopg.conninfo.conninfo_to_dict(found)
    except psycopg.ProgrammingError as error:
        raise SetupError("DATABASE_URL 写法不对，应为 postgresql://用户:密码@主机:端口/数据库。") from error
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    entry: dict[str, Any] = {name: str(info.get(key) or "") for key, name in known.items()}
    more = {key: value for key, value in info.items() if key not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **entry,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**more, "options": BASE_ROLE_OPTION, "connect_timeout": 10},
        "TIME_ZONE": "Asia/Shanghai",
    }


def secret_key() -> str:
    """The key that signs sessions: from the environment, else made once and kept with the installation."""
    given = os.environ.get("JINGWEI_SECRET_KEY")
    if given:
        return given
    here = instance.current()
    path = here.keys / "signing.key"
    if not path.exists():
        here.prepare()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text("ascii")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")
