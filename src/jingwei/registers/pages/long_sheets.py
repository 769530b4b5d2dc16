"""Sheets with very many rows: what would take a page too long is asked for as a job, and its page is where one goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jingwei.core.jobs import start_job
from jingwei.core.models import Job
from jingwei.core.ui.parts import Link
from jingwei.registers.models import Draft
from jingwei.registers.prepared import READING


@dataclass(frozen=True, slots=True)
class Frozen:
    """Why a page cannot be changed now, and where the job is seen for which it waits."""

    text: str
    job: Link


def frozen_by(job: Job) -> Frozen:
    """A page whose sheet waits for a job."""
    text = f"正在后台排队或办理：{job.label}。写入的是提交时的样子，这一页现在不能改；要改的，请先停止那项任务。"
    return Frozen(text, Link("看进度", reverse("jobs:job", args=[job.pk]), icon="list"))


def read_beside(request: HttpRequest, draft: Draft, **given: Any) -> HttpResponse:
    """Have an upload read by a job (registers/reading_jobs.py); leads to its page."""
    register = draft.register
    if register is None:
        kind, label = "registers.read_proposal", f"读取《{draft.file.name}》"
        first, later = reverse("registers:new"), reverse("registers:plan", args=[draft.pk])
    else:
        kind, label = "registers.read_sheet", f"核对《{draft.file.name}》与{register.name}"
        first, later = reverse("registers:upload", args=[register.key]), reverse("registers:match", args=[draft.pk])
    back = first if draft.prepared_id is None else later
    job = start_job(request, kind, label, f"{READING}-{draft.pk}", {"draft": str(draft.pk), **given}, back)
    return redirect("jobs:job", job.pk)


def remarks_beside(request: HttpRequest, draft: Draft, given: Mapping[str, Any], back: str) -> HttpResponse:
    """Have the rows that stay out written as a sheet by a job; leads to its page, where it is downloaded."""
    label = f"《{draft.file.name}》退回的行"
    values = {"draft": str(draft.pk), **given}
    job = start_job(request, "registers.remarks", label, f"remarks-{draft.pk}", values, back)
    return redirect("jobs:job", job.pk)
