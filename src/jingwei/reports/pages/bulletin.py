"""A bulletin pasted or uploaded: read into a sheet, which the import of outside statistics previews and takes in."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.files import keep_file
from jingwei.core.models import StoredFile
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.values import values_links
from jingwei.indicators.policy import policy
from jingwei.reports.bulletins import Told, sheet_of_file, sheet_of_text

_TOLD = FieldSet(
    key="reports_bulletin",
    version=1,
    fields=(
        Field("text", "粘贴通报内容", "longtext", max_length=50_000, help="整段文字，或从表格里复制的几行"),
        Field("supplier", "供数单位", "text", required=True, max_length=80),
        Field("paper", "来源文件", "text", required=True, max_length=200, help="通报的名称和期号"),
        Field("year", "年份", "integer", required=True, help="文中只写“1—11月”、没有写年份时，按这一年"),
        Field("period", "统计期", "text", max_length=24, help="表里没有统计期一列、文中也没有写时填写，如2025年1—11月"),
        Field("stage", "阶段", "choice", choices=tuple(Choice(*one) for one in Reported.Stage.choices)),
        Field("rank_group", "排名范围", "text", max_length=80, help="文中没有写明时填写，如全区各镇街"),
    ),
)
_MEDIA = "text/csv"
_INTRO = (
    "粘贴通报、简报或群里的一段话，系统读出指标、数值、同比、完成进度和位次。下一步先预览，确认后才登记，可以整批撤销。"
)


@values_links
def link(actor: Actor) -> Link | None:
    """The way here from the list of values."""
    if not policy.allows(actor, "report"):
        return None
    return Link("粘贴通报", reverse("reports:bulletin"), icon="clipboard-text")


def page(request: HttpRequest) -> HttpResponse:
    """The form; what is read from it is previewed, nothing is stored but the text itself."""
    policy.may(current_scope().actor, "report")
    typed: dict[str, Any] = {"year": timezone.localdate().year, "stage": "flash"}
    problems: list[Any] = []
    lines: tuple[str, ...] = ()
    if request.method == "POST":
        typed = posted_values(_TOLD, request.POST)
        clean = _TOLD.clean(typed)
        wrong = list(_wrong_period(clean.values.get("period")))
        problems = [*clean.problems, *wrong]
        if clean.ok and not wrong:
            try:
                return redirect("indicators:import_preview", _kept(request, clean.values).pk)
            except JingweiError as error:
                lines = (error.message,)
    fields = form_fields(_TOLD, typed, problems)
    upload = FormField("file", "或上传通报的表格", "file", accept=".xlsx,.xls,.et,.csv")
    context = {
        "title": "粘贴通报",
        "crumbs": (Link("指标", reverse("indicators:index")), Link("外部数据", reverse("indicators:values"))),
        "intro": _INTRO,
        "groups": (FormGroup((fields[0], upload)), FormGroup(fields[1:], "这份通报")),
        "problems": (*form_problems(_TOLD, problems), *lines),
        "problems_head": "没有读出来" if lines else "",
        "submit": "读取并预览",
        "cancel_url": reverse("indicators:values"),
    }
    return render(request, "desk/form.html", context, status=422 if problems or lines else 200)


def _wrong_period(said: str | None) -> Iterator[Problem]:
    """A period that is none is told where it was typed, not once for every line of the table."""
    try:
        if said:
            Period.parse(said)
    except PeriodError as error:
        yield Problem("period", "统计期", said or "", f"{error.message}。", error.code)


def _kept(request: HttpRequest, values: dict[str, Any]) -> StoredFile:
    """The sheet of the bulletin, and beside it the bulletin as it came. Raises JingweiError."""
    told = Told(
        values["supplier"], values["paper"], values["year"], values.get("period") or "",
        values.get("stage") or "flash", values.get("rank_group") or "",
    )  # fmt: skip
    given = request.FILES.get("file")
    name = told.paper[:80]
    if given is not None:
        data = given.read()
        sheet = sheet_of_file(data, given.name or "通报.xlsx", told)
        keep_file(data, given.name or "通报.xlsx", given.content_type or "application/octet-stream")
    else:
        # As it was pasted: a cleaned text has no tabs, and they are what makes a table.
        text = request.POST.get("text", "")
        sheet = sheet_of_text(text, told)
        keep_file(text.encode(), f"{name}.txt", "text/plain")
    return keep_file(sheet, f"{name}.csv", _MEDIA)
