"""新建台账: a sheet is dropped or pasted, the ledger it would make is shown on its own rows, changed, and made."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
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
from jingwei.core.scope import current_scope
from jingwei.core.sheets import SheetError, write_remarks
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.people.models import Department
from jingwei.registers.actions import MakeFromSheet
from jingwei.registers.designing.drafts import (
    PASTED,
    find_proposal,
    keep_proposal,
    linkable,
    open_workbook,
    propose_again,
)
from jingwei.registers.designing.edits import edited, key_choices, title_choices
from jingwei.registers.designing.plan import Plan
from jingwei.registers.designing.reading import Reading, read
from jingwei.registers.incoming import upload
from jingwei.registers.models import Draft, Register
from jingwei.registers.pages.exports import sheet_file
from jingwei.registers.pages.plan_view import columns_of, rows_of
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key

CRUMB = Link("台账", "/registers/")
BASES = (
    "个人信息保护法第十三条第一款第三项（为履行法定职责或者法定义务所必需）",
    "个人信息保护法第十三条第一款第一项（取得个人的同意）",
    "个人信息保护法第十三条第一款第二项（为订立、履行个人作为一方当事人的合同所必需）",
    "个人信息保护法第十三条第一款第四项（应对突发公共卫生事件、紧急情况）",
)
_SKIPPED = 8


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
            return redirect("registers:plan", draft.pk)
    context = {"title": "新建台账", "crumbs": (CRUMB,), "tabs": tabs("由表建账"), "problem": problem, "pasted": pasted}
    return render(request, "registers/new.html", context, status=status)


def tabs(here: str) -> tuple[Link, ...]:
    """The ways to a new ledger."""
    ways = (("由表建账", "new"), ("手工建账", "blank_register"), ("从标准台账", "shapes"))
    return tuple(Link(label, reverse(f"registers:{name}"), here=label == here) for label, name in ways)


def plan_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The proposal. POST changes it; `then` is "make" to make the ledger, "sheet" to look at another sheet."""
    draft = find_proposal(draft_id)
    plan, status = Plan.load(draft.plan), 200
    wrong: list[str] = []
    workbook = open_workbook(draft)
    then = request.POST.get("then", "")
    if request.method == "POST" and request.POST.get("sheet", draft.sheet) != draft.sheet:
        try:
            propose_again(draft, request.POST["sheet"])
        except SheetError as error:
            messages.error(request, error.message)
        return redirect("registers:plan", draft.pk)
    sheet = workbook.sheet(draft.sheet)
    if request.method == "POST":
        plan = edited(plan, request.POST, sheet)
        draft.plan = plan.dump()
        draft.save(update_fields=["plan"])
    if then.startswith("into:"):
        return _into(draft, register_by_key(then.removeprefix("into:")))
    ledgers = linkable()
    reading = read(plan, sheet, ledgers, timezone.localdate())
    if then == "make":
        wrong = [*reading.faults, *_missing_terms(plan)]
        values = {"valid_from": plan.more.get("on", "")}
        if not wrong and reading.rows > settings.JOB_ROWS:
            label, given = f"由《{draft.file.name}》建立“{plan.name}”", {"draft": str(draft.pk), "values": values}
            back = reverse("registers:plan", args=[draft.pk])
            job = start_job(request, "registers.make", label, f"make-{draft.pk}", given, back)
            return redirect("jobs:job", job.pk)
        if not wrong:
            try:
                done = perform(MakeFromSheet(), [values], targets=[draft.pk], key=f"make-{draft.pk}")
            except Invalid as error:
                wrong = [problem.message for problem in error.problems]
            else:
                messages.success(request, f"已建立“{plan.name}”。")
                return redirect("registers:source", done.result["source"])
        status = 422
    context = _context(draft, reading, ledgers, wrong, [one.name for one in workbook.sheets])
    return render(request, "registers/plan.html", context, status=status)


def plan_remarks(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The sheet with a column of remarks: why which rows stay out."""
    draft = find_proposal(draft_id)
    sheet = open_workbook(draft).sheet(draft.sheet)
    reading = read(Plan.load(draft.plan), sheet, linkable(), timezone.localdate())
    tables = [reading.table] if reading.table else []
    data = write_remarks(read_file(draft.file), draft.file.name, reading.problems, tables=tables)
    audit("exported", "待建账表格退回行", detail={"rows": reading.refused})
    return sheet_file(data, f"{draft.file.name.rsplit('.', 1)[0]}（备注）.xlsx")


def _into(draft: Draft, register: Register) -> HttpResponse:
    """The sheet belongs to a ledger that is there."""
    again = upload(register, read_file(draft.file), draft.file.name, draft.sheet)
    draft.done = True
    draft.save(update_fields=["done"])
    return redirect("registers:match", again.pk)


def _missing_terms(plan: Plan) -> list[str]:
    """What the law wants to be known before personal data is taken in."""
    if not plan.personal:
        return []
    labels = "、".join(plan.personal)
    asked = (("purpose", "处理目的"), ("basis", "法律依据"), ("keep_until", "保存至"))
    missing = "、".join(f"“{label}”" for name, label in asked if not getattr(plan, name))
    return [f"{labels}含个人信息，请先填写{missing}；不需要的列可以不登记。"] if missing else []


def _context(
    draft: Draft, reading: Reading, ledgers: Sequence[Register], wrong: list[str], sheets: list[str]
) -> dict[str, Any]:
    plan = reading.plan
    likes = next((one for one in ledgers if one.key == plan.likes), None)
    skipped = reading.table.skipped if reading.table else []
    coming = reading.rows - reading.refused
    return {
        "title": "新建台账",
        "subtitle": f"{draft.file.name} · {draft.sheet} · {reading.rows}行数据",
        "crumbs": (CRUMB, Link("新建台账", reverse("registers:new"))),
        "draft": draft,
        "plan": plan,
        "reading": reading,
        "coming": coming,
        "columns": columns_of(reading, ledgers),
        "rows": rows_of(reading),
        "likes": likes,
        "refused_columns": [column for column in plan.columns if column.refused],
        "wrong": wrong or reading.faults,
        "sheets": sheets,
        "skipped": skipped[:_SKIPPED],
        "skipped_more": max(0, len(skipped) - _SKIPPED),
        "groups": _groups(plan, bool(wrong)),
        "bases": BASES,
    }


def _times(plan: Plan) -> tuple[FormField, ...]:
    """From which day the rows hold: objects from one day on, events each from its own."""
    days = tuple(
        (one.key, f"一件事，发生在“{one.label}”")
        for one in plan.columns
        if one.taken and one.kind == "date" and not one.personal
    )
    on = FormField(
        "on",
        "生效日期",
        "date",
        plan.more.get("on") or str(timezone.localdate()),
        help="表中情况从哪天起属实" + ("；一行是一件事的，自那一天起算，不看这里" if days else ""),
    )
    if not days:
        return (on,)
    kind = FormField(
        "happened",
        "一行记的是",
        "choice",
        plan.happened,
        choices=(("", "一个对象（房屋、企业……）"), *days),
        help="活动、检查、月报这样的，选发生的日期：补登的也算在发生的那一期",
    )
    return (kind, on)


def _groups(plan: Plan, asked: bool) -> tuple[FormGroup, ...]:
    departments = tuple(Department.objects.order_by("order", "key").values_list("key", "name"))
    own = FormGroup(
        (
            FormField("name", "台账名称", value=plan.name, required=True, max_length=60),
            FormField("noun", "登记的是什么", value=plan.noun, required=True, max_length=24, help="如：企业、沿街商铺"),
            FormField("unit", "计量单位", value=plan.unit, required=True, max_length=12, help="如：家、处、户"),
            FormField(
                "key_field",
                "哪一列作编号",
                "choice",
                plan.key_field,
                required=True,
                choices=tuple(key_choices(plan)),
            ),
            FormField(
                "title_field",
                "哪一列作名称",
                "choice",
                plan.title_field,
                required=True,
                choices=tuple(title_choices(plan)),
            ),
            FormField(
                "place_field",
                "哪一列写网格或社区",
                "choice",
                plan.place_field,
                choices=tuple(title_choices(plan)),
                help="" if plan.place_field else "不选则不落网格，社区和网格员看不到",
            ),
            FormField("department_key", "责任部门", "choice", plan.department_key, choices=departments),
            *_times(plan),
        )
    )
    if not plan.personal:
        return (own,)
    year = timezone.localdate().year

    def missing(name: str) -> tuple[str, ...]:
        return ("请填写这一项。",) if asked and not getattr(plan, name) else ()

    terms = FormGroup(
        (
            FormField(
                "purpose",
                "处理目的",
                value=plan.purpose,
                required=True,
                max_length=200,
                problems=missing("purpose"),
                help="为了办什么事，如：联系商户开展消防检查",
            ),
            FormField(
                "basis",
                "法律依据",
                "choice",
                plan.basis,
                required=True,
                problems=missing("basis"),
                choices=tuple((one, one) for one in BASES),
            ),
            FormField(
                "keep_until",
                "保存至",
                "date",
                plan.keep_until,
                required=True,
                problems=missing("keep_until"),
                help=f"到期自动删除个人信息，统计数保留；如 {date(year + 1, 12, 31)}",
            ),
        ),
        label="个人信息",
        text=f"{'、'.join(plan.personal)}含个人信息：加密保存，平时遮住，查看留痕。不需要的列请去掉勾选。",
    )
    return (own, terms)
