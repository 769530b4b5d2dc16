"""What a job made ready of an upload with very many rows: its pages show that, and never read the whole sheet again.

It lies beside the file, under the same key, and goes with it.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from jingwei.core.errors import Missing
from jingwei.core.files import drop_file, keep_file, read_file
from jingwei.core.models import Job
from jingwei.registers.models import Draft

_OPEN = (Job.State.WAITING, Job.State.RUNNING)
READING, MAKING, BRINGING = "read", "make", "import"  # what a job is about, before the key of the upload


def is_long(draft: Draft) -> bool:
    """Whether an upload is read, made ready and written by jobs."""
    return bool(draft.asked.get("rows", 0) > settings.JOB_ROWS)


def keep_prepared(draft: Draft, values: Mapping[str, Any]) -> None:
    """Keep JSON values instead of those kept before. The draft is not saved."""
    _drop(draft)
    written = json.dumps(values, ensure_ascii=False, default=str).encode()
    name = f"{draft.file.name[:200]}（核对结果）.json"
    draft.prepared = keep_file(written, name, "application/json", data_key=draft.file.data_key)


def prepared_of(draft: Draft) -> dict[str, Any] | None:
    """What was kept last; None where nothing is, so that it must be made ready (again)."""
    if draft.prepared is None:
        return None
    try:
        values: dict[str, Any] = json.loads(read_file(draft.prepared))
    except Missing:
        return None
    return values


def drop_prepared(draft: Draft) -> None:
    """Throw it away: the upload is done with. The draft is not saved."""
    _drop(draft)
    draft.prepared = None


def throw_away(draft: Draft) -> None:
    """Throw an upload away with its file: nobody wants it any more, and nothing came of it."""
    drop_prepared(draft)
    drop_file(draft.file)
    draft.done = True
    draft.save(update_fields=["prepared", "done"])


def job_about(draft: Draft, *what: str) -> Job | None:
    """The job that waits or works on an upload; one query."""
    names = [f"{one}-{draft.pk}" for one in what]
    return Job.objects.filter(about__in=names, owner=draft.owner, state__in=_OPEN).order_by("at").first()


def last_job(draft: Draft, what: str) -> Job | None:
    """The last job that was asked for about an upload, over or not; one query."""
    return Job.objects.filter(about=f"{what}-{draft.pk}", owner=draft.owner).order_by("-at").first()


def _drop(draft: Draft) -> None:
    if draft.prepared is not None:
        drop_file(draft.prepared)
