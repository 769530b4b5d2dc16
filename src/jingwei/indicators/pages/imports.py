"""A sheet of outside values: uploaded, previewed with counts, applied."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError, Missing
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import StoredFile
from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.core.sheets import write_returnable
from jingwei.core.ui.forms import FormField
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.ui.wizard import RowProblem, Tally, Wizard
from jingwei.indicators.actions import BindNames, ImportReported
from jingwei.indicators.confirming import confirm_field
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.incoming import REPORTED, ReportedPlan, plan_reported
from jingwei.indicators.policy import policy
from jingwei.indicators.statements import in_words
from jingwei.indicators.suggesting import in_order, suggestions

_INTO = "外部数据"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROBLEMS = 50
_EXAMPLES = 20
_BIND = "bind-"


def upload(request: HttpRequest) -> HttpResponse:
    """Step one: the file is kept; nothing is written."""
    policy.may(current_scope().actor, "report")
    error = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            error = "请先选择要导入的表格文件。"
        else:
            data, name = given.read(), given.name or "表格"
            try:
                plan_reported(data, name, _UNTOLD)
            except JingweiError as problem:
                error = problem.message
            else:
                return redirect("indicators:import_preview", keep_file(data, name, _SHEET).pk)
    wizard = Wizard(
        "upload",
        _INTO,
        reverse("indicators:import"),
        back_url=reverse("indicators:values"),
        template_url=reverse("indicators:import_blank"),
        error=error,
    )
    return _render(request, wizard, status=422 if error else 200)


def blank(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the heads that are read."""
    policy.may(current_scope().actor, "report")
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E5%A4%96%E9%83%A8%E6%95%B0%E6%8D%AE.xlsx"}
    return HttpResponse(write_returnable(REPORTED, [], _INTO), content_type=_SHEET, headers=headers)


def preview(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Step two: what would be new, changed, the same, refused; POST applies it."""
    policy.may(current_scope().actor, "report")
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        raise Missing("没有这份上传的表格。")
    here = reverse("indicators:import_preview", args=[stored.pk])
    if request.method == "POST" and _bind(request, stored):
        return redirect(here)
    if request.method == "POST":
        confirmed = request.POST.get("confirmed", "")[:12]
        given = {"partial": True, **({"confirmed": confirmed} if confirmed else {})}
        try:
            done = perform(ImportReported(), [given], targets=[stored.pk], key=f"reported-{stored.pk}{confirmed}")
        except Invalid as error:
            messages.error(request, error.message)
            return redirect(here)
        new, changed, same = (done.result[name] for name in ("new", "changed", "same"))
        messages.success(
            request,
            f"已导入《{stored.name}》：新增 {new} 个，更正 {changed} 个，未变 {same} 个。",
        )
        return redirect("imports:record", done.result["import"])
    plan = plan_reported(read_file(stored), stored.name, _UNTOLD)
    counts = plan.counts
    wizard = Wizard(
        "preview",
        _INTO,
        here,
        back_url=reverse("indicators:import"),
        file_name=stored.name,
        tally=Tally(counts["new"], counts["changed"], counts["same"], counts["refused"]),
        problems=tuple(RowProblem(p.row, p.label, p.value, p.message, p.severity) for p in plan.problems[:_PROBLEMS]),
        problem_count=len(plan.problems),
        fields=(*_names(plan), *_confirm(plan)),
        changes=_examples(plan),
    )
    return _render(request, wizard)


_UNTOLD: dict[str, str] = {}


def _bind(request: HttpRequest, stored: StoredFile) -> bool:
    """Remember what names mean, where the reader said so; what that changes is previewed before anything is stored."""
    if not any(name.startswith(_BIND) and value for name, value in request.POST.items()):
        return False
    unbound = plan_reported(read_file(stored), stored.name, _UNTOLD).unbound
    rows = [
        {"name": name, "indicator": said}
        for at, name in enumerate(unbound)
        if (said := request.POST.get(f"{_BIND}{at}", ""))
    ]
    if rows:
        perform(BindNames(), rows)
        messages.success(request, f"已记住 {len(rows)} 个名称，以后自动对应。请核对后再确认导入。")
    return True


def _names(plan: ReportedPlan) -> tuple[FormField, ...]:
    """One question for each name that means nothing yet."""
    if not plan.unbound:
        return ()
    defined = load_definitions().values()
    asked = dict(list(plan.unbound.items())[:_PROBLEMS])
    likely = suggestions(asked, defined)
    help_ = "选好后点“确认导入”，先记住名称、再看一遍预览，以后自动对应；不选的行不导入"
    return tuple(
        FormField(
            f"{_BIND}{at}", f"“{name}”是哪个指标", "choice", choices=in_order(likely[name], defined),
            help=f"可能是{likely[name][0].name}：{likely[name][0].why}。{help_}" if likely[name] else help_,
        )
        for at, name in enumerate(asked)
    )  # fmt: skip


def _confirm(plan: ReportedPlan) -> tuple[FormField, ...]:
    box = confirm_field(plan.doubts, f"已逐条核对，带提示的 {plan.held} 行一并导入（不勾选的，这些行不导入）")
    return (box,) if box else ()


def _examples(plan: ReportedPlan) -> Table | None:
    """The first corrections and new values, before and after."""
    if not plan.changed and not plan.new:
        return None
    names = {one.counting.source: one.row.name for one in load_definitions().values() if one.kind == "reported"}
    rows = [
        Row((row.source.get("row"), names.get(row.indicator), period_name(row.period), in_words(before), in_words(row)))
        for before, row in zip(plan.before[:_EXAMPLES], plan.changed, strict=False)
    ]
    rows += [
        Row((row.source.get("row"), names.get(row.indicator), period_name(row.period), "新增", in_words(row)))
        for row in plan.new[: _EXAMPLES - len(rows)]
    ]
    columns = (
        Column("行", "number"),
        Column("指标"),
        Column("统计期"),
        Column("原来", "long"),
        Column("改为", "long"),
    )
    return Table(columns, tuple(rows))


def _render(request: HttpRequest, wizard: Wizard, status: int = 200) -> HttpResponse:
    crumbs = (Link("指标", reverse("indicators:index")), Link(_INTO, reverse("indicators:values")))
    return render(
        request, "desk/import.html", {"title": f"导入 · {_INTO}", "crumbs": crumbs, "wizard": wizard}, status=status
    )
