"""国标CSV: chosen matters out by the six fields of GB/T 47678.5, and a file of them in."""

from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.ui.parts import Link
from jingwei.matters.actions.import_standard import ImportStandard
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.standard import COLUMNS, csv_of, unfit
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.imports import import_page

_AT_MOST = 200
_INTRO = (
    "上传城市运行管理服务平台按国家标准（GB/T 47678.5-2026）导出的CSV或表格，要有六栏：SXDM、SXMC、ZGBMDM、ZGBMMC、"
    "SFWZ、SZDYWGBSM；另有“外部编号”“受理时间”两栏的一并读入，没有的以导入时间为受理时间。每行登记一件网格事件。"
)


def import_standard(request: SeatedRequest) -> HttpResponse:
    """A file of the six fields."""
    back = reverse("matters:list")
    return import_page(request, ImportStandard(), title="导入国标事项", into="事件", back=back, intro=_INTRO)


def export_standard(request: SeatedRequest) -> HttpResponse:
    """What of those chosen on the list (`row`) can be told, and why not the others; POST with `agreed`: the file."""
    policy.may(request.seat.scope.actor, "export")
    back = reverse("matters:list")
    given = request.POST if request.method == "POST" else request.GET
    keys = [key for key in given.getlist("row")[:_AT_MOST] if _is_key(key)]
    if request.method == "POST" and "agreed" not in request.POST:
        return redirect(f"{request.path}?{urlencode([('row', key) for key in keys])}")
    found = Matter.objects.filter(pk__in=keys).select_related("place", "lead").defer("place__outline", "text", "reply")
    matters = list(found.order_by("received_at", "pk"))
    fit = [one for one in matters if unfit(one) is None]
    if not matters:
        messages.error(request, "请先勾选要导出的事件。")
        return redirect(back)
    if request.method == "POST" and not fit:
        return redirect(back)
    if request.method == "POST":
        audit(
            "exported", f"事件{len(fit)} 条", detail={"shape": "GB/T 47678.5", "numbers": [one.number for one in fit]}
        )
        name = quote(f"事项{timezone.localdate():%Y%m%d}.csv")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return HttpResponse(csv_of(fit), content_type="text/csv; charset=utf-8", headers=headers)
    why: dict[str, list[str]] = {}
    for one in matters:
        if (reason := unfit(one)) is not None:
            why.setdefault(reason, []).append(one.number)
    left = "".join(f"{reason}的{len(those)}件不能导出：{'、'.join(those)}。" for reason, those in why.items())
    context = {
        "title": "导出国标CSV",
        "crumbs": (Link("事件", back),),
        "intro": f"勾选{len(matters)}件，可以导出{len(fit)}件，栏目为{'、'.join(COLUMNS)}。{left}导出会记入审计日志。",
        "hidden": (("agreed", "1"), *(("row", str(one.pk)) for one in fit)),
        "submit": f"导出{len(fit)}件" if fit else "返回事件",
        "cancel_url": back,
    }
    return render(request, "desk/form.html", context)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
