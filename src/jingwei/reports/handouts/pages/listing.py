"""All handouts with how many came back, and the form for a new one."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Problem
from jingwei.core.files import keep_file
from jingwei.core.models import StoredFile
from jingwei.core.scope import current_scope
from jingwei.core.sheets import XLSX
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table
from jingwei.core.uuid7 import uuid7
from jingwei.registers.query import registers
from jingwei.reports.handouts.actions import HandOut
from jingwei.reports.handouts.blanks import read_blank, refuse_forbidden
from jingwei.reports.handouts.models import Handout
from jingwei.reports.handouts.policy import policy

_PAGE = 50
_COLUMNS = (
    Column("名称"), Column("内容"), Column("截止", "date"), Column("已交", "number"), Column("应交", "number"),
    Column("状态", "badge"), Column("分发"),
)  # fmt: skip


def crumbs(*more: Link) -> tuple[Link, ...]:
    """The way here."""
    return (Link("分发收表", reverse("reports:handouts")), *more)


def state_of(handout: Handout, missing: int) -> Badge:
    """How a handout stands: closed, complete, late, or still open."""
    if handout.closed:
        return Badge("已结束", "calm")
    if not missing:
        return Badge("已收齐", "good")
    return Badge("已超期", "bad") if handout.due < timezone.localdate() else Badge("收表中", "info")


def index(request: HttpRequest) -> HttpResponse:
    """The handouts, the newest first."""
    actor = current_scope().actor
    policy.may(actor, "see")
    page = asked_page(request.GET)
    back = Count("parts", filter=Q(parts__returned__isnull=False))
    found = Handout.objects.annotate(all=Count("parts"), back=back).select_related("register")
    total = Handout.objects.count()
    rows = tuple(
        Row(
            (
                one.title, one.register.name if one.register else "空表", one.due, one.back, one.all,
                state_of(one, one.all - one.back), f"{one.made_by} {timezone.localtime(one.made_at):%Y-%m-%d}",
            ),
            url=reverse("reports:handout", args=[one.pk]),
        )
        for one in found.order_by("closed", "-made_at", "pk")[(page - 1) * _PAGE : page * _PAGE]
    )  # fmt: skip
    here = reverse("reports:handouts")
    new = Link("分发表格", reverse("reports:hand_out"), icon="plus", look="primary")
    context = {
        "title": "分发收表",
        "subtitle": "每个社区一份，预填好发下去，交回自动合并；谁没交一看就知道",
        "table": Table(_COLUMNS, rows),
        "pager": Pager.of(total, page, _PAGE, lambda n: f"{here}?page={n}"),
        "actions": (new,) if policy.allows(actor, "hand_out") else (),
        "empty": Empty("还没有分发过表格", "要各社区填报或核对时，点“分发表格”。"),
    }
    return render(request, "desk/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """What to hand out: a ledger with its filter, or a blank sheet; by when."""
    policy.may(current_scope().actor, "hand_out")
    action = HandOut()
    typed: dict[str, Any] = {"level": "community"}
    problems: list[Problem] = []
    lines: tuple[str, ...] = ()
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        try:
            with_blank = {"blank": _blank(request)}
            done = perform(action, [typed], context=with_blank, key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        except JingweiError as error:
            if error.status != 422:
                raise
            lines = (error.message,)
        else:
            messages.success(request, f"已分发 {done.result['parts']} 份，各单位的工作台上已列出。")
            return redirect("reports:handout", done.result["handout"])
    options = {
        "register": [(one.key, one.name) for one in registers() if one.retired_on is None and one.place_field],
        "level": [("community", "社区"), ("grid", "网格")],
    }
    fields = form_fields(action.declared, typed, problems, options=options)
    upload = FormField("blank", "或上传一张空表", "file", accept=".xlsx", help="各单位领到的都是这张表")
    context = {
        "title": "分发表格", "crumbs": crumbs(), "intro": action.help,
        "groups": (FormGroup((fields[0], *fields[3:])), FormGroup((*fields[1:3], upload), "发什么")),
        "problems": (*lines, *form_problems(action.declared, problems)), "submit": "分发", "key": str(uuid7()),
        "problems_head": "没有分发" if lines else "", "cancel_url": reverse("reports:handouts"),
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if problems or lines else 200)


def _blank(request: HttpRequest) -> StoredFile | None:
    given = request.FILES.get("blank")
    if given is None:
        return None
    data, name = given.read(), given.name or "空表.xlsx"
    if not data.startswith(b"PK"):
        message = "空表要用 .xlsx 格式。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"
        raise JingweiError(message, code="handout.not_xlsx")
    refuse_forbidden(read_blank(data, name))
    return keep_file(data, name, XLSX)
