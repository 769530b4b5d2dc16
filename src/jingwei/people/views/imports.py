"""Lists from an office's own sheets: upload, preview with counts and problems, apply."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import Http404
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import StoredFile
from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.parse import Parsed, parse_table
from jingwei.core.sheets.table import find_tables
from jingwei.core.sheets.workbook import read_workbook
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.ui.wizard import Tally
from jingwei.people.actions.import_lists import ImportAppointments, ImportDepartments, ImportList, ImportStaff
from jingwei.people.seating import SeatedRequest

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Kind:
    action: type[ImportList]
    title: str
    into: str
    back: str


_KINDS = {
    "departments": _Kind(ImportDepartments, "导入部门", "部门名册", "/departments/"),
    "staff": _Kind(ImportStaff, "导入人员", "人员花名册", "/staff/"),
    "appointments": _Kind(ImportAppointments, "导入任职", "岗位任职表", "/posts/"),
}


def import_list(request: SeatedRequest, kind: str) -> HttpResponse:
    """One import of people. POST `file`: preview; POST `kept` (the file of the preview): apply."""
    if kind not in _KINDS:
        raise Http404
    here = _KINDS[kind]
    return import_page(request, here.action(), title=here.title, into=here.into, back=here.back)


def import_page(
    request: SeatedRequest, action: ImportList, *, title: str, into: str, back: str, intro: str = ""
) -> HttpResponse:
    """An import of rows `into` a list whose address is `back`: upload, preview, apply. `intro` says what to upload."""
    action.policy.may(request.seat.scope.actor, action.verb)
    context: dict[str, Any] = {"step": "upload", "intro": intro}
    if request.method == "POST":
        try:
            kept = _kept(request)
            parsed = read_rows(read_file(kept), kept.name, action.declared)
            step = _apply if request.POST.get("kept") else _preview
            context = step(action, kept, parsed)
        except SheetError as error:
            context = {"step": "upload", "error": error.message, "intro": intro}
    context |= {"title": title, "into": into, "back": back, "crumbs": (Link(into, back),)}
    return render(request, "people/import.html", context, status=422 if context.get("error") else 200)


def read_rows(data: bytes, filename: str, declared: FieldSet) -> Parsed:
    """The rows of a sheet; of several tables in the file the one with most rows. Raises SheetError."""
    tables = find_tables(read_workbook(data, filename), declared)
    return parse_table(max(tables, key=lambda table: len(table.rows)), declared)


def _kept(request: SeatedRequest) -> StoredFile:
    wanted = request.POST.get("kept", "")
    if wanted:
        found = StoredFile.objects.filter(pk=UUID(wanted)).first() if len(wanted) == 36 else None
        if found is None:
            raise Missing("预览的文件已不在，请重新上传。")
        return found
    file = request.FILES.get("file")
    if file is None:
        raise SheetError("file.missing", "请选择一个表格文件。")
    return keep_file(file.read(), file.name or "未命名", file.content_type or "")


def _preview(action: ImportList, kept: StoredFile, parsed: Parsed) -> dict[str, Any]:
    plan = action.plan(parsed.good())
    wrong = sorted((*parsed.problems, *plan.problems), key=lambda p: p.row or 0)
    refused = len(parsed.failed | {p.row for p in plan.problems if p.row})
    heads = (Column("行", "code"), Column("列"), Column("填的是", "long"), Column("问题", "long"))
    rows = tuple(Row((f"第{p.row}行" if p.row else "整张表", p.label, p.value, p.message)) for p in wrong[:_SHOWN])
    columns = (Column("记录"), Column("项目"), Column("现在", "long"), Column("导入后", "long"))
    changes = tuple(Row((name, label, _shown(old), _shown(new))) for name, label, old, new in plan.differences)
    return {
        "step": "preview",
        "kept": kept,
        "tally": Tally(**{**plan.counts, "refused": refused}),
        "will": plan.counts["new"] + plan.counts["changed"],
        "problems": Table(heads, rows),
        "problem_count": len(wrong) + parsed.more,
        "changes": Table(columns, changes),
        "ignored": "、".join(parsed.ignored),
    }


def _shown(value: Any) -> Any:
    return getattr(value, "name", value)


def _apply(action: ImportList, kept: StoredFile, parsed: Parsed) -> dict[str, Any]:
    good = parsed.good()
    numbers = [number for number, _ in good]
    context = {"skip": True, "row_numbers": numbers, "file": kept.name, "sha256": kept.sha256}
    context["unread"] = len(parsed.failed)
    counts = dict(perform(action, [values for _, values in good], context=context).result)
    record = reverse("imports:record", args=[counts.pop("import")])
    return {"step": "applied", "kept": kept, "tally": Tally(**counts), "record_url": record}
