"""A scratch database for a measurement: migrated, empty, dropped at the end."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def scratch_database() -> Iterator[str]:
    """Start (or use `JINGWEI_TEST_ADMIN_URL`), make and migrate a database, set Django up on it; gives the login URL."""
    import psycopg
    from psycopg import sql

    home = Path(tempfile.mkdtemp(prefix="jingwei-bench-"))
    home.chmod(0o755)
    os.environ["JINGWEI_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingwei.settings")
    given = os.environ.get("JINGWEI_TEST_ADMIN_URL")
    server = None
    if given:
        admin = given
    else:
        from jingwei.core import embedded

        server = embedded.ensure_running(home)
        admin = server.admin_url
    name, role, password = f"jingwei_bench_{os.getpid()}", f"jingwei_bench_{os.getpid()}", "bench"
    info = psycopg.conninfo.conninfo_to_dict(admin)
    host, port = str(info.get("host", "127.0.0.1")), info.get("port", 5432)
    where = f"@:{port}/{name}?host={host}" if host.startswith("/") else f"@{host}:{port}/{name}"
    url = f"postgresql://{role}:{password}{where}"
    os.environ["DATABASE_URL"] = url
    from jingwei.core import roles

    roles.prepare_cluster(admin, url)
    import django

    django.setup()
    roles.migrate()
    try:
        yield url
    finally:
        from django.db import connections

        wait_for_upkeep()
        connections.close_all()
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
        if server is not None:
            server.stop()
        shutil.rmtree(home, ignore_errors=True)


def wait_for_upkeep() -> None:
    """Wait for what an import leaves to threads: on an office's server the next import comes later."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(60)


def best(times: int, work: Callable[[], Any]) -> float:
    """The shortest of several runs, in milliseconds."""
    out = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        out.append((time.perf_counter() - start) * 1000)
    return min(out)


def spent(times: int, work: Callable[[], Any], each: int = 1) -> float:
    """The least CPU time of several measures of `each` runs, in milliseconds a run: this process and its database process.

    For comparisons of work done at two moments: what else runs on the machine matters little. The clock, where the
    server runs elsewhere.
    """
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        backend = psutil.Process(pid)
        backend.cpu_times()
    except psutil.Error:
        return best(times, work)
    out = []
    for _ in range(times):
        start, before = time.process_time(), sum(backend.cpu_times()[:2])
        for _ in range(each):
            work()
        out.append((time.process_time() - start + sum(backend.cpu_times()[:2]) - before) * 1000 / each)
    return min(out)


def line(what: str, ms: float, floor: float | None = None, at_most: float | None = None) -> None:
    """Print one measured line: milliseconds, and the ratio to the floor."""
    ratio = f"{ms / floor:6.2f} ×" if floor else " " * 8
    bound = f"  (at most {at_most:g} ×)" if at_most else ""
    print(f"{what:<58}{ms:10.1f} ms {ratio}{bound}", flush=True)
