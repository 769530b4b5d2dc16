"""The list of a ledger: search, facets, saved views, paging, and its two ways out as a sheet."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.facts.asked import point_params
from jingwei.core.facts.conditioning import condition_page
from jingwei.core.facts.listing import LATE_FROM, Turn
from jingwei.core.facts.showing import PAGE, chips, column_of, facets, nothing_found, pager_of, sentence, turned_to
from jingwei.core.facts.table import FactRow, page_of_rows
from jingwei.core.fields import Field, forbidden
from jingwei.core.ports import list_offers
from jingwei.core.scope import Actor, Reader, current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Cell, Column, Empty, Facet, Link, Row, Table
from jingwei.places.models import Place
from jingwei.registers.confirmations import LAST, last_confirmed
from jingwei.registers.fieldsets import moving_of, quantity_of, with_computed
from jingwei.registers.leaving.facts import CAUSE, LEFT_TOLD, left_fields
from jingwei.registers.models import Confirmation, SavedView
from jingwei.registers.pages.chiefs import person_cell, persons_of
from jingwei.registers.pages.confirm_parts import bulk_confirm, confirmed_cell
from jingwei.registers.pages.ending import bulk_end, cause_cell
from jingwei.registers.pages.shown import cell_of
from jingwei.registers.policy import policy
from jingwei.registers.query import FIND_CAP, register_by_key
from jingwei.registers.selection import Selection, read_selection

_SHOWN = 7
_HIDDEN_KINDS = frozenset({"line", "outline", "attachment", "longtext", "location"})


def listing(request: HttpRequest, key: str) -> HttpResponse:
    """One page of 50 rows with its facets."""
    policy.may(current_scope().actor, "see")
    selection = read_selection(register_by_key(key), request.GET)
    return render(request, "desk/list.html", list_context(request, selection))


def list_context(request: HttpRequest, selection: Selection, *, turn: Turn | None = None) -> dict[str, Any]:
    """The list of a ledger as its page has it. `turn` gives the addresses of its pages, if they are not the list's own
    (rows behind a figure); whatever else is changed leads to the list itself."""
    actor, register = current_scope().actor, selection.register
    key = register.key
    own = reverse("registers:list", args=[key])
    total, things = selection.totals()
    turned = turned_to(request.GET, asked_page(request.GET), total)
    columns = list_fields(selection)
    found = page_of_rows(selection, turned, PAGE)
    tell_closed([row.data for row in found])
    last = last_confirmed([row.entry for row in found], selection.point) if register.confirm_every else None
    persons = persons_of(register, found)
    bulk = () if turn is not None else (*_confirming(selection, actor), *bulk_end(selection, actor))
    return {
        "title": register.name,
        "subtitle": _subtitle(selection, total, things),
        "crumbs": (Link("台账", reverse("registers:index")),),
        "table": Table(
            _columns(columns, selection, own),
            tuple(_row(row, selection, columns, last, persons) for row in found),
            numbered_from=(turned.page - 1) * PAGE + 1,
            select="row" if bulk else "",
        ),
        "bulk": bulk,
        "pager": pager_of(
            selection,
            total,
            turned,
            found,
            turn or (lambda **to: own + selection.params(**to)),
            at_least=bool(selection.words) and total >= FIND_CAP,
        ),
        "facets": (Facet("筛选", (), loading_url=reverse("registers:facets", args=[key]) + selection.params()),)
        if total > LATE_FROM
        else _facets(selection, own),
        "chosen": _chosen(selection, own),
        "clear_url": own if not selection.plain else "",
        "search": selection.words,
        "search_hint": f"编号、{_field_label(selection, register.title_field)}，可用拼音首字母，词序不限",
        "search_url": own,
        "hidden": tuple(pair for pair in selection.pairs() if pair[0] != "q"),
        "actions": _actions(selection, actor),
        "exports": _exports(selection, actor),
        "tabs": _views(selection, own),
        "save_view_url": reverse("registers:save_view", args=[key]) + selection.params(),
        "print_url": reverse("registers:print", args=[key]) + selection.params(),
        "copy_text": _copy(selection, total, things),
        "empty": nothing_found(selection, "可以导入表格，或逐条登记。") if total else _nothing(selection),
    }


def _confirming(selection: Selection, actor: Actor) -> tuple[Link, ...]:
    return bulk_confirm(selection) if selection.confirmable and policy.allows(actor, "confirm") else ()


def late_facets(request: HttpRequest, key: str) -> HttpResponse:
    """The facets of a large ledger, fetched after its list."""
    policy.may(current_scope().actor, "see")
    selection = read_selection(register_by_key(key), request.GET)
    found = _facets(selection, reverse("registers:list", args=[key]))
    return render(request, "ui/late_facets.html", {"facets": found})


def condition(request: HttpRequest, key: str) -> HttpResponse:
    """One more condition for the list: on any field, on linked rows, on the day."""
    policy.may(current_scope().actor, "see")
    selection = read_selection(register_by_key(key), request.GET)
    return condition_page(request, selection, reverse("registers:list", args=[key]))


def save_view(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the present question under a name."""
    actor = current_scope().actor
    policy.may(actor, "see")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    here = reverse("registers:list", args=[key]) + selection.params()
    name = request.POST.get("name", "").strip()[:40]
    # Rows under such a name would be the list that no ledger may be.
    refusal = forbidden(name, ledger=register.name)
    if not name or (refusal is not None and refusal.of_persons):
        problems = ("请给视图起个名字，例如“东湖社区出租房”。",) if request.method == "POST" else ()
        problems = (refusal.message,) if refusal is not None else problems
        field = FormField("name", "视图名称", value=name, required=True, max_length=40, problems=problems)
        return render(
            request,
            "desk/form.html",
            {
                "title": "保存为常用视图",
                "crumbs": (Link("台账", reverse("registers:index")), Link(register.name, here)),
                "groups": (FormGroup((field,)),),
                "cancel_url": here,
            },
            status=422 if problems else 200,
        )
    query = {k: request.GET.getlist(k) for k in request.GET}
    SavedView(register=register, name=name, query=query, owner=actor.id).save()
    messages.success(request, f"已保存为常用视图“{name}”。")
    return redirect(here)


def list_fields(selection: Selection) -> list[Field]:
    """The fields a list shows as columns: title first, then the key, then the others that fit."""
    register, by_key = selection.register, selection.fieldset.by_key
    first = [by_key[register.title_field]]
    if register.key_field != register.title_field:
        first.append(by_key[register.key_field])
    # The place is a column of its own; its code beside it would say the same twice.
    others = [
        f
        for f in selection.fieldset.fields
        if f not in first and not f.retired and f.kind not in _HIDDEN_KINDS and f.key != register.place_field
    ]
    # The words stand beside the reason.
    told = [f for f in left_fields(register) if f.key != LEFT_TOLD.key] if selection.ended else []
    return (first + told + others)[:_SHOWN]


def _facets(selection: Selection, own: str) -> tuple[Facet, ...]:
    return facets(selection, own, reverse("registers:condition", args=[selection.register.key]))


def _row(
    row: FactRow,
    selection: Selection,
    fields: list[Field],
    last: Mapping[UUID, Confirmation] | None,
    persons: Mapping[str, Cell],
) -> Row:
    on = selection.point.on
    data = with_computed(selection.fieldset, row.data, on)

    def cell(field: Field) -> Any:
        if field.key == CAUSE and selection.ended:
            return cause_cell(field, data)
        return person_cell(persons, field, data) or cell_of(field, data.get(field.key), row.entry, on)

    cells = [cell(field) for field in fields]
    url = reverse("registers:entry", args=[row.entry]) + point_params(selection.point)
    told = () if last is None else (confirmed_cell(selection, row.data, last.get(row.entry)),)
    return Row((*cells, row.place, *told), url=url, key=str(row.entry))


def _columns(fields: list[Field], selection: Selection, own: str) -> tuple[Column, ...]:
    told = (column_of(LAST, selection, own),) if selection.register.confirm_every else ()
    return (*(column_of(f, selection, own) for f in fields), Column("网格"), *told)


def _subtitle(selection: Selection, total: int, things: Decimal | None) -> str:
    register = selection.register
    when = f"截至 {selection.point.on} " if selection.point.on else ""
    state = "已停用" if selection.ended else "在册"
    if selection.point.known_at:
        when = f"{when or f'截至 {timezone.localdate()} '}按当时口径，"
    if selection.facts.period:
        when = f"统计期 {selection.facts.period.name} · {when}"
    unsure = selection.perhaps()
    more = f"；另有 {unsure} {register.unit}的日期只知道年份或月份，可能在内，未计入" if unsure else ""
    return f"{when}{state} {total} {register.unit}{quantity_said(selection, things)}{more}"


def quantity_said(selection: Selection, things: Decimal | None) -> str:
    """Besides the rows, for how many things they stand."""
    field = quantity_of(selection.fieldset)
    if field is None or things is None:
        return ""
    return f"，{field.label}合计 {things.normalize():f} {field.unit or ''}".rstrip()


def _nothing(selection: Selection) -> Empty:
    """Why the list is empty: where its place was redrawn, until when there was such a place."""
    plain = nothing_found(selection, "可以导入表格，或逐条登记。")
    place = Place.objects.filter(pk=selection.place).defer("outline").first() if selection.place else None
    if place is None or place.valid_from <= selection.facts.day < place.valid_to:
        return plain
    gone = f"{place.valid_to}起已调整，那天以后没有记录；请选那天以前的时点，或改选现在的网格。"
    coming = f"{place.valid_from}起才有，请选那天以后的时点。"
    return Empty(plain.title, f"“{place.name}”{coming if selection.facts.day < place.valid_from else gone}")


def _chosen(selection: Selection, own: str) -> tuple[Link, ...]:
    ended = (Link("已停用", own + selection.params(ended="")),) if selection.ended else ()
    return (*chips(selection, own), *ended)


def _copy(selection: Selection, total: int, things: Decimal | None) -> str:
    """The number under these conditions with its day, for a chat: 房屋台账 性质：住宅，截至 2025-12-31 共 312 套."""
    register, said = selection.register, sentence(selection)
    on = selection.point.on or timezone.localdate()
    known = "按当时口径，" if selection.point.known_at else ""
    state = "已停用" if selection.ended else "在册"
    number = f"{total} {register.unit}{quantity_said(selection, things)}"
    return f"{register.name}{f'（{said}）' if said else ''}：{known}截至{on}{state} {number}"


def _actions(selection: Selection, actor: Actor) -> tuple[Link, ...]:
    key = selection.register.key
    out = []
    # Who serves a place writes nothing where no row has one.
    elsewhere = current_scope().reader is Reader.PLACE and not selection.register.place_field
    in_use = selection.register.retired_on is None and not elsewhere
    if in_use and policy.allows(actor, "record"):
        out.append(Link("登记", reverse("registers:record", args=[key]), icon="plus", look="primary"))
    if in_use and policy.allows(actor, "import"):
        out.append(Link("导入表格", reverse("registers:upload", args=[key]), icon="file-import"))
    if selection.register.confirm_every:
        out.append(Link("核实情况", reverse("registers:confirmed", args=[key]), icon="circle-check"))
        if selection.confirmable and policy.allows(actor, "confirm"):
            whole = reverse("registers:confirm_rows", args=[key]) + selection.params()
            out.append(Link("整批核实", whole, icon="circle-check"))
    if moving_of(selection.fieldset):
        out.append(Link("结存", reverse("registers:stock", args=[key]), icon="archive"))
    if in_use and policy.allows(actor, "tidy"):
        out.append(Link("疑似重复", reverse("registers:duplicates", args=[key]), icon="copy"))
    out.append(Link("导入记录", reverse("registers:sources") + f"?register={key}", icon="history"))
    out += [link for offer in list_offers for link in offer(selection)]
    out.append(Link("台账设置", reverse("registers:settings", args=[key]), icon="settings"))
    if not selection.ended:
        out.append(Link("查看已停用", reverse("registers:list", args=[key]) + "?ended=1"))
    return tuple(out)


def _exports(selection: Selection, actor: Actor) -> tuple[Link, ...]:
    pages = reverse("registers:atlas", args=[selection.register.key]) + selection.params()
    atlas = Link("图册（打印，一条一页）", pages, icon="printer")
    if not policy.allows(actor, "export"):
        return (atlas,)
    base = reverse("registers:export", args=[selection.register.key])
    return (
        Link("可回导表（改后可再导入）", base + selection.params(shape="returnable"), icon="file-export"),
        Link("报表（打印上报）", base + selection.params(shape="official"), icon="file-text"),
        atlas,
    )


def _views(selection: Selection, here: str) -> tuple[Link, ...]:
    from urllib.parse import urlencode

    actor = current_scope().actor
    views = SavedView.objects.filter(register_id=selection.register.pk).order_by("name")
    own = [view for view in views if view.shared or view.owner == actor.id]
    if not own:
        return ()
    links = [Link("全部", here, here=selection.plain)]
    links += [Link(view.name, here + "?" + urlencode(view.query, doseq=True)) for view in own]
    return tuple(links)


def _field_label(selection: Selection, key: str) -> str:
    return selection.fieldset.by_key[key].label
