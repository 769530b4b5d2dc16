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

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from jingwei.cli import django_side
from jingwei.cli.jobs import app_of
from jingwei.cli.web import end_with_parent

BEAT = 60.0  # seconds between signs of life
STALLED = 300.0  # seconds without one, after which a worker counts as dead
GRACE = 15.0  # seconds a running job has to finish when asked to end


async def work(url: str) -> None:
    """Do jobs until asked to end; what was missed while the machine was off comes first."""
    app = app_of(url)
    async with app.open_async():
        await _give_up_jobs_of_dead_workers(app)
        with contextlib.suppress(AlreadyEnqueued):
            await app.tasks["night"].defer_async(timestamp=int(time.time()))
        with contextlib.suppress(AlreadyEnqueued):
            await app.tasks["jobs"].defer_async()
        await app.run_worker_async(
            delete_jobs="successful",
            install_signal_handlers=sys.platform != "win32",
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=STALLED,
        )


async def _give_up_jobs_of_dead_workers(app: App) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


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
