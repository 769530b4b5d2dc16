"""导入网格边界: a GeoJSON file, what it would change, and the change itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Missing
from jingwei.core.fields import Problem
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import StoredFile
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.declared_form import form_fields, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.core.ui.wizard import Tally
from jingwei.places.actions import ImportOutlines
from jingwei.places.importing import OUTLINES, PlacePlan, plan_outlines
from jingwei.places.policy import policy
from jingwei.places.query import schemes

_SHOWN = 100
_INTRO = (
    "从制图软件导出GeoJSON（CGCS2000经纬度），每个图形写明编码、名称、级别和上级编码。"
    "一个文件是一个体系的全部区划；变动的从启用日期起换新，往年的保留。"
)


def import_page(request: HttpRequest) -> HttpResponse:
    """One import. POST `file`: preview; POST `kept` (the file of the preview): apply."""
    policy.may(current_scope().actor, "keep_places")
    if request.method != "POST":
        return _form(request, _first_values())
    values = posted_values(OUTLINES, request.POST)
    cleaned = OUTLINES.clean(values)
    kept = _kept(request)
    if kept is None or not cleaned.ok:
        missing = [] if kept else [Problem("file", "边界文件", "", "请选择一个GeoJSON文件。", "file.missing")]
        return _form(request, values, [*cleaned.problems, *missing])
    try:
        if request.POST.get("kept"):
            done = perform(ImportOutlines(), [values], targets=[kept.pk]).result
            messages.success(request, f"已导入：新增{done['new']}，变更{done['changed']}，停用{done['gone']}。")
            return redirect("imports:record", done["import"])
        day = cleaned.values.get("valid_from")
        on = date.fromisoformat(day) if day else timezone.localdate()
        return _preview(request, plan_outlines(read_file(kept), cleaned.values, on), kept, cleaned.values)
    except Invalid as error:
        return _form(request, values, error.problems)


def _first_values() -> dict[str, Any]:
    known = schemes()
    own = {"scheme": known[0].key, "scheme_name": known[0].name} if known else {"scheme": "general"}
    return {**own, "partial": False}


def _form(request: HttpRequest, values: Mapping[str, Any], problems: Sequence[Problem] = ()) -> HttpResponse:
    wrong = tuple(problem.message for problem in problems if problem.field == "file")
    file = FormField("file", "边界文件", "file", required=True, accept=".geojson,.json", problems=wrong, wide=True)
    fields = form_fields(OUTLINES, values, problems)
    rest = [one.message for one in problems if one.field not in (*OUTLINES.by_key, "file")]
    context = {
        "title": "导入网格边界",
        "crumbs": (Link("区划与网格", reverse("places:list")),),
        "intro": _INTRO,
        "groups": (FormGroup((file, *fields)),),
        "problems": tuple(rest[:_SHOWN]),
        "submit": "下一步：预览",
        "cancel_url": reverse("places:list"),
    }
    return render(request, "desk/form.html", context, status=422 if problems else 200)


def _preview(request: HttpRequest, plan: PlacePlan, kept: StoredFile, values: Mapping[str, Any]) -> HttpResponse:
    context = {
        "title": "导入网格边界：预览",
        "crumbs": (Link("区划与网格", reverse("places:list")), Link("导入网格边界", reverse("places:import"))),
        "subtitle": f"{kept.name} → {plan.scheme.name}，{plan.on} 起",
        "tally": Tally(**plan.counts),
        "ready": not plan.errors and any(plan.counts[key] for key in ("new", "changed", "gone")),
        "gone": plan.counts["gone"],
        "section": _remarks(plan),
        "hidden": [("kept", str(kept.pk)), *((key, _posted(value)) for key, value in values.items())],
        "back_url": reverse("places:import"),
    }
    return render(request, "desk/outline_preview.html", context)


def _remarks(plan: PlacePlan) -> Section:
    ordered = sorted(plan.problems, key=lambda one: one.severity != "error")
    rows = tuple(
        Row((one.message, Badge("必须改正", "bad") if one.severity == "error" else Badge("请核对", "warn")))
        for one in ordered[:_SHOWN]
    )
    empty = None if rows else Empty("边界没有问题", plan.report.sentences()[0], icon="circle-check")
    table = Table((Column("问题", "long"), Column("轻重", "badge")), rows) if rows else None
    return Section("边界检查", text=plan.report.sentences()[0] if rows else "", table=table, empty=empty)


def _posted(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)


def _kept(request: HttpRequest) -> StoredFile | None:
    wanted = request.POST.get("kept", "")
    if wanted:
        found = StoredFile.objects.filter(pk=UUID(wanted)).first() if len(wanted) == 36 else None
        if found is None:
            raise Missing("预览的文件已不在，请重新上传。")
        return found
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        return None
    return keep_file(file.read(), file.name or "网格边界.geojson", "application/geo+json")
