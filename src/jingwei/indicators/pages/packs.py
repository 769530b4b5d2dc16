"""Definitions out and in as YAML: one, or all that a list shows; previewed, brought in, taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Missing
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import StoredFile
from jingwei.core.scope import current_scope
from jingwei.core.ui.forms import FormField
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.ui.wizard import RowProblem, Tally, Wizard
from jingwei.indicators.actions import ImportDefinitions
from jingwei.indicators.changing import KINDS
from jingwei.indicators.definitions import definition, load_definitions
from jingwei.indicators.editing.yaml_pack import PackPlan, read_pack, told, write_pack
from jingwei.indicators.editing.yaml_text import YamlError
from jingwei.indicators.pages.listing import chosen_definitions
from jingwei.indicators.policy import policy

_INTO = "指标定义"
_YAML = "application/yaml; charset=utf-8"
_PROBLEMS = 50
_EXAMPLES = 60


def download(request: HttpRequest) -> HttpResponse:
    """All definitions that the list shows under the same filters."""
    policy.may(current_scope().actor, "see")
    every = sorted(load_definitions().values(), key=lambda one: one.row.pk)
    return _file(write_pack(one.row for one in chosen_definitions(request.GET, every)), "indicators")


def download_one(request: HttpRequest, key: str) -> HttpResponse:
    """One definition in force."""
    policy.may(current_scope().actor, "see")
    return _file(write_pack([definition(key).row]), key)


def upload(request: HttpRequest) -> HttpResponse:
    """Step one: the file is kept; nothing is written."""
    policy.may(current_scope().actor, "define")
    error = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            error = "请先选择要导入的 YAML 文件。"
        else:
            data, name = given.read(), given.name or "指标定义.yaml"
            try:
                read_pack(data)
            except YamlError as problem:
                error = problem.message
            else:
                return redirect("indicators:import_definitions_preview", keep_file(data, name, "application/yaml").pk)
    here = reverse("indicators:import_definitions")
    wizard = Wizard("upload", _INTO, here, back_url=reverse("indicators:index"), error=error,
                    template_url=reverse("indicators:definitions_yaml"), text=True)  # fmt: skip
    return _render(request, wizard, status=422 if error else 200)


def preview(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Step two: what would be new, another version, other words, the same; POST applies it."""
    policy.may(current_scope().actor, "define")
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        raise Missing("没有这份上传的文件。")
    here = reverse("indicators:import_definitions_preview", args=[stored.pk])
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:200]
        try:
            done = perform(ImportDefinitions(), targets=[stored.pk], key=f"definitions-{stored.pk}", reason=reason)
        except Invalid as error:
            messages.error(request, error.message)
            return redirect(here)
        new, changed, same = (done.result[name] for name in ("new", "changed", "same"))
        messages.success(
            request, f"已导入《{stored.name}》：新建和新版 {new} 个，只改文字 {changed} 个，未变 {same} 个。"
        )
        return redirect("imports:record", done.result["import"])
    plan = read_pack(read_file(stored))
    counts = plan.counts
    why = FormField("reason", "变更原因", "text", max_length=200, help="口径有变动的各项都记这个原因；不填记文件名")
    wizard = Wizard(
        "preview", _INTO, here, back_url=reverse("indicators:import_definitions"), file_name=stored.name,
        tally=Tally(counts["new"], counts["changed"], counts["same"], counts["refused"]),
        problems=tuple(RowProblem(p.row, p.label, p.value, p.message, p.severity) for p in plan.problems[:_PROBLEMS]),
        problem_count=len(plan.problems),
        fields=(why,) if plan.of("version", "dated") else (),
        changes=_changes(plan),
        text=True,
    )  # fmt: skip
    return _render(request, wizard)


def _changes(plan: PackPlan) -> Table | None:
    rows = []
    for change in plan.of("new", "version", "dated", "words")[:_EXAMPLES]:
        lines = told(change) or [("", "", "")]
        rows += [
            Row((change.row.name if at == 0 else None, KINDS[change.kind] if at == 0 else None, *line))
            for at, line in enumerate(lines)
        ]
    columns = (Column("指标"), Column("怎样"), Column("项目"), Column("原来", "long"), Column("改为", "long"))
    return Table(columns, tuple(rows)) if rows else None


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.yaml"'}
    return HttpResponse(text, content_type=_YAML, headers=headers)


def _render(request: HttpRequest, wizard: Wizard, status: int = 200) -> HttpResponse:
    crumbs = (Link("指标", reverse("indicators:index")),)
    page = {"title": f"导入 · {_INTO}", "crumbs": crumbs, "wizard": wizard}
    return render(request, "desk/import.html", page, status=status)
