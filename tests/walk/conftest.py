"""The system as an office meets it: the real server on a database of its own, a small street in it, and a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
WIDE = (1440, 900)
PHONE = (360, 740)


@dataclass
class Live:
    """A running server: its address, the street in its database, and a way to look at the database itself."""

    url: str
    street: Any
    database: str
    unblock: Callable[[], Any]
    signed_in: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def as_role(self, role: str) -> Iterator[None]:
        """Read and write the server's database in this process, as the holder of a role."""
        from jingwei.core.scope import open_scope

        with self.unblock(), _pointed_at(self.database), open_scope(self.street.scope(role)):
            yield


class Seen:
    """A page of a browser, with everything that went wrong in it."""

    def __init__(self, page: Page, live: Live) -> None:
        self.page = page
        self.live = live
        self.complaints: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self._hear("pageerror", str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        # A page that is itself an answer of 4xx is named in the console too; the tests look at its status instead.
        refused = "status of 4" in text
        if (kind in ("error", "pageerror") or "Content Security Policy" in text) and not refused:
            self.complaints.append(f"{self.page.url}: {text}")

    def open(self, path: str) -> int:
        """Open a page of the server; gives the status."""
        answer = self.page.goto(self.live.url + path)
        assert answer is not None
        return answer.status

    def text(self) -> str:
        """What stands in the main part."""
        return self.page.inner_text("main")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture(scope="session")
def built() -> None:
    """The page assets, up to date."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_assets.py")], check=True)


@pytest.fixture(scope="session")
def live(cluster: Any, built: None, django_db_blocker: Any) -> Iterator[Live]:
    """`jingwei serve` on a fresh database with a street, its packed ledgers and a few rows."""
    database = cluster.url(cluster.fresh())
    with django_db_blocker.unblock(), _pointed_at(database):
        street = _furnished_street()
    port = _free_port()
    environment = {**os.environ, "DATABASE_URL": database, "JINGWEI_RESIDENTS": "1"}
    environment.pop("DATABASE_ADMIN_URL", None)
    command = [sys.executable, "-P", "-m", "jingwei.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/login/", server)
            yield Live(f"http://127.0.0.1:{port}", street, database, django_db_blocker.unblock)
        finally:
            server.terminate()


@pytest.fixture
def visit(browser: Browser, live: Live) -> Iterator[Callable[..., Seen]]:
    """Makes a browser for somebody: `visit("office")`, `visit("grid_worker", PHONE)`, `visit(None)` for nobody.

    At the end of the test no page may have complained to its console.
    """
    contexts: list[BrowserContext] = []
    seen: list[Seen] = []

    def make(role: str | None, size: tuple[int, int] = WIDE, *, touch: bool = False) -> Seen:
        state = _session_of(live, role) if role else None
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, storage_state=state, locale="zh-CN", accept_downloads=True,
            has_touch=touch,
        )  # fmt: skip
        contexts.append(context)
        seen.append(Seen(context.new_page(), live))
        return seen[-1]

    yield make
    for context in contexts:
        context.close()
    assert [line for one in seen for line in one.complaints] == []


def _session_of(live: Live, role: str) -> Any:
    """The cookies of a session of that role. How one signs in is walked in test_the_counter_changes_hands.py."""
    from django.conf import settings
    from django.test import Client

    if role not in live.signed_in:
        client = Client()
        with live.unblock(), _pointed_at(live.database):
            live.street.sign_in(client, role)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "127.0.0.1", "path": "/"}
        live.signed_in[role] = {"cookies": [cookie], "origins": []}
    return live.signed_in[role]


def _furnished_street() -> Any:
    from jingwei.core.scope import open_scope
    from jingwei.indicators.packs import load_pack
    from jingwei.people.tests.street import make_street
    from jingwei.registers.packs import all_packs
    from jingwei.registers.query import register_by_key
    from jingwei.registers.tests.ledgers import record

    street = make_street()
    with open_scope(street.scope("office")):
        for pack in all_packs():
            pack.define()
        rows = [
            {
                "code": f"F{number:04d}",
                "address": f"临海路{number}号",
                "compound": "海屿花园",
                "grid": street.grid(1 + number % 2, 1).code,
                "use": "住宅" if number % 3 else "商业",
                "residents": number % 5,
                "valid_from": "2025-01-01",
            }
            for number in range(1, 41)
        ]
        record(register_by_key("houses"), rows)
        firm = {"credit_code": FIRM, "name": "示例船具有限公司", "grid": street.grid().code, "phone": "19900001234"}
        record(register_by_key("enterprises"), [firm])
    with open_scope(street.scope("statistician")):
        load_pack().define(date(2020, 1, 1))
    return street


FIRM = "91990101MA000001XN"


@contextmanager
def _pointed_at(database: str) -> Iterator[None]:
    """Django's default connection on another database for a while."""
    from django.db import connections

    from jingwei.core.installation import django_database

    connection = connections["default"]
    connection.close()
    before, known = dict(connection.settings_dict), os.environ["DATABASE_URL"]
    connection.settings_dict.update(django_database(database))
    os.environ["DATABASE_URL"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
        os.environ["DATABASE_URL"] = known


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    import time

    for _ in range(600):
        assert server.poll() is None, "the server ended before it served"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


__all__ = ["PHONE", "WIDE", "Live", "Seen"]
