"""Running jobs: one transaction each, with a watcher on a connection of its own that tells how far it is.

The watcher holds a lock of the database for as long as the process lives, so that a killed one is known at once.
"""

import logging
import threading
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from jingwei.core.errors import JingweiError, Refused
from jingwei.core.jobs.kinds import give_up, kind_named, seat_scope
from jingwei.core.jobs.progress import Heard, Stopped, listening
from jingwei.core.models import Job
from jingwei.core.scope import Reader, Scope, open_scope

BEAT = 0.7  # seconds between two tellings
FAULT = "程序出错，没有写入任何内容。已记入日志，请联系系统管理员。"
RESUMED_AT_MOST = 2
LOST = "后台任务在办理中途多次被中断（重新启动或断电），没有写入任何内容，可以重新开始。"
CUT_OFF = "后台任务在办理中途被中断（重新启动或断电），没有写入任何内容，系统会自动重新开始。"
STOPPED = "后台任务已经停止，没有写入任何内容。"
_HOLD = "SELECT pg_advisory_lock(hashtextextended(%s, 7))"
_HELD = """
SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint << 32 | objid::bigint) = hashtextextended(%s, 7))
"""
log = logging.getLogger("jingwei.jobs")


def run_waiting(street: str) -> list[str]:
    """Run the jobs that wait in a subdistrict, the oldest first; one line for each."""
    done: list[str] = []
    system = Scope(Reader.ADMIN, street)
    with open_scope(system):
        for lost in Job.objects.filter(state=Job.State.RUNNING):
            if not is_held(lost.pk):
                _resume_or_end(lost)
    while True:
        with open_scope(system):
            waiting = Job.objects.filter(state=Job.State.WAITING).order_by("at").select_for_update(skip_locked=True)
            job = waiting.first()
            if job is None:
                return done
            job.state, job.started_at = Job.State.RUNNING, timezone.now()
            job.save(update_fields=["state", "started_at"])
        _run(job, system)
        done.append(f"{job.label}：{job.get_state_display()}")


def is_held(pk: UUID) -> bool:
    """Whether a living process runs the job."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [str(pk)])
        return bool(cursor.fetchone()[0])


def _run(job: Job, system: Scope) -> None:
    heard = Heard()
    with _Watcher(job.pk, system, heard) as watcher:
        token, scope = listening.set(heard), None
        lost = False  # its fault, not that of what it was given: it may be begun again
        try:
            scope = seat_scope(job.account, job.post)
            if scope is None or scope.subdistrict != system.subdistrict:
                raise Refused("提交这项任务的人现在没有岗位，没有办理。")
            with open_scope(scope):
                outcome = kind_named(job.kind).run(job.given)
                watcher.hush()
                job.file = outcome.file
                if outcome.file is not None:
                    job.file_until = timezone.localdate() + timedelta(days=settings.JOB_FILE_DAYS)
                # In the transaction of the work itself: there is no moment at which one is true without the other.
                _end(job, Job.State.DONE, outcome.message, outcome.url)
            return
        except Stopped as stopped:
            state, message = Job.State.STOPPED, stopped.message
        except JingweiError as error:
            state, message = Job.State.FAILED, f"没有写入任何内容。{error.message}"
        except Exception:
            log.exception("job %s", job.pk)
            state, message, lost = Job.State.FAILED, FAULT, True
        finally:
            listening.reset(token)
        watcher.hush()
        job.file = job.file_until = None
        if scope is not None and not lost:
            with open_scope(scope):
                message += give_up(job)
        with open_scope(system):
            _end(job, state, message)


def _resume_or_end(job: Job) -> None:
    """Put a job that was cut off in line again: nothing of it was written. What dies over and over is given up."""
    if job.stop:
        _end(job, Job.State.STOPPED, STOPPED)
    elif job.cut_off >= RESUMED_AT_MOST:
        _end(job, Job.State.LOST, LOST)
    else:
        job.state, job.cut_off, job.started_at, job.stage_at = Job.State.WAITING, job.cut_off + 1, None, None
        job.stage, job.counted, job.total, job.written = "", 0, 0, 0
        job.save(update_fields=["state", "cut_off", "started_at", "stage_at", "stage", "counted", "total", "written"])


def _end(job: Job, state: Job.State, message: str, url: str = "") -> None:
    job.state, job.message, job.ended_at, job.url = state, message, timezone.now(), url or job.url
    job.save(update_fields=["state", "message", "ended_at", "url", "file", "file_until", "given"])


class _Watcher:
    """Writes what is heard of a job into its row, and hears from there whether it shall stop."""

    def __init__(self, pk: UUID, system: Scope, heard: Heard) -> None:
        self._pk, self._system, self._heard = pk, system, heard
        self._hushed, self._over, self._held = threading.Event(), threading.Event(), threading.Event()
        self._quiet = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="job", daemon=True)

    def __enter__(self) -> Self:
        """Begin; whoever looks from now on sees that it runs."""
        self._thread.start()
        self._held.wait(30)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End."""
        self._over.set()
        self._hushed.set()
        self._thread.join(30)

    def hush(self) -> None:
        """Write nothing more: the work itself writes the row now. The lock stays."""
        with self._quiet:
            self._hushed.set()

    def _watch(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_HOLD, [str(self._pk)])
            self._held.set()
            stage, told = "", Heard()
            while not self._hushed.wait(BEAT):
                with self._quiet:
                    if self._hushed.is_set():
                        break
                    now = replace(self._heard)
                    changed = {"stage_at": timezone.now()} if now.stage != stage else {}
                    if now != told:
                        changed |= {name: getattr(now, name) for name in ("stage", "counted", "total", "written")}
                    with open_scope(self._system):
                        mine = Job.objects.filter(pk=self._pk)
                        if changed:
                            mine.update(**changed)
                        self._heard.stop = bool(mine.values_list("stop", flat=True).first())
                    stage, told = now.stage, now
            self._over.wait()
        except Exception:
            log.exception("progress of job %s", self._pk)
        finally:
            self._held.set()
            transaction.rollback() if connection.in_atomic_block else None
            connection.close()
