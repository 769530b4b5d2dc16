"""带走台账: every ledger one may read, each as a workbook, in one archive; logged like any export."""

import io
import zipfile

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError
from jingwei.core.jobs import progress, start_job
from jingwei.core.scope import current_scope
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.registers.models import Register
from jingwei.registers.pages.exports import SHAPES, write_export
from jingwei.registers.policy import policy
from jingwei.registers.query import counts_by_register, registers
from jingwei.registers.selection import read_selection

ZIP = "application/zip"
_LEAVES = "号码、证件等个人信息不在里面（报表里遮住），其余照台账原样。导出留痕。"
_FIELD = FormField(
    "shape",
    "导成",
    "choice",
    "returnable",
    required=True,
    choices=(("returnable", "可回导表（改后可再导入）"), ("official", "报表（打印上报）")),
)


def take_out(request: HttpRequest) -> HttpResponse:
    """What there is to take along; POST gives the archive, of many rows by a job."""
    policy.may(current_scope().actor, "export")
    held = _held()
    total = sum(count for _, count in held)
    if request.method == "POST":
        shape = request.POST.get("shape", "returnable")
        if shape not in SHAPES:
            raise JingweiError("导出方式应为可回导表或报表。", code="export.shape")
        if not held:
            raise JingweiError("您能看到的台账里还没有记录，没有可以导出的。", code="export.nothing")
        if total > settings.JOB_ROWS:
            label = f"导出全部台账（{len(held)}本，{total}行）"
            given, here = {"shape": shape}, reverse("registers:take_out")
            return redirect("jobs:job", start_job(request, "registers.take_out", label, f"all-{shape}", given, here).pk)
        data, name, _ = write_archive(shape)
        from urllib.parse import quote

        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return HttpResponse(data, content_type=ZIP, headers=headers)
    named = "、".join(f"{one.name}{count}{one.unit}" for one, count in held) or "还没有记录"
    context = {
        "title": "导出全部台账",
        "crumbs": (Link("台账", reverse("registers:index")),),
        "intro": f"您能看到的台账，每本一个表，装在一个压缩包里，随时可以带走。现有：{named}。{_LEAVES}",
        "groups": (FormGroup((_FIELD,)),),
        "submit": f"导出{len(held)}本",
        "cancel_url": reverse("registers:index"),
    }
    return render(request, "desk/form.html", context)


def write_archive(shape: str) -> tuple[bytes, str, str]:
    """The archive, its name, and what is in it in a sentence. One query a ledger: each is a list of its own."""
    held = _held()
    out = io.BytesIO()
    rows = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number, (register, _) in enumerate(held):
            progress(f"正在导出第{number + 1}本，共{len(held)}本", number, len(held))
            data, name, count = write_export(read_selection(register, MultiValueDict()), shape)
            archive.writestr(name, data)
            rows += count
    told = f"已导出{len(held)}本台账，{rows}行。"
    audit("exported", f"全部台账{len(held)}本", detail={"shape": shape, "rows": rows})
    return out.getvalue(), f"全部台账（{SHAPES[shape]}）{timezone.localdate():%Y%m%d}.zip", told


def _held() -> list[tuple[Register, int]]:
    """The ledgers with rows the reader sees, and how many; two queries."""
    counts = counts_by_register()
    return [(one, counts[one.pk]) for one in registers() if counts.get(one.pk)]
