"""The list of a ledger: search, facets, saved views, paging, and its two ways out as a sheet."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Column, Empty, Facet, Link, Option, Pager, Row, Table
from jingwei.places.models import Place
from jingwei.registers.facets import FACET_LIMIT, LATE_FROM, FacetCount, count_facets, facet_fields
from jingwei.registers.fieldsets import moving_of, quantity_of, with_computed
from jingwei.registers.models import SavedView, Version
from jingwei.registers.pages.shown import cell_of, column_of, filtered_by
from jingwei.registers.policy import policy
from jingwei.registers.query import FIND_CAP, register_by_key
from jingwei.registers.selection import Selection, read_selection

PAGE = 50
_SHOWN = 7
_HIDDEN_KINDS = frozenset({"line", "outline", "attachment", "longtext", "location"})


def listing(request: HttpRequest, key: str) -> HttpResponse:
    """One page of 50 rows with its facets."""
    actor = current_scope().actor
    policy.may(actor, "see")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    here = reverse("registers:list", args=[key])
    total, things = selection.totals()
    page = asked_page(request.GET)
    columns = list_fields(selection)
    found = list(selection.ordered().select_related("place")[(page - 1) * PAGE : page * PAGE])
    tell_closed([version.data for version in found])
    late = total > LATE_FROM
    context: dict[str, Any] = {
        "title": register.name,
        "subtitle": _subtitle(selection, total, things),
        "crumbs": (Link("台账", reverse("registers:index")),),
        "table": Table(
            _columns(columns),
            tuple(_row(v, selection.fieldset, columns, selection.point.on) for v in found),
            numbered_from=(page - 1) * PAGE + 1,
        ),
        "pager": Pager.of(
            total,
            page,
            PAGE,
            lambda n: here + selection.params(page=n),
            at_least=bool(selection.words) and total >= FIND_CAP,
        ),
        "facets": (Facet("筛选", (), loading_url=reverse("registers:facets", args=[key]) + selection.params()),)
        if late
        else facets(selection, here),
        "chosen": _chosen(selection, here),
        "clear_url": here if not selection.plain else "",
        "search": selection.words,
        "search_hint": f"编号、{_field_label(selection, register.title_field)}，可用拼音首字母，词序不限",
        "hidden": tuple((k, v) for k, values in selection.filters.items() for v in values),
        "actions": _actions(selection, actor),
        "exports": _exports(selection, actor),
        "tabs": _views(selection, here),
        "save_view_url": reverse("registers:save_view", args=[key]) + selection.params(),
        "print_url": reverse("registers:print", args=[key]) + selection.params(),
        "empty": Empty(
            "没有符合条件的记录",
            "可以去掉一些筛选，或换个词试试。" if not selection.plain else "可以导入表格，或逐条登记。",
        ),
    }
    context["hidden"] = tuple((f"f.{k}", v) for k, v in context["hidden"])
    return render(request, "desk/list.html", context)


def late_facets(request: HttpRequest, key: str) -> HttpResponse:
    """The facets of a large ledger, fetched after its list."""
    policy.may(current_scope().actor, "see")
    selection = read_selection(register_by_key(key), request.GET)
    here = reverse("registers:list", args=[key])
    return render(request, "registers/facets.html", {"facets": facets(selection, here)})


def save_view(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the present question under a name."""
    actor = current_scope().actor
    policy.may(actor, "see")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    here = reverse("registers:list", args=[key]) + selection.params()
    name = request.POST.get("name", "").strip()[:40]
    if not name:
        problems = ("请给视图起个名字，例如“东湖社区出租房”。",) if request.method == "POST" else ()
        field = FormField("name", "视图名称", required=True, max_length=40, problems=problems)
        return render(
            request,
            "desk/form.html",
            {
                "title": "保存为常用视图",
                "crumbs": (Link("台账", reverse("registers:index")), Link(register.name, here)),
                "groups": (FormGroup((field,)),),
                "cancel_url": here,
            },
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
    return (first + others)[:_SHOWN]


def facets(selection: Selection, here: str) -> tuple[Facet, ...]:
    """Facets with their counts, communities first."""
    counts = count_facets(selection)
    out = []
    if counts.get("place"):
        out.append(_place_facet(selection, counts["place"], here))
    for field in facet_fields(selection):
        if counts.get(field.key) and not (out and field.label == out[0].label):
            out.append(_facet(selection, field, counts[field.key], here))
    return tuple(out)


def _facet(selection: Selection, field: Field, counts: list[FacetCount], here: str) -> Facet:
    chosen = selection.filters.get(field.key, ())
    options = []
    for count in counts[:FACET_LIMIT]:
        url = here + selection.with_filter(field.key, count.value).params()
        options.append(Option(filtered_by(field, count.value), count.count, url, count.value in chosen))
    clear = here + selection.without_filter(field.key).params() if chosen else ""
    return Facet(field.label, tuple(options), clear_url=clear)


def _place_facet(selection: Selection, counts: list[FacetCount], here: str) -> Facet:
    names = {
        str(pk): (code, name)
        for pk, code, name in Place.objects.filter(pk__in=[UUID(c.value) for c in counts]).values_list(
            "pk", "code", "name"
        )
    }
    ordered = sorted(counts, key=lambda c: names.get(c.value, ("", "")))
    chosen = str(selection.place) if selection.place else ""
    options = tuple(
        Option(names.get(c.value, ("", "其他"))[1], c.count, here + selection.params(place=c.value), c.value == chosen)
        for c in ordered
    )
    return Facet("社区", options, clear_url=here + selection.params(place="") if chosen else "")


def _row(version: Version, fieldset: FieldSet, fields: list[Field], on: date | None) -> Row:
    data = with_computed(fieldset, version.data, on)
    cells = [cell_of(f, data.get(f.key), version.entry_id, on) for f in fields]
    place = version.place.name if version.place else None
    return Row((*cells, place), url=reverse("registers:entry", args=[version.entry_id]), key=str(version.entry_id))


def _columns(fields: list[Field]) -> tuple[Column, ...]:
    return (*(column_of(f) for f in fields), Column("网格"))


def _subtitle(selection: Selection, total: int, things: Decimal | None) -> str:
    register = selection.register
    when = f"截至 {selection.point.on} " if selection.point.on else ""
    state = "已停用" if selection.ended else "在册"
    unsure = selection.perhaps()
    more = f"；另有 {unsure} {register.unit}的日期只知道年份或月份，可能在内，未计入" if unsure else ""
    return f"{when}{state} {total} {register.unit}{quantity_said(selection, things)}{more}"


def quantity_said(selection: Selection, things: Decimal | None) -> str:
    """Besides the rows, for how many things they stand."""
    field = quantity_of(selection.fieldset)
    return (
        ""
        if field is None or things is None
        else f"，{field.label}合计 {things.normalize():f} {field.unit or ''}".rstrip()
    )


def _chosen(selection: Selection, here: str) -> tuple[Link, ...]:
    out = []
    for key, values in selection.filters.items():
        field = selection.fieldset.by_key[key]
        for value in values:
            label = f"{field.label}：{filtered_by(field, value)}"
            out.append(Link(label, here + selection.with_filter(key, value).params()))
    if selection.place:
        name = Place.objects.filter(pk=selection.place).values_list("name", flat=True).first() or ""
        out.append(Link(f"区划：{name}", here + selection.params(place="")))
    if selection.ended:
        out.append(Link("已停用", here + selection.params(ended="")))
    if selection.point.on:
        out.append(Link(f"截至 {selection.point.on}", here + selection.params(on="")))
    return tuple(out)


def _actions(selection: Selection, actor: Any) -> tuple[Link, ...]:
    key = selection.register.key
    out = []
    if policy.allows(actor, "record"):
        out.append(Link("登记", reverse("registers:record", args=[key]), icon="plus", look="primary"))
    if policy.allows(actor, "import"):
        out.append(Link("导入表格", reverse("registers:upload", args=[key]), icon="file-import"))
    if moving_of(selection.fieldset):
        out.append(Link("结存", reverse("registers:stock", args=[key]), icon="archive"))
    out.append(Link("导入记录", reverse("registers:sources") + f"?register={key}", icon="history"))
    if not selection.ended:
        out.append(Link("查看已停用", reverse("registers:list", args=[key]) + "?ended=1"))
    return tuple(out)


def _exports(selection: Selection, actor: Any) -> tuple[Link, ...]:
    if not policy.allows(actor, "export"):
        return ()
    base = reverse("registers:export", args=[selection.register.key])
    return (
        Link("可回导表（改后可再导入）", base + selection.params(shape="returnable"), icon="file-export"),
        Link("报表（打印上报）", base + selection.params(shape="official"), icon="file-text"),
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
