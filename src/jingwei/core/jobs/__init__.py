"""Long work beside the pages: asked for, looked at, stopped; run by the worker (cli/jobs.py), kept in `core.Job`."""

from jingwei.core.jobs.asking import start_job
from jingwei.core.jobs.kinds import Outcome, job_kind, job_seats
from jingwei.core.jobs.progress import Stopped, progress

__all__ = ["Outcome", "Stopped", "job_kind", "job_seats", "progress", "start_job"]
