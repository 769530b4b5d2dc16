"""Jobs that wait, or were cut off while the worker lived on, are not left until the next one is asked for."""

from datetime import datetime

from jingwei.core.jobs.asking import wake
from jingwei.core.minutely import minutely_parts
from jingwei.core.models import Job
from jingwei.core.scope import Reader, Scope, open_scope


@minutely_parts
def wake_for_waiting(street: str, now: datetime) -> list[str]:
    """Wake the worker for jobs of a subdistrict that are not over."""
    with open_scope(Scope(Reader.ADMIN, street)):
        waiting = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).exists()
    if waiting:
        wake()
    return []
