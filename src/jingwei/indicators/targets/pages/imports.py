"""A sheet of targets: uploaded, previewed with counts, applied."""

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
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.ui.wizard import RowProblem, Tally, Wizard
from jingwei.indicators.actions import ImportTargets
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import printed
from jingwei.indicators.targets.incoming import TARGETS, TargetPlan, plan_targets

_INTO = "目标"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROBLEMS, _EXAMPLES = 50, 20


def upload(request: HttpRequest) -> HttpResponse:
    """Step one: the file is kept; nothing is written."""
    policy.may(current_scope().actor, "set_targets")
    error = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            error = "请先选择要导入的表格文件。"
        else:
            data, name = given.read(), given.name or "表格"
            try:
                plan_targets(data, name, {})
            except JingweiError as problem:
                error = problem.message
            else:
                return redirect("indicators:import_targets_preview", keep_file(data, name, _SHEET).pk)
    wizard = Wizard(
        "upload", _INTO, reverse("indicators:import_targets"), back_url=reverse("indicators:targets"),
        template_url=reverse("indicators:import_targets_blank"), error=error,
    )  # fmt: skip
    return _render(request, wizard, status=422 if error else 200)


def blank(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the heads that are read."""
    policy.may(current_scope().actor, "set_targets")
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E7%9B%AE%E6%A0%87.xlsx"}
    return HttpResponse(write_returnable(TARGETS, [], _INTO), content_type=_SHEET, headers=headers)


def preview(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Step two: what would be new, changed, the same, refused; POST applies it."""
    policy.may(current_scope().actor, "set_targets")
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        raise Missing("没有这份上传的表格。")
    here = reverse("indicators:import_targets_preview", args=[stored.pk])
    if request.method == "POST":
        try:
            done = perform(ImportTargets(), [{"partial": True}], targets=[stored.pk], key=f"targets-{stored.pk}")
        except Invalid as error:
            messages.error(request, error.message)
            return redirect(here)
        new, changed, same = (done.result[name] for name in ("new", "changed", "same"))
        said = f"已导入《{stored.name}》：新增 {new} 个目标，更正 {changed} 个，未变 {same} 个。"
        messages.success(request, said + "导错了可以在导入记录里整批撤销。")
        return redirect("indicators:targets")
    plan = plan_targets(read_file(stored), stored.name, {})
    counts = plan.counts
    wizard = Wizard(
        "preview", _INTO, here, back_url=reverse("indicators:import_targets"), file_name=stored.name,
        tally=Tally(new=counts["new"], changed=counts["changed"], same=counts["same"], refused=counts["refused"]),
        problems=tuple(RowProblem(p.row, p.label, p.value, p.message, p.severity) for p in plan.problems[:_PROBLEMS]),
        problem_count=len(plan.problems), changes=_examples(plan),
    )  # fmt: skip
    return _render(request, wizard)


def _examples(plan: TargetPlan) -> Table | None:
    """The first corrections and new targets, before and after."""
    every = [
        *((row, printed(before)) for before, row in zip(plan.before, plan.changed, strict=True)),
        *((row, "新增") for row in plan.new),
    ]
    rows = tuple(
        Row(
            (
                row.source.get("row"),
                plan.names.get(row.target.indicator),
                period_name(row.target.period),
                before,
                printed(row),
            )
        )
        for row, before in every[:_EXAMPLES]
    )
    columns = (Column("行", "number"), Column("指标"), Column("统计期"), Column("原来", "long"), Column("改为", "long"))
    return Table(columns, rows) if rows else None


def _render(request: HttpRequest, wizard: Wizard, status: int = 200) -> HttpResponse:
    crumbs = (Link("指标", reverse("indicators:index")), Link("目标与亮灯", reverse("indicators:targets")))
    context = {"title": f"导入 · {_INTO}", "crumbs": crumbs, "wizard": wizard}
    return render(request, "desk/import.html", context, status=status)
