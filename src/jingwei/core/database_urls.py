"""How an installation reaches its database."""

from __future__ import annotations

import os
from dataclasses import dataclass

from jingwei.core import embedded, instance


@dataclass(frozen=True)
class Urls:
    """Addresses of the database: as the application signs in, and as its administrator where known."""

    login: str
    admin: str | None


def connection_urls(*, start: bool = False) -> Urls:
    """Addresses from `DATABASE_URL` and `DATABASE_ADMIN_URL`, else those of the embedded server.

    With `start` the embedded server is running when this returns. Raises `EmbeddedError` where it cannot.
    """
    login = os.environ.get("DATABASE_URL")
    if login:
        return Urls(login, os.environ.get("DATABASE_ADMIN_URL") or None)
    if start:
        server = embedded.ensure_running(instance.current().home)
        return Urls(server.login_url, server.admin_url)
    return Urls(*embedded.addresses(instance.current().home))
