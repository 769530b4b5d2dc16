"""后台任务: one's own long work, how far it is, stopping it, what came of it."""

from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Missing
from jingwei.core.files import read_file
from jingwei.core.jobs.actions import AskAgain, StopJob
from jingwei.core.jobs.asking import wake_after_commit
from jingwei.core.jobs.kinds import leads
from jingwei.core.jobs.showing import BADGES, Shown, shown
from jingwei.core.models import Job
from jingwei.core.scope import current_scope
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table

_PAGE = 50
_COLUMNS = (
    Column("任务"),
    Column("提交时间", "date"),
    Column("状态", "badge"),
    Column("结果", "long"),
)
_LONG = timedelta(seconds=20)


def listing(request: HttpRequest) -> HttpResponse:
    """One's own jobs, newest first."""
    found = Job.objects.filter(owner=current_scope().actor.id).order_by("-at")
    page, total, here = asked_page(request.GET), found.count(), reverse("jobs:list")
    rows = tuple(
        Row(
            (
                job.label,
                timezone.localtime(job.at),
                Badge(job.get_state_display(), BADGES[job.state]),
                job.message or job.stage,
            ),
            url=reverse("jobs:job", args=[job.pk]),
        )
        for job in found[(page - 1) * _PAGE : page * _PAGE]
    )
    context = {
        "title": "后台任务",
        "subtitle": "很长的表格在后台导入和导出；可以离开，办完了在这里看结果",
        "table": Table(_COLUMNS, rows),
        "pager": Pager.of(total, page, _PAGE, lambda number: f"{here}?page={number}"),
        "empty": Empty("没有后台任务", "导入或导出的行数很多时，系统转到后台办理，在这里看进度。"),
    }
    return render(request, "desk/list.html", context)


def job_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One job, followed while it runs."""
    job = _own(pk)
    context = {
        "title": job.label,
        "crumbs": (Link("后台任务", reverse("jobs:list")),),
        "subtitle": f"{timezone.localtime(job.at):%Y-%m-%d %H:%M} 提交",
        "one": _look(job),
    }
    return render(request, "desk/job.html", context)


def state_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What changes of the page while the job runs."""
    job = _own(pk)
    if job.state == Job.State.DONE and job.url and request.headers.get("HX-Request") and leads(job):
        return HttpResponse(headers={"HX-Redirect": job.url})
    return render(request, "desk/parts/job_state.html", {"one": _look(job)})


def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask it to stop."""
    if request.method == "POST":
        perform(StopJob(), targets=[_own(pk).pk])
        messages.info(request, "已要求停止。已经做的全部作废，什么都不会写入。")
    return redirect("jobs:job", pk)


def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the same once more, after it was stopped, failed or was cut off."""
    if request.method == "POST":
        perform(AskAgain(), targets=[_own(pk).pk])
    return redirect("jobs:job", pk)


def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a job made, to be saved."""
    job = _own(pk)
    if job.file is None:
        raise Conflict("这个文件已过保留期限，已经删除，请重新导出。" if job.file_until else "这项任务没有文件。")
    audit("exported", f"下载“{job.label}”", detail={"job": str(job.pk), "sha256": job.file.sha256})
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(job.file.name)}"}
    return HttpResponse(read_file(job.file), content_type=job.file.media_type, headers=headers)


def _own(pk: UUID) -> Job:
    found = Job.objects.filter(pk=pk, owner=current_scope().actor.id).select_related("file", "file__data_key").first()
    if found is None:
        raise Missing("没有这项任务，或不是您提交的。")
    return found


def _look(job: Job) -> Shown:
    if job.state == Job.State.WAITING and timezone.now() - job.at > _LONG:
        # The word to the worker may have been lost with the process that was to give it.
        wake_after_commit()
    return shown(job)
