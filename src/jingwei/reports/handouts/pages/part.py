"""The part of one place: fetched, filled, given back; what is wrong in it is shown at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.files import read_file
from jingwei.core.scope import current_scope
from jingwei.core.sheets import write_remarks
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Badge, Link
from jingwei.registers.pages.exports import sheet_file
from jingwei.reports.handouts.actions import GiveBack
from jingwei.reports.handouts.models import HandoutPart
from jingwei.reports.handouts.pages.handout import file_title, problem_table
from jingwei.reports.handouts.pages.listing import crumbs
from jingwei.reports.handouts.policy import policy
from jingwei.reports.handouts.query import Land, part_by_id, rows_by_place
from jingwei.reports.handouts.sheets import read_returned, sheet_for


def page(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """Fetch the sheet, give it back; below what is wrong in what came back."""
    part = part_by_id(part_id)
    handout = part.handout
    error = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            error = "请先选择填好的表格文件。"
        else:
            try:
                context = {"data": given.read(), "filename": given.name or "表格.xlsx"}
                done = perform(GiveBack(), targets=[part.pk], context=context)
            except JingweiError as refused:
                error = refused.message
            else:
                _told(request, done.result["rows"], done.result["wrong"])
                return redirect("reports:handout_part", part.pk)
    found = read_returned(handout, [part], Land.now())[0][1] if part.returned_id else None
    problems = [(part, one) for one in found.problems if one.severity == "error"] if found else []
    may_see = policy.allows(current_scope().actor, "see")
    way = (Link(handout.title, reverse("reports:handout", args=[handout.pk])),) if may_see else ()
    wrong = (error,) if error else ()
    file = FormField("file", "填好的表", "file", accept=".xlsx,.xls,.et", required=True, problems=wrong)
    fetch = reverse("reports:handout_sheet", args=[part.pk])
    actions = [Link("下载要填的表", fetch, icon="file-download", look="primary")]
    if found is not None and found.table is not None and any(one.row for _, one in problems):
        remarked = reverse("reports:handout_remarks", args=[part.pk])
        actions.append(Link("下载带备注的原表", remarked, icon="list-check"))
    context = {
        "title": f"{handout.title}：{part.place.name}",
        "subtitle": f"截止 {handout.due} · {handout.made_by} 分发",
        "badges": (_state(part),),
        "crumbs": crumbs(*way) if may_see else (),
        "actions": tuple(actions),
        "intro": _intro(part),
        "groups": () if handout.closed else (FormGroup((file,), "交表"),),
        "submit": "再交一次" if part.returned_id else "交表",
        "problems": wrong,
        "problems_head": "没有收下" if error else "",
        "wrong": problem_table(problems, named=False) if problems else None,
        "wrong_count": len(problems),
        "closed": handout.closed,
    }
    return render(request, "reports/handouts/part.html", context, status=422 if error else 200)


def _told(request: HttpRequest, rows: int, wrong: int) -> None:
    if wrong:
        messages.warning(request, f"已收下 {rows} 行，其中 {wrong} 行有问题，见下面的清单。改好后再交一次。")
    else:
        messages.success(request, f"已交表，{rows} 行都没有问题。")


def _intro(part: HandoutPart) -> str:
    handout = part.handout
    note = f"{handout.note.rstrip('。')}。" if handout.note else ""
    if handout.register is None:
        how = "下载空表填好后交回。不要改表头，不要加减列。"
    else:
        how = f"下载的表里已填好“{handout.register.name}”中本辖区的内容：核对、改正，新增的在末尾另起行，然后交回。"
    return f"{note}{how}"


def _state(part: HandoutPart) -> Badge:
    if part.returned_id is None:
        late = part.handout.due < timezone.localdate()
        return Badge("已超期", "bad") if late else Badge("未交", "warn")
    return Badge(f"{part.wrong}行有问题", "warn") if part.wrong else Badge("已交", "good")


def sheet(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """The workbook to fill, with the rows as they are now."""
    part = part_by_id(part_id)
    handout = part.handout
    found: list[Any] = []
    if handout.register is not None:
        found = rows_by_place(handout, [part.place_id], Land.now())[part.place_id]
    detail = {"handout": str(handout.pk), "rows": len(found)}
    audit("exported", f"“{handout.title}”{part.place.name} {len(found)} 行", detail=detail)
    return sheet_file(sheet_for(handout, found, part.place.name), f"{part.place.name}_{file_title(handout)}.xlsx")


def remarks(request: HttpRequest, part_id: UUID) -> HttpResponse:
    """The rows that stay out, as the same sheet with a column of remarks."""
    part = part_by_id(part_id)
    if part.returned is None:
        raise Missing("这张表还没有交回。")
    found = read_returned(part.handout, [part], Land.now())[0][1]
    tables = [found.table] if found.table is not None else []
    data = write_remarks(read_file(part.returned), part.returned.name, found.problems, tables=tables)
    audit("exported", f"“{part.handout.title}”{part.place.name}退回行", detail={"rows": found.wrong})
    return sheet_file(data, f"{part.place.name}_{file_title(part.handout)}（备注）.xlsx")
