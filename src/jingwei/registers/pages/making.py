"""新建台账: a sheet is dropped or pasted, the ledger it would make is shown on its own rows, changed, and made."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.files import read_file
from jingwei.core.jobs import start_job
from jingwei.core.models import Job
from jingwei.core.scope import current_scope
from jingwei.core.sheets import Sheet, SheetError, write_remarks
from jingwei.core.ui.parts import Link
from jingwei.registers.actions import MakeFromSheet
from jingwei.registers.designing.drafts import (
    PASTED,
    find_proposal,
    keep_proposal,
    linkable,
    open_workbook,
    propose_again,
)
from jingwei.registers.designing.edits import edited
from jingwei.registers.designing.plan import Plan
from jingwei.registers.designing.reading import faults_of, read
from jingwei.registers.incoming import upload
from jingwei.registers.models import Draft, Register
from jingwei.registers.pages.exports import sheet_file
from jingwei.registers.pages.long_sheets import frozen_by, read_beside, remarks_beside
from jingwei.registers.pages.plan_form import form_groups, missing_terms
from jingwei.registers.pages.plan_reading import PlanReading
from jingwei.registers.pages.plan_view import columns_of
from jingwei.registers.policy import policy
from jingwei.registers.prepared import MAKING, READING, is_long, job_about, prepared_of
from jingwei.registers.query import register_by_key

CRUMB = Link("台账", "/registers/")


def new(request: HttpRequest) -> HttpResponse:
    """Bring a file, or paste a table; nothing is made yet."""
    policy.may(current_scope().actor, "make")
    problem, status, pasted = "", 200, ""
    if request.method == "POST":
        given, pasted = request.FILES.get("file"), request.POST.get("text", "")
        try:
            if given is not None:
                draft = keep_proposal(given.read(), given.name or "表格")
            elif pasted.strip():
                draft = keep_proposal(pasted.encode(), PASTED)
            else:
                raise JingweiError("请选择表格文件，或把表格粘贴到框里。")
        except JingweiError as error:
            problem, status = error.message, 422
        else:
            return read_beside(request, draft) if is_long(draft) else redirect("registers:plan", draft.pk)
    context = {"title": "新建台账", "crumbs": (CRUMB,), "tabs": tabs("由表建账"), "problem": problem, "pasted": pasted}
    return render(request, "registers/new.html", context, status=status)


def tabs(here: str) -> tuple[Link, ...]:
    """The ways to a new ledger."""
    ways = (("由表建账", "new"), ("手工建账", "blank_register"), ("从标准台账", "shapes"))
    return tuple(Link(label, reverse(f"registers:{name}"), here=label == here) for label, name in ways)


def plan_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The proposal. POST changes it; `then` is "make" to make the ledger, "sheet" to look at another sheet."""
    draft = find_proposal(draft_id)
    if is_long(draft):
        return _long_plan_page(request, draft)
    plan = Plan.load(draft.plan)
    workbook = open_workbook(draft)
    if request.method == "POST" and request.POST.get("sheet", draft.sheet) != draft.sheet:
        try:
            propose_again(draft, request.POST["sheet"], workbook)
        except SheetError as error:
            messages.error(request, error.message)
        return redirect("registers:plan", draft.pk)
    sheet = workbook.sheet(draft.sheet)
    if request.method == "POST":
        plan = edited(plan, request.POST, sheet)
        _keep(draft, plan)
    if into := _asked_into(request, draft):
        return into
    ledgers = linkable()
    reading = read(plan, sheet, ledgers, timezone.localdate())
    return _shown(request, draft, plan, PlanReading.of(reading, [one.name for one in workbook.sheets]), ledgers)


def _long_plan_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The same of a sheet with very many rows: what a job read of it is shown, and a job reads it again."""
    job, kept = job_about(draft, READING, MAKING), prepared_of(draft)
    if job is not None and (job.about.startswith(READING) or request.POST.get("then") == "make"):
        return redirect("jobs:job", job.pk)
    if kept is None:
        return read_beside(request, draft)
    plan = Plan.load(draft.plan)
    if job is not None:
        # What waits to be made must be what its clerk saw last.
        return _shown(request, draft, plan, PlanReading.load(kept), linkable(), job=job)
    if request.method == "POST":
        if request.POST.get("sheet", draft.sheet) != draft.sheet:
            return read_beside(request, draft, sheet=request.POST["sheet"])
        changed = edited(plan, request.POST, Sheet(draft.sheet, []))
        if changed.reading_key != plan.reading_key:
            if request.POST.get("then") == "make":
                messages.info(request, "列有改动，先重新核对；核对好了再建账。")
            return read_beside(request, draft, body=request.POST.dict())
        plan = changed
        _keep(draft, plan)
    if into := _asked_into(request, draft):
        return into
    return _shown(request, draft, plan, PlanReading.load(kept), linkable())


def _keep(draft: Draft, plan: Plan) -> None:
    draft.plan = plan.dump()
    draft.save(update_fields=["plan"])


def _asked_into(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """Where the clerk says that the sheet belongs to a ledger that is there."""
    then = request.POST.get("then", "")
    if not then.startswith("into:"):
        return None
    again = upload(register_by_key(then.removeprefix("into:")), read_file(draft.file), draft.file.name, draft.sheet)
    draft.done = True
    draft.save(update_fields=["done"])
    return read_beside(request, again) if is_long(again) else redirect("registers:match", again.pk)


def _shown(
    request: HttpRequest,
    draft: Draft,
    plan: Plan,
    reading: PlanReading,
    ledgers: Sequence[Register],
    *,
    job: Job | None = None,
) -> HttpResponse:
    """The page; or, where the ledger was asked for, what became of that."""
    wrong: list[str] = []
    asked, status = request.POST.get("then") == "make" and job is None, 200
    if asked:
        wrong = [*faults_of(plan), *missing_terms(plan)]
        made = None if wrong else _make(request, draft, plan, wrong)
        if made is not None:
            return made
        status = 422
    elif job is not None and request.method == "POST":
        status = 409
    context = _context(draft, plan, reading, ledgers, wrong)
    if job is not None:
        context["frozen"] = frozen_by(job)
    return render(request, "registers/plan.html", context, status=status)


def _make(request: HttpRequest, draft: Draft, plan: Plan, wrong: list[str]) -> HttpResponse | None:
    """Make the ledger, at once or by a job; None where it cannot be, which `wrong` then tells."""
    values = {"valid_from": plan.more.get("on", "")}
    if is_long(draft):
        label, given = f"由《{draft.file.name}》建立“{plan.name}”", {"draft": str(draft.pk), "values": values}
        back = reverse("registers:plan", args=[draft.pk])
        job = start_job(request, "registers.make", label, f"{MAKING}-{draft.pk}", given, back)
        return redirect("jobs:job", job.pk)
    try:
        done = perform(MakeFromSheet(), [values], targets=[draft.pk], key=f"make-{draft.pk}")
    except Invalid as error:
        wrong += [problem.message for problem in error.problems]
        return None
    messages.success(request, f"已建立“{plan.name}”。")
    return redirect("registers:source", done.result["source"])


def plan_remarks(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The rows that stay out with a column of remarks: why which of them do."""
    draft = find_proposal(draft_id)
    if is_long(draft):
        return remarks_beside(request, draft, {}, reverse("registers:plan", args=[draft.pk]))
    data, rows = proposal_remarks(draft)
    audit("exported", "待建账表格退回行", detail={"rows": rows})
    return sheet_file(data, f"{draft.file.name.rsplit('.', 1)[0]}（备注）.xlsx")


def proposal_remarks(draft: Draft) -> tuple[bytes, int]:
    """The rows of a proposal that stay out, as a workbook, and how many they are."""
    sheet = open_workbook(draft).sheet(draft.sheet)
    reading = read(Plan.load(draft.plan), sheet, linkable(), timezone.localdate())
    tables = [reading.table] if reading.table else []
    return write_remarks(read_file(draft.file), draft.file.name, reading.problems, tables=tables), reading.refused


def _context(
    draft: Draft, plan: Plan, reading: PlanReading, ledgers: Sequence[Register], wrong: list[str]
) -> dict[str, Any]:
    return {
        "title": "新建台账",
        "subtitle": f"{draft.file.name} · {draft.sheet} · {reading.rows}行数据",
        "crumbs": (CRUMB, Link("新建台账", reverse("registers:new"))),
        "draft": draft,
        "plan": plan,
        "reading": reading,
        "long": is_long(draft),
        "coming": reading.rows - reading.refused,
        "columns": columns_of(plan, reading.columns, reading.rows, ledgers),
        "likes": next((one for one in ledgers if one.key == plan.likes), None),
        "refused_columns": [column for column in plan.columns if column.refused],
        "wrong": wrong or faults_of(plan),
        "groups": form_groups(plan, bool(wrong)),
    }
