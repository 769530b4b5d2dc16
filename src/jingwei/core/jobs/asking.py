"""Asking for a job, and waking the worker once what was asked is committed."""

import contextlib
from collections.abc import Mapping
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest

from jingwei.core.models import Job
from jingwei.core.scope import current_scope

TASK = "jobs"
# The role of a connection before any scope may put jobs in; one that waits is enough.
_WAKE = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', %s, 0, NULL, %s, '{}'::jsonb, NULL)]"
    "::procrastinate_job_to_defer_v1[])"
)


def start_job(request: HttpRequest, kind: str, label: str, about: str, given: Mapping[str, Any], url: str = "") -> Job:
    """Ask for a job of `kind` with JSON values `given`. What is `about` the same and still open is given back instead.

    `url` is where to go when it fails.
    """
    actor = current_scope().actor
    known = Job.objects.filter(about=about, owner=actor.id, state__in=(Job.State.WAITING, Job.State.RUNNING)).first()
    if known is not None:
        return known
    account = request.user.pk
    assert account is not None, "a page behind the sign-in"
    job = Job(
        kind=kind,
        label=label[:200],
        about=about[:80],
        owner=actor.id,
        owner_label=actor.label,
        account=account,
        post=request.session.get("post", ""),
        given=dict(given),
        url=url,
    )
    job.save()
    wake_after_commit()
    return job


def wake_after_commit() -> None:
    """Wake the worker when the transaction is over; without one the job waits, and its page says so."""
    transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Wake the worker; called in no scope."""
    # Refused where one is waiting already.
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(_WAKE, [TASK, TASK])
