"""What one cell means: proposed from the words around it, said by the clerk."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.scope import current_scope
from jingwei.core.sheets.received.book import name_of, spot_of
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.units import same_kind
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.likeness import Likeness
from jingwei.places.models import Place
from jingwei.places.query import places_on
from jingwei.reports.forms.actions import BindForm
from jingwei.reports.forms.bindings import MEASURES, PERIODS, WORDS, Binding, load_all
from jingwei.reports.forms.models import SuperiorForm
from jingwei.reports.forms.pages.form import sheet_number
from jingwei.reports.forms.pages.listing import crumbs
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import book_of, form_by_id
from jingwei.reports.forms.suggesting import Suggested, Suggester
from jingwei.reports.forms.values import unit_name

Options = tuple[tuple[str, str], ...]


def page(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """The form of one cell: an indicator, or words (`?as=words`)."""
    policy.may(current_scope().actor, "fill")
    form = form_by_id(form_id)
    book = book_of(form)
    at = sheet_number(request, book)
    sheet = book.sheets[at]
    given = spot_of(request.GET.get("cell", ""))
    if given is None:
        raise JingweiError("没有说明是哪一格，请回到表上点选。", code="cell.unknown")
    spot = sheet.anchor(given)
    bindings = load_all(form.bindings)
    known = next((one for one in bindings if one.covers(at, spot)), None)
    if known is not None and known.kind == "rows":
        question = urlencode({"sheet": at, "cell": known.cell})
        return redirect(f"{reverse('reports:bind_rows', args=[form.pk])}?{question}")
    defined, places = load_definitions(), own_places()
    suggested = Suggester.of(defined.values(), places).cell(sheet, spot)
    as_words = _as_words(request, known, suggested)
    typed: dict[str, Any] = _proposed(known, suggested, defined)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        typed = {key: request.POST.get(key, "").strip() for key in typed}
        if _bound(request, form, Binding(at, name_of(spot), "words" if as_words else "indicator"), typed, wrong):
            return redirect(f"{reverse('reports:form', args=[form.pk])}?sheet={at}")
    fields = _word_fields(typed, wrong) if as_words else _fields(typed, wrong, suggested, defined, places)
    here = f"{request.path}?{urlencode({'sheet': at, 'cell': name_of(spot)})}"
    heads = f"表头：{suggested.heads.words}" if suggested.heads.words else "旁边没有表头"
    context = {
        "title": f"{name_of(spot)} 填什么", "subtitle": f"{sheet.name} · {heads}",
        "crumbs": crumbs(Link(form.name, reverse("reports:form", args=[form.pk]))),
        "tabs": (
            Link("指标", here + "&as=indicator", here=not as_words),
            Link("固定内容", here + "&as=words", here=as_words),
        ),
        "tabs_label": "填什么", "groups": (FormGroup(fields),), "submit": "绑定", "key": str(uuid7()),
        "more_submits": (("free", "取消绑定"),) if known is not None else (), "problems": tuple(wrong.values()),
        "problems_head": "没有绑定，请先改正" if wrong else "",
        "cancel_url": f"{reverse('reports:form', args=[form.pk])}?sheet={at}",
        "intro": "" if known else "下面是按表头推测的，请核对；点“绑定”才算数。",
    }  # fmt: skip
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def _as_words(request: HttpRequest, known: Binding | None, suggested: Suggested) -> bool:
    said = request.GET.get("as", "")
    if said in ("words", "indicator"):
        return said == "words"
    return known.kind == "words" if known else bool(suggested.words)


def _proposed(known: Binding | None, suggested: Suggested, defined: dict[str, Defined]) -> dict[str, Any]:
    if known is not None:
        decimals = "" if known.decimals is None else str(known.decimals)
        return {
            "indicator": known.key, "period": known.period, "place": known.place, "measure": known.measure,
            "unit": known.unit, "decimals": decimals, "text": known.text,
        }  # fmt: skip
    unit = unit_said(suggested.unit, defined.get(suggested.sure))
    return {
        "indicator": suggested.sure, "period": suggested.period, "place": suggested.place,
        "measure": suggested.measure, "unit": unit, "decimals": "", "text": suggested.words,
    }  # fmt: skip


def _bound(
    request: HttpRequest, form: SuperiorForm, one: Binding, typed: dict[str, Any], wrong: dict[str, str]
) -> bool:
    """Perform what was posted; False with the problems by field in `wrong`."""
    context: dict[str, Any] = {"free": [(one.sheet, one.spot)]}
    if request.POST.get("then") != "free":
        try:
            context = {"bind": [read_binding(one, typed)]}
        except ValueError:
            wrong["decimals"] = f"小数位“{typed['decimals'][:8]}”应为0到6的整数。"
            return False
    try:
        perform(BindForm(), targets=[form.pk], context=context)
    except Invalid as error:
        names = {"key": "indicator"}
        wrong |= {names.get(p.field or "", p.field or ""): p.message for p in error.problems}
        return False
    messages.success(request, f"{one.cell}已绑定。" if "bind" in context else f"{one.cell}已取消绑定，填表时原样留着。")
    return True


def unit_said(unit: str, one: Defined | None) -> str:
    """The unit of a head where numbers must be converted into it; 套 and 处 only count, and are left as they are."""
    own, unit = one.row.unit if one is not None else "", unit_name(unit)
    return unit if own and unit and unit != own and same_kind(unit, own) else ""


def read_binding(one: Binding, typed: dict[str, Any]) -> Binding:
    """The binding that a form says. Raises ValueError for decimals that are no number."""
    if one.kind == "words":
        return Binding(one.sheet, one.cell, "words", text=typed["text"][:200])
    decimals = int(typed["decimals"]) if typed.get("decimals") else None
    return Binding(
        one.sheet, one.cell, "indicator", key=typed["indicator"][:48], period=typed.get("period") or "this",
        place=(typed.get("place") or "")[:24], measure=typed.get("measure") or "value",
        unit=(typed.get("unit") or "")[:16], decimals=decimals,
    )  # fmt: skip


def own_places() -> list[Place]:
    """The places of the scheme that gives rights which forms speak of: down to the grids, in the order of codes."""
    found = places_on().filter(scheme__gives_rights=True).exclude(level="microgrid").exclude(parent=None)
    return list(found.only("code", "name", "level", "parent_id", "valid_from").order_by("code"))


def indicator_options(likely: Sequence[Likeness], defined: dict[str, Defined]) -> Options:
    """The likely ones with their reason first, then all by name."""
    first = {one.key for one in likely}
    others = (one for key, one in defined.items() if key not in first and not one.problem)
    rest = sorted(others, key=lambda one: one.row.name)
    return (
        *((one.key, f"{one.name}（{defined[one.key].row.unit}）· 名称相近") for one in likely if one.key in defined),
        *((one.row.key, f"{one.row.name}（{one.row.unit}）") for one in rest),
    )


def place_options(places: Sequence[Place]) -> Options:
    """The whole subdistrict, then the communities, then the grids."""
    return (("", "全街道"), *((one.code, f"{one.name}") for one in sorted(places, key=lambda p: (len(p.code), p.code))))


def _fields(
    typed: dict[str, Any], wrong: dict[str, str], suggested: Suggested, defined: dict[str, Defined], places: list[Place]
) -> tuple[FormField, ...]:
    def ask(key: str, label: str, widget: str, **more: Any) -> FormField:
        return FormField(key, label, widget, typed[key], (wrong[key],) if key in wrong else (), **more)

    best = suggested.likely[0] if suggested.likely else None
    why = f"按表头推测可能是“{best.name}”，请核对" if best else "表头里没有认出指标，请自己选"
    return (
        ask(
            "indicator", "指标", "choice", choices=indicator_options(suggested.likely, defined), required=True, help=why
        ),
        ask("place", "范围", "choice", choices=place_options(places)),
        ask("period", "统计期", "choice", choices=tuple(PERIODS.items()), required=True),
        ask("measure", "取数", "choice", choices=tuple(MEASURES.items()), required=True),
        ask("unit", "表里的单位", "text", max_length=16, help="和指标的单位不同时填写，如 万元；系统自动换算"),
        ask("decimals", "小数位", "text", max_length=2, help="不填按单元格的格式，没有格式按指标"),
    )


def _word_fields(typed: dict[str, Any], wrong: dict[str, str]) -> tuple[FormField, ...]:
    said = "，".join(f"{{{name}}} {what}" for name, what in WORDS.items())
    help_ = f"可用：{said}。例如 填报人：{{填报人}}"
    problems = (wrong["text"],) if "text" in wrong else ()
    return (
        FormField(
            "text", "文字", "text", typed["text"], problems, required=True, max_length=200, wide=True, help=help_
        ),
    )
