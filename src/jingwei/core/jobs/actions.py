"""停止 and 重新开始: what the one who asked for a job may do with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Refused
from jingwei.core.jobs.asking import wake_after_commit
from jingwei.core.jobs.kinds import GONE, give_up
from jingwei.core.jobs.running import is_held
from jingwei.core.models import Job


class _OwnJob(Action):
    target = Job
    offered = False

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only who asked for it."""
        if any(item.target.owner != act.actor.id for item in items):
            raise Refused("后台任务由提交的人自己停止和重新开始。")


@register_action
class StopJob(_OwnJob):
    """Ask jobs to stop: one that waits ends at once, one that runs within a portion of rows; nothing of it stays."""

    name = "core.stop_job"
    label = "停止"

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Raises Conflict for one that is over."""
        for item in items:
            if not item.target.open:
                raise Conflict("这项任务已经结束，不用停止。")
        keys = [item.target.pk for item in items]
        waiting = [item.target for item in items if item.target.state == Job.State.WAITING]
        for job in waiting:
            job.message = f"还没有开始就停止了。{give_up(job)}"
            job.state, job.ended_at = Job.State.STOPPED, timezone.now()
        Job.objects.bulk_update(waiting, ["state", "message", "ended_at", "given"])
        Job.objects.filter(pk__in=keys, state=Job.State.RUNNING).update(stop=True)
        return {"jobs": [str(key) for key in keys]}


@register_action
class AskAgain(_OwnJob):
    """Put jobs that came to nothing in line again."""

    name = "core.ask_job_again"
    label = "重新开始"

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Raises Conflict for one that is done, or still at work."""
        jobs = [item.target for item in items]
        for job in jobs:
            if job.state == Job.State.DONE:
                raise Conflict("这项任务已经完成，不用重新开始。")
            if job.state == Job.State.WAITING or (job.state == Job.State.RUNNING and is_held(job.pk)):
                raise Conflict("这项任务还在办理。")
            if job.given.get(GONE):
                raise Conflict("这项任务要用的表格没有保留，请重新传一次。")
        fresh: dict[str, Any] = {
            "state": Job.State.WAITING, "stop": False, "cut_off": 0, "message": "", "stage": "", "counted": 0,
            "total": 0, "written": 0, "stage_at": None, "started_at": None, "ended_at": None, "at": timezone.now(),
        }  # fmt: skip
        Job.objects.filter(pk__in=[job.pk for job in jobs]).update(**fresh)
        wake_after_commit()
        return {"jobs": [str(job.pk) for job in jobs]}
