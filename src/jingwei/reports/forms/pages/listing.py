"""All forms, with the last filling of each; and the way in of a workbook, recognised or new."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError, Missing
from jingwei.core.fields import Problem
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import StoredFile
from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.core.sheets.received import Book, read_received
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table
from jingwei.core.uuid7 import uuid7
from jingwei.reports.forms.actions import KeepForm
from jingwei.reports.forms.actions.fill import MEDIA_TYPE
from jingwei.reports.forms.bindings import PERIOD_SAID
from jingwei.reports.forms.models import FormFilling, FormSending
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import forms_in_use, recognised
from jingwei.reports.forms.sheet_view import show_sheet
from jingwei.reports.forms.signature import marks_of

_PAGE = 50
_INTRO = "上传上级发来的空表（.xlsx）。以前填过的表会自动认出来，按原来的绑定填；新的表先登记，再说明各格填什么。"
_COLUMNS = (
    Column("表名"), Column("来表单位"), Column("绑定", "number"), Column("最近填报"), Column("填表时间", "date"),
    Column("未填", "number"), Column("报送", "badge"),
)  # fmt: skip


def crumbs(*more: Link) -> tuple[Link, ...]:
    """The way here."""
    return (Link("填上级的表", reverse("reports:forms")), *more)


def index(request: HttpRequest) -> HttpResponse:
    """The forms in use, by name."""
    actor = current_scope().actor
    policy.may(actor, "see")
    page = asked_page(request.GET)
    last = FormFilling.objects.filter(form=OuterRef("pk")).order_by("-made_at")
    found = forms_in_use().defer("marks").annotate(last=Subquery(last.values("pk")[:1]))
    total = found.count()
    forms = list(found[(page - 1) * _PAGE : page * _PAGE])
    fillings = FormFilling.objects.defer("cells").in_bulk([one.last for one in forms if one.last])
    sent = dict(FormSending.objects.filter(filling__in=fillings).order_by("at").values_list("filling_id", "sent_on"))
    rows = []
    for form in forms:
        filling = fillings.get(form.last)
        cells: tuple[Any, ...] = (form.name, form.issuer, len(form.bindings))
        if filling is None:
            cells += (None, None, None, Badge("未填过", "calm"))
        else:
            on = sent.get(filling.pk)
            state = Badge(f"{on:%m-%d}已报", "good") if on else Badge("未报送", "warn")
            made = timezone.localtime(filling.made_at)
            cells += (period_name(filling.period), made, len(filling.gaps), state)
        rows.append(Row(cells, url=reverse("reports:form", args=[form.pk])))
    here = reverse("reports:forms")
    upload = Link("上传表格", reverse("reports:new_form"), icon="upload", look="primary")
    context = {
        "title": "填上级的表",
        "subtitle": "上级自己的表，绑定一次，以后每期由记录自动填好；只改数，格式公式不动",
        "table": Table(_COLUMNS, tuple(rows)),
        "pager": Pager.of(total, page, _PAGE, lambda n: f"{here}?page={n}"),
        "actions": (upload,) if policy.allows(actor, "fill") else (),
        "empty": Empty("还没有上级的表", "收到上级发来的表，点“上传表格”。", icon="file-spreadsheet"),
    }
    return render(request, "desk/list.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Upload: a known form goes on to be filled, another one to be kept."""
    policy.may(current_scope().actor, "fill")
    error = ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            error = "请先选择上级发来的表格文件。"
        else:
            data = given.read()
            try:
                book = read_received(data)
                if not book.sheets:
                    raise JingweiError("文件里没有工作表。", code="sheet.empty")
                stored = keep_file(data, given.name or "表格.xlsx", MEDIA_TYPE)
            except JingweiError as wrong:
                error = wrong.message
            else:
                form, _ = recognised(marks_of(book))
                if form is not None:
                    messages.success(request, f"认出来了：这是“{form.name}”，绑定沿用上次的。")
                    return redirect(f"{reverse('reports:fill_form', args=[form.pk])}?file={stored.pk}")
                return redirect("reports:keep_form", stored.pk)
    field = FormField("file", "上级发来的表", "file", accept=".xlsx", required=True, problems=(error,) if error else ())
    context = {
        "title": "上传上级的表", "crumbs": crumbs(), "intro": _INTRO, "groups": (FormGroup((field,)),),
        "submit": "上传", "cancel_url": reverse("reports:forms"), "problems": (error,) if error else (),
        "problems_head": "没有收下" if error else "",
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if error else 200)


def keep(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Keep a workbook that is not known: its name, and who asks for it."""
    policy.may(current_scope().actor, "fill")
    stored = received_file(file_id)
    action = KeepForm()
    book = read_received(read_file(stored))
    typed: dict[str, Any] = {"name": _title(book) or stored.name.rsplit(".", 1)[0]}
    problems: list[Problem] = []
    if request.method == "POST":
        typed = posted_values(action.declared, request.POST)
        try:
            done = perform(action, [typed], targets=[stored.pk], key=request.POST.get("key") or None)
        except Invalid as error:
            problems = error.problems
        else:
            messages.success(request, "已登记。点空格（＋）说明填什么，或用“整块绑定”一次绑一片。")
            return redirect("reports:form", done.result["forms"][0])
    _, near = recognised(marks_of(book))
    context = {
        "title": action.label, "crumbs": crumbs(), "intro": action.help, "submit": "登记，下一步绑定",
        "groups": (FormGroup(form_fields(action.declared, typed, problems)),), "key": str(uuid7()),
        "problems": form_problems(action.declared, problems), "cancel_url": reverse("reports:forms"),
        "near": tuple(_near(form, places, stored) for form, places in near), "sheet": show_sheet(book, 0, {}),
    }  # fmt: skip
    return render(request, "reports/forms/keep.html", context, status=422 if problems else 200)


def received_file(file_id: UUID) -> StoredFile:
    """A kept workbook. Raises Missing."""
    stored = StoredFile.objects.filter(pk=file_id, media_type=MEDIA_TYPE, data_key=None).first()
    if stored is None:
        raise Missing("没有这份上传的表格。")
    return stored


def _near(form: Any, places: list[str], stored: StoredFile) -> Section:
    said = "、".join(one.partition("!")[2] or f"第{int(one) + 1}张工作表的名称" for one in places[:8])
    rest = f"等{len(places)}处" if len(places) > 8 else ""
    link = Link(f"按“{form.name}”填", f"{reverse('reports:fill_form', args=[form.pk])}?file={stored.pk}")
    return Section(
        f"和“{form.name}”很像", text=f"文字不同的地方：{said}{rest}。是同一张表改了几个字的，可以沿用原来的绑定。",
        links=(link,),
    )  # fmt: skip


def _title(book: Book) -> str:
    """The first words of the workbook, if they look like a title; of no year and month, as the form comes again."""
    for _, text in book.sheets[0].texts():
        said = PERIOD_SAID.sub("", "".join(text.split()))
        return said[:120] if len(said) > 3 else ""
    return ""
