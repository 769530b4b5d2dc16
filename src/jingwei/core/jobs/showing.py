"""A job in words: how far it is, how long it may still take, and why it stands still."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from jingwei.core.jobs.kinds import GONE, leads
from jingwei.core.jobs.running import CUT_OFF, LOST, RESUMED_AT_MOST, is_held
from jingwei.core.models import Job
from jingwei.core.ui.parts import Badge, Link, Tone

BADGES: dict[str, Tone] = {
    "waiting": "calm", "running": "info", "done": "good", "failed": "bad", "stopped": "warn", "lost": "bad",
}  # fmt: skip
_SEEN = timedelta(seconds=150)  # the worker gives a sign of life every minute
_SURE = timedelta(seconds=4)  # before that nothing is said of the time it still takes


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a job shows; `percent` is None where nothing can be counted, `poll` how to ask again,
    `leads` whether one is led to the outcome."""

    badge: Badge
    said: str
    percent: int | None = None
    rest: str = ""
    trouble: str = ""
    poll: str = ""
    leads: bool = False
    stop: Link | None = None
    again: Link | None = None
    links: tuple[Link, ...] = ()


def shown(job: Job) -> Shown:
    """The job as it stands now; at most two queries."""
    here: dict[str, Any] = {
        "leads": leads(job), "stop": _post("停止", "stop", job, "x"), "poll": reverse("jobs:state", args=[job.pk]),
    }  # fmt: skip
    badge = Badge(job.get_state_display(), BADGES[job.state])
    if job.state == Job.State.WAITING:
        before = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING), at__lt=job.at).count()
        line = f"前面还有{before}项任务。" if before else "马上开始。"
        return Shown(badge, line, trouble="" if worker_seen() else _NOBODY, **here)
    if job.state == Job.State.RUNNING:
        if not is_held(job.pk) and _begun(job):
            line = CUT_OFF if job.cut_off < RESUMED_AT_MOST else LOST
            return Shown(Badge("已中断", "bad"), line, again=_post("重新开始", "again", job, "refresh"))
        if job.stop:
            return Shown(badge, "正在停止，已做的全部作废……", poll=here["poll"])
        return Shown(badge, _stage(job), _percent(job), _rest(job, timezone.now()), **here)
    if job.state == Job.State.DONE:
        links = []
        if job.file_id:
            label = f"下载（保留至{job.file_until}）"
            links.append(Link(label, reverse("jobs:file", args=[job.pk]), icon="download", look="primary"))
        if job.url:
            links.append(Link("看结果", job.url, icon="list", look="" if job.file_id else "primary"))
        gone = "文件已过保留期限，已经删除；需要时请重新导出。" if job.file_until and not job.file_id else ""
        return Shown(badge, job.message, 100, gone, links=tuple(links))
    links = [Link("回去看", job.url, icon="arrow-left")] if job.url else []
    again = _post("重新开始", "again", job, "refresh") if not job.given.get(GONE) else None
    return Shown(badge, job.message, again=again, links=tuple(links))


def worker_seen() -> bool:
    """Whether a worker gave a sign of life lately."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_worker_seen()")
        seen: datetime | None = cursor.fetchone()[0]
    return seen is not None and timezone.now() - seen < _SEEN


_NOBODY = (
    "后台没有在运行，这项任务不会开始。请系统管理员用 jingwei serve 启动系统，"
    "或单独启动后台（python -m jingwei.cli.worker）。"
    "任务留在这里，后台一启动就办理。"
)


def _begun(job: Job) -> bool:
    """Whether it must have its lock by now."""
    return job.started_at is not None and timezone.now() - job.started_at > timedelta(seconds=5)


def _post(label: str, name: str, job: Job, icon: str) -> Link:
    return Link(label, reverse(f"jobs:{name}", args=[job.pk]), icon=icon, post=True)


def _stage(job: Job) -> str:
    stage = job.stage or "正在开始"
    if not job.total:
        return f"{stage}……"
    written = f"，已写入 {job.written} 行" if job.written else ""
    return f"{stage}：第 {job.counted} 行，共 {job.total} 行{written}"


def _percent(job: Job) -> int | None:
    return min(99, job.counted * 100 // job.total) if job.total else None


def _rest(job: Job, now: datetime) -> str:
    if not job.stage_at or not 0 < job.counted < job.total or now - job.stage_at < _SURE:
        return ""
    seconds = (now - job.stage_at).total_seconds() * (job.total - job.counted) / job.counted
    if seconds < 50:
        return "这一步大约还要不到1分钟"
    return f"这一步大约还要{round(seconds / 60) or 1}分钟"
