"""Fixtures for all tests: a real PostgreSQL, a database of one's own, a small street to act in.

`JINGWEI_TEST_ADMIN_URL` names a server to use (a role that may create roles and databases); else the embedded one.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql

ROOT = Path(__file__).parent
_home = Path(tempfile.mkdtemp(prefix="jingwei-test-home-"))
_home.chmod(0o755)
os.environ["JINGWEI_HOME"] = str(_home)
os.environ.setdefault("DATABASE_URL", "postgresql://jingwei_test:unset@127.0.0.1:1/unset")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingwei.settings")
# Playwright's synchronous driver runs an event loop in the test's thread; Django must not mistake it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A test says what holds, never how fast: two runs share the machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

LOGIN = "jingwei_test"


def _use_home() -> None:
    """Settings are read before this file is: what they took from the machine's own installation is taken anew."""
    from django.conf import settings

    from jingwei.core.installation import secret_key

    settings.HOME = _home
    settings.SECRET_KEY = secret_key()


_use_home()


class Cluster:
    """The server tests run on: makes databases from a migrated template and drops them."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        self.password = secrets.token_urlsafe(12)
        self._made: list[str] = []

    def url(self, database: str) -> str:
        """The login role's address of a database."""
        info = psycopg.conninfo.conninfo_to_dict(self.admin_url)
        host, port = info.get("host", ""), info.get("port", 5432)
        where = f"@{host}:{port}/{database}" if not str(host).startswith("/") else f"@:{port}/{database}?host={host}"
        return f"postgresql://{self.login}:{self.password}{where}"

    @property
    def login(self) -> str:
        """One login role per run, so that runs side by side do not share a password."""
        return f"{LOGIN}_{os.getpid()}"

    def fresh(self) -> str:
        """A new migrated database; gives its name."""
        name = f"jingwei_test_{os.getpid()}_{len(self._made)}"
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(self.template()))
            )
        self._made.append(name)
        self._prepare(name)
        return name

    def template(self) -> str:
        """A migrated database, made anew when a migration or its SQL changes."""
        digest = hashlib.sha256()
        for path in sorted(
            [
                *ROOT.glob("src/jingwei/*/migrations/*.py"),
                *ROOT.glob("src/jingwei/*/*_sql.py"),
                ROOT / "src/jingwei/core/borders.py",
            ]
        ):
            digest.update(path.read_bytes())
        name = f"jingwei_template_{digest.hexdigest()[:12]}"
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(7012026)")
            known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone()
            if not known:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
                self._prepare(name)
                self._migrate(name)
                admin.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
        return name

    def _prepare(self, name: str) -> None:
        from jingwei.core import roles

        roles.prepare_cluster(self.admin_url, self.url(name))

    def _migrate(self, name: str) -> None:
        import subprocess
        import sys

        code = "import django; django.setup(); from jingwei.core import roles; roles.migrate()"
        env = {**os.environ, "DATABASE_URL": self.url(name)}
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def keep_guesses(self) -> None:
        """Let nothing tidy up beside the tests, which take back all they write.

        Otherwise a table may be looked at while it holds only what was taken back or not yet kept: from then on the
        planner foresees no row in hundreds of pages, and joins every row with every other for minutes.
        """
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET autovacuum = off")
            admin.execute("SELECT pg_reload_conf()")

    def close(self) -> None:
        """Drop what this run made."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            for name in self._made:
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            databases = [row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datallowconn")]
        for database in databases:
            with psycopg.connect(self.admin_url, dbname=database, autocommit=True) as admin:
                if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [self.login]).fetchone():
                    admin.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(self.login)))
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(self.login)))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server of this run."""
    given = os.environ.get("JINGWEI_TEST_ADMIN_URL")
    if given:
        made = Cluster(given)
        yield made
        made.close()
        return
    from jingwei.core import embedded

    server = embedded.ensure_running(_home)
    made = Cluster(server.admin_url)
    made.keep_guesses()
    yield made
    made.close()
    server.stop()


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, django_db_blocker: object) -> None:
    """Point Django's default connection at a fresh database, as the login role."""
    from django.db import connections

    from jingwei.core.installation import django_database

    name = cluster.fresh()
    connection = connections["default"]
    connection.close()
    entry = django_database(cluster.url(name))
    connection.settings_dict.update(entry)
    connections.settings["default"].update(entry)
    os.environ["DATABASE_URL"] = cluster.url(name)


@pytest.fixture(autouse=True)
def home(settings: object) -> Path:
    """The installation's folder of this run."""
    return _home


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of the machine, or the one named in JINGWEI_CHROMIUM; one driver for all tests that look at pages."""
    names = (os.environ.get("JINGWEI_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((place for name in names if name and (place := shutil.which(name))), None)
    assert found, "a browser is needed: install chromium, or name one in JINGWEI_CHROMIUM"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that ask for pages are marked so: one server is enough for them, since templates speak no SQL."""
    for item in items:
        if not {"client", "browser"}.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.pages)


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_home, ignore_errors=True)
