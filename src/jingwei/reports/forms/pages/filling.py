"""A form filled: for which period, what is in its cells and what is not, what changed, to whom it was sent."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Problem
from jingwei.core.files import read_file
from jingwei.core.periods import Period, period_name
from jingwei.core.scope import current_scope
from jingwei.core.sheets.received import Book, read_received
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.reports.forms.actions import FillForm, SendForm
from jingwei.reports.forms.actions.fill import MEDIA_TYPE
from jingwei.reports.forms.bindings import period_after, period_in, usual_period
from jingwei.reports.forms.models import SuperiorForm
from jingwei.reports.forms.pages.filled import figures_of, filled_marks, later_section, sections_of
from jingwei.reports.forms.pages.form import sheet_number, sheet_tabs
from jingwei.reports.forms.pages.listing import crumbs, received_file
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import filling_by_id, form_by_id, last_filling, sendings_of
from jingwei.reports.forms.sheet_view import show_sheet


def fill(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """For which period; the period is read from the workbook, else it moves on from the last one."""
    policy.may(current_scope().actor, "fill")
    form = form_by_id(form_id)
    action = FillForm()
    said = request.GET.get("file", "")
    stored = received_file(_uuid(said)) if said else form.file
    typed: dict[str, Any] = {}
    problems: list[Problem] = []
    lines: tuple[str, ...] = ()
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        key = request.POST.get("key") or None
        try:
            done = perform(action, [typed], targets=[form.pk], context={"file": stored}, key=key)
        except Invalid as error:
            problems = error.problems
        except JingweiError as error:
            lines = (error.message,)
        else:
            gaps = done.result["gaps"]
            rest = f"，{gaps} 处没有填，见下面的清单" if gaps else ""
            messages.success(request, f"已填 {done.result['filled']} 格{rest}。")
            return redirect("reports:filling", done.result["filling"])
    else:
        typed = {"period": _period(form, read_received(read_file(stored))).name, "day": str(timezone.localdate())}
    context = {
        "title": f"填“{form.name}”", "subtitle": f"{form.issuer} · {stored.name}",
        "crumbs": crumbs(Link(form.name, reverse("reports:form", args=[form.pk]))), "intro": action.help,
        "groups": (FormGroup(form_fields(action.declared, typed, problems)),), "submit": "填表",
        "problems": (*lines, *form_problems(action.declared, problems)), "problems_head": "没有填" if lines else "",
        "key": str(uuid7()), "cancel_url": reverse("reports:form", args=[form.pk]),
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if problems or lines else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise JingweiError("地址里的文件编号不对，请重新上传表格。", code="file.unknown") from error


def _period(form: SuperiorForm, book: Book) -> Period:
    """The period that the workbook names; of a form filled before the next one; else the month that is over."""
    last = last_filling(form)
    named = period_in(text for sheet in book.sheets for _, text in sheet.texts())
    if named is not None and (last is None or Period.parse(last.period) != named):
        return named
    if last is not None:
        return period_after(Period.parse(last.period))
    return named or usual_period(timezone.localdate())


def page(request: HttpRequest, filling_id: UUID) -> HttpResponse:
    """The filled sheet; every filled cell opens to what it rests on."""
    filling = filling_by_id(filling_id)
    book = read_received(read_file(filling.file))
    at = sheet_number(request, book)
    here = reverse("reports:filling", args=[filling.pk])
    sent = sendings_of([filling]).get(filling.pk, [])
    before = last_filling(filling.form, filling)
    send = Link("登记报送", reverse("reports:send_form", args=[filling.pk]), icon="send")
    may = policy.allows(current_scope().actor, "fill")
    context = {
        "title": f"{filling.form.name}（{period_name(filling.period)}）",
        "subtitle": f"{filling.made_by} {timezone.localtime(filling.made_at):%Y-%m-%d %H:%M} 填 · {filling.file.name}",
        "crumbs": crumbs(Link(filling.form.name, reverse("reports:form", args=[filling.form_id]))),
        "actions": (
            Link("下载", reverse("reports:filled_file", args=[filling.pk]), icon="file-download", look="primary"),
            *((send,) if may else ()),
        ),
        "tabs": sheet_tabs(book, at, here),
        "tabs_label": "工作表",
        "intro": "表里填入的数都可以点开看依据。公式的结果已按填入的数重算。",
        "before": sections_of(filling, before, sent),
        "sheet": show_sheet(book, at, filled_marks(filling, at)),
        "sheet_note": f"填了 {len(filling.cells)} 格，{len(filling.gaps)} 处没有填",
        "after": figures_of(filling),
    }  # fmt: skip
    return render(request, "reports/forms/form.html", context)


def now(request: HttpRequest, filling_id: UUID) -> HttpResponse:
    """What would be other numbers if the form were filled now, loaded after the page."""
    filling = filling_by_id(filling_id)
    return render(request, "reports/forms/later.html", {"one": later_section(filling)})


def download(request: HttpRequest, filling_id: UUID) -> HttpResponse:
    """The filled copy."""
    filling = filling_by_id(filling_id)
    audit("exported", f"“{filling.form.name}”{period_name(filling.period)}", detail={"filling": str(filling.pk)})
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(filling.file.name)}"}
    return HttpResponse(read_file(filling.file), content_type=MEDIA_TYPE, headers=headers)


def send(request: HttpRequest, filling_id: UUID) -> HttpResponse:
    """Write down to whom it was sent, and when."""
    policy.may(current_scope().actor, "fill")
    filling = filling_by_id(filling_id)
    action = SendForm()
    typed: dict[str, Any] = {"recipient": filling.form.issuer, "sent_on": str(timezone.localdate())}
    problems: list[Problem] = []
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        try:
            perform(action, [typed], targets=[filling.pk], key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, f"已登记：报{typed['recipient']}。")
            return redirect("reports:filling", filling.pk)
    here = reverse("reports:filling", args=[filling.pk])
    context = {
        "title": f"登记报送：{filling.form.name}", "subtitle": period_name(filling.period), "intro": action.help,
        "crumbs": crumbs(Link(f"{filling.form.name}（{period_name(filling.period)}）", here)),
        "groups": (FormGroup(form_fields(action.declared, typed, problems)),), "submit": "登记",
        "problems": form_problems(action.declared, problems), "key": str(uuid7()), "cancel_url": here,
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if problems else 200)
