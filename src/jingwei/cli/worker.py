"""The worker: jobs out of PostgreSQL, in a process of its own beside the web server.

Started by the supervisor once pages are answered; ended when the process that started it is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
import time

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from jingwei.cli import django_side
from jingwei.cli.web import end_with_parent
from jingwei.core.installation import BASE_ROLE_OPTION

NIGHT = "30 18 * * *"  # procrastinate reckons in UTC: half past two in the morning of China
POLL = 60.0  # seconds; a job that is put in is told at once anyway
BEAT = 60.0  # seconds between signs of life
STALLED = 300.0  # seconds without one, after which a worker counts as dead
GRACE = 15.0  # seconds a running job has to finish when asked to end


def app_of(url: str) -> App:
    """The jobs there are, over the database at `url`, as the role that a connection has before any scope."""
    app = App(
        connector=PsycopgConnector(conninfo=url, kwargs={"options": BASE_ROLE_OPTION}, min_size=1, max_size=3),
        worker_defaults={"concurrency": 1, "name": "jingwei", "fetch_job_polling_interval": POLL},
    )

    # Waiting once is enough: what one run leaves, the next one does.
    @app.periodic(cron=NIGHT)
    @app.task(name="night", queueing_lock="night", retry=RetryStrategy(max_attempts=5, wait=600))
    def night(timestamp: int) -> None:
        _night()

    return app


async def work(url: str, *, wait: bool = True) -> None:
    """Do jobs until asked to end; what was missed while the machine was off comes first.

    With `wait` False it ends when nothing is left to do.
    """
    app = app_of(url)
    async with app.open_async():
        await _give_up_jobs_of_dead_workers(app)
        with contextlib.suppress(AlreadyEnqueued):
            await app.tasks["night"].defer_async(timestamp=int(time.time()))
        await app.run_worker_async(
            wait=wait,
            delete_jobs="successful",
            install_signal_handlers=wait and sys.platform != "win32",
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=STALLED,
        )


async def _give_up_jobs_of_dead_workers(app: App) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _night() -> None:
    from django.db import connection
    from django.utils import timezone

    from jingwei.core.nightly import run_night

    try:
        for line in run_night(timezone.localdate()):
            sys.stdout.write(f"到期处理 {line}\n")
        sys.stdout.flush()
    finally:
        connection.close()


def main() -> None:
    """Run until told to end."""
    # Whoever waits for a page comes first.
    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=end_with_parent, daemon=True).start()
    django_side.load()
    # psycopg cannot wait on the loop that Windows has by default.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(work(os.environ["DATABASE_URL"]))


if __name__ == "__main__":
    main()
