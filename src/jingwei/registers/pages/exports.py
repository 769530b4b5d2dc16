"""A ledger leaves as a sheet: 可回导表 and 报表, or as A4; each leaving is logged, personal values stay masked."""

import hashlib
import json
from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.bulk import collector_paused
from jingwei.core.errors import JingweiError
from jingwei.core.facts.showing import column_of, notes_of
from jingwei.core.facts.table import rows_at_most
from jingwei.core.jobs import progress, start_job
from jingwei.core.scope import current_scope
from jingwei.core.secrets import is_sealed_value, masked_text, tell_closed
from jingwei.core.sheets import write_official, write_returnable
from jingwei.core.ui.parts import Row, Table
from jingwei.registers.fieldsets import quantity_of, with_computed, with_fields
from jingwei.registers.leaving.sheet import leaving_columns
from jingwei.registers.pages.chiefs import person_cell, persons_of
from jingwei.registers.pages.listing import list_fields, quantity_said
from jingwei.registers.pages.shown import cell_of
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.returned import row_id, unsaid_when_empty
from jingwei.registers.selection import Selection, read_selection

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PRINT_LIMIT = 2000
SHAPES = {"returnable": "可回导表", "official": "报表"}


def export(request: HttpRequest, key: str) -> HttpResponse:
    """The rows of a list as a sheet in one of the two shapes; many of them by a job."""
    policy.may(current_scope().actor, "export")
    selection = read_selection(register_by_key(key), request.GET)
    shape = request.GET.get("shape", "returnable")
    if shape not in SHAPES:
        raise JingweiError("导出方式应为可回导表或报表。", code="export.shape")
    total = selection.totals()[0]
    if total > settings.JOB_ROWS:
        name, given = selection.register.name, {"key": key, "question": request.GET.urlencode(), "shape": shape}
        label = f"导出{name}（{SHAPES[shape]}，{total}行）"
        about = f"export-{hashlib.sha256(json.dumps(given).encode()).hexdigest()[:32]}"
        back = reverse("registers:list", args=[key]) + selection.params()
        job = start_job(request, "registers.export", label, about, given, back)
        return redirect("jobs:job", job.pk)
    data, name, _ = write_export(selection, shape)
    return sheet_file(data, name)


def write_export(selection: Selection, shape: str) -> tuple[bytes, str, int]:
    """The workbook, its name, and how many rows it has; the leaving is logged."""
    actor, register = current_scope().actor, selection.register
    with collector_paused():
        progress("正在取数")
        versions = [(row.data, row_id(row.entry, row.id)) for row in rows_at_most(selection)]
        personal = {f.key for f in selection.fieldset.fields if f.personal}
        tell_closed([data for data, _ in versions], personal)
        progress(f"正在排成表格（{len(versions)}行）")
        rows = [_masked(with_computed(selection.shown, data, selection.point.on)) for data, _ in versions]
        progress(f"正在写成文件（{len(versions)}行）")
        if shape == "returnable":
            # A mask must not come back as a value: personal columns are left out of what returns.
            kept = [{k: v for k, v in row.items() if k not in personal} for row in rows]
            # A row that left since is taken out with the sheet that comes back.
            asked = unsaid_when_empty(with_fields(selection.fieldset, leaving_columns(register)))
            data = write_returnable(asked, kept, register.name, ids=[one for _, one in versions])
        else:
            data = write_official(
                selection.shown, rows, register.name, _unit(selection), timezone.localdate(), {"制表人": actor.label}
            )
    audit("exported", f"台账“{register.name}”{len(rows)} 条", detail={"shape": shape, "question": selection.params()})
    return data, f"{register.name}（{SHAPES[shape]}）{timezone.localdate():%Y%m%d}.xlsx", len(rows)


def paper(request: HttpRequest, key: str) -> HttpResponse:
    """The rows of a list on A4."""
    actor = current_scope().actor
    policy.may(actor, "see")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    fields = list_fields(selection)
    found = rows_at_most(selection, PRINT_LIMIT + 1)
    tell_closed([row.data for row in found])
    fieldset, on = selection.shown, selection.point.on
    persons = persons_of(register, found[:PRINT_LIMIT])
    rows = tuple(
        Row(tuple(person_cell(persons, f, data) or cell_of(f, data.get(f.key), row.entry, on) for f in fields))
        for row in found[:PRINT_LIMIT]
        for data in [with_computed(fieldset, row.data, on)]
    )
    notes = notes_of(selection)
    if len(found) > PRINT_LIMIT:
        notes = f"{notes}只印前{PRINT_LIMIT}条，全部请导出报表。"
    if quantity_of(fieldset):
        total, things = selection.totals()
        notes = f"{notes}共 {total} {register.unit}{quantity_said(selection, things)}。"
    audit("printed", f"台账“{register.name}”{len(rows)} 条", detail={"question": selection.params()})
    return render(
        request,
        "desk/print.html",
        {
            "title": register.name,
            "unit": _unit(selection),
            "made_at": timezone.localtime(),
            "made_by": actor.label,
            "table": Table(tuple(column_of(f) for f in fields), rows, numbered_from=1),
            "notes": notes,
            "landscape": len(fields) > 6,
        },
    )


def sheet_file(data: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under a name."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(data, content_type=MEDIA_TYPE, headers=headers)


def _masked(data: Mapping[str, object]) -> dict[str, object]:
    return {key: masked_text(value) if is_sealed_value(value) else value for key, value in data.items()}


def _unit(selection: Selection) -> str:
    return selection.register.unit
