"""绑定明细表: a table of the form that is filled with the rows of a ledger, its heads bound to the ledger's fields."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.showing import sentence
from jingwei.core.scope import current_scope
from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.matching import match_heads
from jingwei.core.sheets.received import Sheet
from jingwei.core.sheets.received.book import name_of, spot_of
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.query import registers
from jingwei.registers.selection import read_selection
from jingwei.reports.forms.actions import BindForm
from jingwei.reports.forms.bindings import Binding, load_all
from jingwei.reports.forms.heads import column_head
from jingwei.reports.forms.pages.form import sheet_number
from jingwei.reports.forms.pages.listing import crumbs
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import book_of, form_by_id
from jingwei.reports.forms.rows import offered_fields

_SERIAL = "#"
_SERIALS = frozenset({"序号", "编号序号", "序"})


def page(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """First the ledger and where the table stands, then which column is which field."""
    policy.may(current_scope().actor, "fill")
    form = form_by_id(form_id)
    book = book_of(form)
    at = sheet_number(request, book)
    sheet = book.sheets[at]
    known = _known(load_all(form.bindings), at, request.GET.get("cell", ""))
    given = {**_said(known, sheet), **request.GET.dict(), **request.POST.dict()}
    ledgers = [one for one in registers() if one.retired_on is None]
    register = next((one for one in ledgers if one.key == given.get("ledger")), None)
    wrong: dict[str, str] = {}
    place = _place(sheet, given, wrong) if register else None
    asked = _asked(register, given.get("list", ""), wrong) if register else ""
    groups: tuple[FormGroup, ...] = (FormGroup(_where_fields(given, ledgers, wrong), "台账和位置"),)
    hidden: tuple[tuple[str, str], ...] = ()
    if register and place and not wrong:
        first, last = place
        columns = tuple(_columns(sheet, register, first, known, request))
        groups = (*groups, FormGroup(columns, f"各列填“{register.name}”的哪个字段", _counted(register, asked)))
        hidden = (("do", "bind"),)
        if request.POST.get("do") == "bind":
            chosen = {c: request.POST.get(f"column-{c}", "") for c in range(sheet.width)}
            new = Binding(
                at, name_of((first, 0)), "rows", key=register.key, asked=asked, last=last,
                columns=tuple((c, key) for c, key in chosen.items() if key and key != _SERIAL),
                serial=next((c for c, key in chosen.items() if key == _SERIAL), -1),
            )  # fmt: skip
            free = [(at, known.spot)] if known else []
            try:
                perform(BindForm(), targets=[form.pk], context={"bind": [new], "free": free})
            except Invalid as error:
                wrong["columns"] = "；".join(p.message for p in error.problems)
            else:
                messages.success(request, f"已绑定：从第{first + 1}行起填“{register.name}”。")
                return redirect(f"{reverse('reports:form', args=[form.pk])}?sheet={at}")
    back = f"{reverse('reports:form', args=[form.pk])}?sheet={at}"
    context = {
        "title": "绑定明细表", "subtitle": f"{form.name} · {sheet.name}", "crumbs": crumbs(Link(form.name, back)),
        "intro": "表里一行填台账的一条，例如企业名单。个人信息字段不批量填出。", "groups": groups, "hidden": hidden,
        "submit": "绑定" if hidden else "下一步", "key": str(uuid7()), "cancel_url": back,
        "problems": tuple(wrong.values()), "problems_head": "没有绑定，请先改正" if wrong else "",
        "post_url": f"{request.path}?{urlencode({'sheet': at, **({'cell': known.cell} if known else {})})}",
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def _known(bindings: list[Binding], at: int, cell: str) -> Binding | None:
    spot = spot_of(cell)
    if spot is None:
        return None
    return next((one for one in bindings if one.kind == "rows" and one.covers(at, spot)), None)


def _said(known: Binding | None, sheet: Sheet) -> dict[str, str]:
    if known is not None:
        return {
            "ledger": known.key, "first": str(known.spot[0] + 1), "last": str(known.last + 1),
            "list": f"?{known.asked}" if known.asked else "",
        }  # fmt: skip
    first, last = _guess(sheet)
    return {"ledger": "", "first": str(first + 1), "last": str(last + 1), "list": ""}


def _guess(sheet: Sheet) -> tuple[int, int]:
    """The blank rows below the lowest row of heads."""
    heads = [row for (row, _), cell in sheet.cells.items() if isinstance(cell.value, str) and cell.value.strip()]
    widest = max(set(heads), key=lambda row: (heads.count(row), -row), default=0)
    head = max((one.bottom for one in sheet.merges if one.top == widest), default=widest)
    said = {row for (row, column), cell in sheet.cells.items() if cell.value not in (None, "") and column > 0}
    said |= {row for (row, _), cell in sheet.cells.items() if cell.formula is not None}
    first, below = head + 1, min((row for row in said if row > head), default=None)
    last = max((row for row, _ in sheet.cells), default=first) if below is None else below - 1
    return first, max(last, first)


def _place(sheet: Sheet, given: dict[str, str], wrong: dict[str, str]) -> tuple[int, int] | None:
    """First and last row, 0-based; what is wrong with them goes into `wrong`."""
    found = []
    for key, label in (("first", "第一行"), ("last", "最后一行")):
        text = given.get(key, "")
        if not (text.isascii() and text.isdigit() and 0 < int(text[:8]) <= 100_000):
            wrong[key] = f"{label}“{text[:10]}”应为行号，如 5。"
            return None
        found.append(int(text) - 1)
    if found[1] < found[0]:
        wrong["last"] = "最后一行不能在第一行上面。"
        return None
    if found[1] - found[0] >= 2_000:
        wrong["last"] = "一张表最多填2000行。"
        return None
    return found[0], found[1]


def _asked(register: Register, text: str, wrong: dict[str, str]) -> str:
    """The question of a list's address, as it is read again."""
    question = urlsplit(text.strip()).query or text.strip().removeprefix("?")
    try:
        return read_selection(register, QueryDict(question)).params().removeprefix("?")
    except JingweiError as error:
        wrong["list"] = error.message
        return ""


def _counted(register: Register, asked: str) -> str:
    selection = read_selection(register, QueryDict(asked))
    total, _ = selection.totals()
    said = sentence(selection)
    return f"{f'只取：{said}。' if said else ''}现在共 {total} {register.unit}。"


def _where_fields(given: dict[str, str], ledgers: list[Register], wrong: dict[str, str]) -> tuple[FormField, ...]:
    def ask(key: str, label: str, widget: str, **more: Any) -> FormField:
        return FormField(key, label, widget, given.get(key, ""), (wrong[key],) if key in wrong else (), **more)

    choices = tuple((one.key, one.name) for one in ledgers)
    help_ = "在台账列表里筛选好，把浏览器地址栏的网址粘到这里；不填为全部在册"
    return (
        ask("ledger", "台账", "choice", choices=choices, required=True),
        ask("first", "从第几行开始填", "number", required=True),
        ask("last", "到第几行", "number", required=True, help="表里留的空行；下面没有内容的，不够时自动往下加"),
        ask("list", "只取哪些", "text", wide=True, help=help_, max_length=2000),
    )


def _columns(
    sheet: Sheet, register: Register, first: int, known: Binding | None, request: HttpRequest
) -> Iterator[FormField]:
    fields = offered_fields(fieldset_of(register))
    heads = [column_head(sheet, first, column) for column in range(sheet.width)]
    matched = match_heads([tuple(head.split("/")) if head else () for head in heads], fields, ledger=register.name)
    options = (("", "不填"), (_SERIAL, "序号1、2、3……"), *((field.key, field.label) for field in fields))
    bound = {**dict(known.columns), known.serial: _SERIAL} if known and known.key == register.key else None
    for column, head in enumerate(heads):
        if not head:
            continue
        found = matched[column].field
        guess = _SERIAL if head in _SERIALS else found.key if found else ""
        value = bound.get(column, "") if bound is not None else guess
        note = "" if bound is not None or not value else "按表头推测，请核对"
        yield FormField(
            f"column-{column}", f"{letters(column + 1)}列 {head}", "choice",
            request.POST.get(f"column-{column}", value), choices=options, help=note,
        )  # fmt: skip
