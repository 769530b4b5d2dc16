"""A form on screen: its own cells with what is bound to them, and the pages that change it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.core.sheets.received import Book
from jingwei.core.sheets.received.book import Spot
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Row, Table
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.definitions import load_definitions
from jingwei.places.models import Place
from jingwei.registers.models import Register
from jingwei.reports.forms.actions import RetireForm
from jingwei.reports.forms.bindings import MEASURES, PERIODS, Binding, load_all
from jingwei.reports.forms.models import FormFilling, SuperiorForm
from jingwei.reports.forms.pages.listing import crumbs
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import book_of, form_by_id, sendings_of
from jingwei.reports.forms.sheet_view import Mark, show_sheet

_SHOWN = 12


def page(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """One sheet of the form, its bindings in their cells; below what was filled and sent."""
    form = form_by_id(form_id)
    may = policy.allows(current_scope().actor, "fill") and not form.retired
    book = book_of(form)
    at = sheet_number(request, book)
    bindings = load_all(form.bindings)
    marks = binding_marks(bindings, at)
    here = reverse("reports:form", args=[form.pk])
    bind = reverse("reports:bind_form", args=[form.pk])

    def to_bind(name: str) -> str:
        return f"{bind}?{urlencode({'sheet': at, 'cell': name})}"

    actions: list[Link] = []
    if may:
        question = urlencode({"sheet": at})
        actions = [
            Link("填表", reverse("reports:fill_form", args=[form.pk]), icon="clipboard-text", look="primary"),
            Link("整块绑定", f"{reverse('reports:bind_area', args=[form.pk])}?{question}", icon="table"),
            Link("绑定明细表", f"{reverse('reports:bind_rows', args=[form.pk])}?{question}", icon="list"),
            Link("停用", reverse("reports:retire_form", args=[form.pk]), icon="archive"),
        ]
        if not bindings:
            actions = actions[1:]
    context = {
        "title": form.name,
        "subtitle": f"{form.issuer} · {form.file.name}",
        "badges": (Badge("已停用", "calm"),) if form.retired else (),
        "crumbs": crumbs(),
        "actions": tuple(actions),
        "tabs": sheet_tabs(book, at, here),
        "tabs_label": "工作表",
        "intro": "点有“＋”的空格说明填什么；绑定一次，以后每期自动填。公式由表自己算，不用绑定。" if may else "",
        "sheet": show_sheet(book, at, marks, to_bind if may else None),
        "sheet_note": f"已绑定 {len(marks)} 格" if marks else "还没有绑定",
        "after": (_fillings(form),),
    }  # fmt: skip
    return render(request, "reports/forms/form.html", context)


def retire(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Take a form out of use, with a reason."""
    policy.may(current_scope().actor, "fill")
    form = form_by_id(form_id)
    action = RetireForm()
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            perform(
                action, targets=[form.pk], reason=request.POST.get("reason", ""), key=request.POST.get("key") or None
            )
        except Invalid as error:
            problems = (error.message,)
        else:
            messages.success(request, f"“{form.name}”已停用。")
            return redirect("reports:forms")
    field = FormField("reason", "原因", "text", required=True, max_length=120, problems=problems)
    context = {
        "title": f"停用“{form.name}”", "crumbs": crumbs(_own(form)), "intro": action.help,
        "groups": (FormGroup((field,)),), "submit": "停用", "key": str(uuid7()), "problems": problems,
        "cancel_url": reverse("reports:form", args=[form.pk]),
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if problems else 200)


def sheet_number(request: HttpRequest, book: Book) -> int:
    """Which sheet the address asks for: its number from 0; the first one otherwise."""
    said = request.GET.get("sheet", "")
    at = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    return at if at < len(book.sheets) else 0


def sheet_tabs(book: Book, at: int, here: str) -> tuple[Link, ...]:
    """One tab for each sheet; none where there is only one."""
    if len(book.sheets) < 2:
        return ()
    return tuple(
        Link(f"{sheet.name}（隐藏）" if sheet.hidden else sheet.name, f"{here}?sheet={number}", here=number == at)
        for number, sheet in enumerate(book.sheets)
    )


def binding_marks(bindings: list[Binding], at: int) -> dict[Spot, Mark]:
    """What stands in the cells of a sheet that are bound; three queries for the names."""
    own = [one for one in bindings if one.sheet == at]
    names = {key: one.row.name for key, one in load_definitions().items()} if own else {}
    codes = {one.place for one in own if one.place}
    places = dict(Place.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    ledgers = {one.key for one in own if one.kind == "rows"}
    registers = {one.key: one for one in Register.objects.filter(key__in=ledgers)} if ledgers else {}
    out: dict[Spot, Mark] = {}
    for one in own:
        if one.kind == "words":
            out[one.spot] = Mark("bound", "固定内容", one.text)
        elif one.kind == "indicator":
            out[one.spot] = Mark("bound", binding_note(one, places), names.get(one.key, f"指标{one.key}（已停用）"))
        else:
            out |= _row_marks(one, registers.get(one.key))
    return out


def binding_note(one: Binding, places: dict[str, str]) -> str:
    """What narrows a bound indicator: 第1社区 · 上年同期 · 万元."""
    said = [places.get(one.place, one.place)] if one.place else []
    said += [PERIODS[one.period]] if one.period != "this" else []
    said += [MEASURES[one.measure]] if one.measure != "value" else []
    return " · ".join([*said, *([one.unit] if one.unit else [])])


def _row_marks(one: Binding, register: Register | None) -> dict[Spot, Mark]:
    if register is None:
        return {one.spot: Mark("bound", "台账已停用", one.key)}
    labels = {field["key"]: field["label"] for field in register.fields.get("fields", ())}
    out = {(one.spot[0], column): Mark("bound", register.name, labels.get(key, key)) for column, key in one.columns}
    if one.serial >= 0:
        out[one.spot[0], one.serial] = Mark("bound", register.name, "序号")
    return out


def _own(form: SuperiorForm) -> Link:
    return Link(form.name, reverse("reports:form", args=[form.pk]))


def _fillings(form: SuperiorForm) -> Section:
    """The newest fillings, and to whom each was sent."""
    found = list(FormFilling.objects.filter(form=form).order_by("-made_at").defer("cells")[:_SHOWN])
    sent = sendings_of(found)
    rows = []
    for one in found:
        to: Any = "；".join(f"{s.sent_on:%Y-%m-%d} 报{s.recipient}" for s in sent.get(one.pk, ())) or None
        made = Cell(f"{timezone.localtime(one.made_at):%Y-%m-%d %H:%M}", note=one.made_by)
        url = reverse("reports:filling", args=[one.pk])
        rows.append(Row((period_name(one.period), made, len(one.gaps), to), url=url))
    columns = (Column("统计期"), Column("填表"), Column("未填", "number"), Column("报送", "long"))
    empty = None if rows else Empty("还没有填过", "绑定好以后点“填表”。", icon="file-spreadsheet")
    return Section("历次填报", table=Table(columns, tuple(rows)) if rows else None, empty=empty, key="fillings")
