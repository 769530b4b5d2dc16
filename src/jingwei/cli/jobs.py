"""The jobs there are: functions that PostgreSQL remembers to have done, at a time or when something asks for them."""

from __future__ import annotations

import sys

from procrastinate import App, PsycopgConnector, RetryStrategy

from jingwei.core.installation import BASE_ROLE_OPTION

NIGHT = "30 18 * * *"  # procrastinate reckons in UTC: half past two in the morning of China
MINUTE = "* * * * *"
POLL = 60.0  # seconds; a job that is put in is told at once anyway


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

    @app.periodic(cron=MINUTE)
    @app.task(name="minute", queueing_lock="minute")
    def minute(timestamp: int) -> None:
        _minute()

    # Asked for by the pages (core/jobs); the work itself is not tried again by itself, who asked for it decides.
    @app.task(name="jobs", queueing_lock="jobs")
    def jobs() -> None:
        _jobs()

    return app


def _jobs() -> None:
    from django.db import connection

    from jingwei.core.jobs.running import run_waiting
    from jingwei.places.models import Subdistrict

    try:
        for code in Subdistrict.objects.order_by("code").values_list("code", flat=True):
            for line in run_waiting(code):
                sys.stdout.write(f"后台任务 {line}\n")
        sys.stdout.flush()
    finally:
        connection.close()


def _minute() -> None:
    from django.db import connection
    from django.utils import timezone

    from jingwei.core.minutely import run_minute
    from jingwei.places.models import Subdistrict

    try:
        for code in Subdistrict.objects.order_by("code").values_list("code", flat=True):
            for line in run_minute(code, timezone.now()):
                sys.stdout.write(f"每分钟处理 {line}\n")
        sys.stdout.flush()
    finally:
        connection.close()


def _night() -> None:
    from django.db import connection
    from django.utils import timezone

    from jingwei.core.nightly import run_night

    try:
        for line in run_night(timezone.localdate()) or ["没有到期的"]:
            sys.stdout.write(f"到期处理 {line}\n")
        sys.stdout.flush()
    finally:
        connection.close()
