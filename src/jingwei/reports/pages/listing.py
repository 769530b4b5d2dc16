"""All drafts, and the form for a new one."""

from collections import Counter, defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Problem
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Column, Empty, Link, Pager, Row, Table
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.pages.asked import latest_year
from jingwei.reports.actions import DraftReport
from jingwei.reports.models import Figure, Report
from jingwei.reports.origins import SOURCE_KINDS, origin_of
from jingwei.reports.policy import policy
from jingwei.reports.writing.template import standard_templates

_PAGE = 50
_COLUMNS = (
    Column("报告"), Column("统计期"), Column("拟稿人"), Column("生成时间", "date"), Column("系统取数", "number"),
    Column("报表来源", "number"), Column("手填", "number"), Column("待核", "number"),
)  # fmt: skip


def index(request: HttpRequest) -> HttpResponse:
    """The list of drafts, newest first."""
    actor = current_scope().actor
    policy.may(actor, "see")
    page = asked_page(request.GET)
    here = reverse("reports:index")
    found = Report.objects.order_by("-made_at", "pk").defer("blocks")
    total = found.count()
    reports = list(found[(page - 1) * _PAGE : page * _PAGE])
    counts = _counts([report.pk for report in reports])
    rows = tuple(
        Row(
            (
                report.title,
                Period.parse(report.period).name,
                report.made_by,
                timezone.localtime(report.made_at),
                *(counts[report.pk][origin] for origin in ("counted", "reported", "typed", "missing")),
            ),
            url=reverse("reports:report", args=[report.pk]),
        )
        for report in reports
    )
    actions = [Link("读取已发布的报告", reverse("reports:readings"), icon="file-search")]
    if policy.allows(actor, "draft"):
        actions.insert(0, Link("起草报告", reverse("reports:new"), icon="plus", look="primary"))
    context = {
        "title": "报告",
        "subtitle": "报告里的数都由记录数出来，点开能看到明细",
        "table": Table(_COLUMNS, rows),
        "pager": Pager.of(total, page, _PAGE, lambda n: f"{here}?page={n}"),
        "actions": tuple(actions),
        "empty": Empty("还没有报告", "点“起草报告”选一个统计期，系统按模板写出初稿，里面的数都能点开。"),
    }
    return render(request, "desk/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """The form: which period, which template. A draft always prints."""
    policy.may(current_scope().actor, "draft")
    action = DraftReport()
    problems: list[Problem] = []
    said: tuple[str, ...] = ()
    typed: dict[str, Any] = {"period": Period.parse(str(latest_year())).name}
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        try:
            done = perform(action, [typed], key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        except JingweiError as error:
            if error.status != 422:
                raise
            said = (error.message,)
        else:
            missing = done.result["missing"]
            rest = f"，其中 {missing} 个待核" if missing else ""
            messages.success(request, f"已起草，共 {done.result['figures']} 个数据{rest}。")
            return redirect("reports:report", done.result["report"])
    options = {"template": [(template.key, template.name) for template in standard_templates().values()]}
    context = {
        "title": action.label,
        "crumbs": (Link("报告", reverse("reports:index")),),
        "intro": action.help,
        "groups": (FormGroup(form_fields(action.declared, typed, problems, options=options)),),
        "problems": (*said, *form_problems(action.declared, problems)),
        "submit": "起草",
        "key": str(uuid7()),
        "cancel_url": reverse("reports:index"),
    }
    return render(request, "desk/form.html", context, status=422 if problems or said else 200)


def _counts(reports: list[Any]) -> dict[Any, Counter[str]]:
    """How many figures of each origin the reports have, in one query."""
    out: dict[Any, Counter[str]] = defaultdict(Counter)
    rows = Figure.objects.filter(report__in=reports).values_list(
        "report_id", "card__source_kind", "printed", *SOURCE_KINDS
    )
    for report, kind, printed, *sources in rows:
        out[report][origin_of(kind, printed, sources)] += 1
    return out
