"""停用 on pages: the chosen rows of a list at once; for which reasons rows leave a ledger."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Act, perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.point import NOW
from jingwei.core.fields import KINDS, Field, Problem
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Cell, Link
from jingwei.core.uuid7 import uuid7
from jingwei.registers.actions import EndEntry, SetLeaving
from jingwei.registers.leaving.declared import leaving_of
from jingwei.registers.leaving.facts import LEFT_TOLD
from jingwei.registers.models import Register, Version
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import Selection, read_selection

_NAMED = 8


def bulk_end(selection: Selection, actor: Actor) -> tuple[Link, ...]:
    """What can be done with chosen rows of a list: take them out of use."""
    if (
        selection.ended
        or selection.register.retired_on
        or not selection.point.latest
        or not policy.allows(actor, "end")
    ):
        return ()
    url = reverse("registers:end_rows", args=[selection.register.key]) + selection.params()
    return (Link("停用", url, icon="archive"),)


def end_rows(request: HttpRequest, key: str) -> HttpResponse:
    """POST `row`: asks for the day and the reason; POST with `sure` as well: the rows leave."""
    policy.may(current_scope().actor, "end")
    register = register_by_key(key)
    selection = read_selection(register, request.GET)
    back = reverse("registers:list", args=[key]) + selection.params()
    chosen = _keys(request.POST.getlist("row"))
    if request.method != "POST" or not chosen:
        raise JingweiError("请先在列表里勾选要停用的记录，再点“停用”。", code="row.none")
    action = EndEntry()
    fieldset = action.fields(Act(current_scope(), context={"register": register}), ())
    typed: dict[str, Any] = {}
    reason, found = request.POST.get("reason", ""), list[Problem]()
    if "sure" in request.POST:
        typed = posted_values(fieldset, request.POST, request.FILES)
        given = {"register": register}
        try:
            perform(action, [typed], targets=chosen, key=request.POST.get("key") or None, reason=reason, context=given)
        except Invalid as error:
            found = error.problems
        else:
            messages.success(request, f"已停用 {len(chosen)} {register.unit}。")
            return redirect(back)
    context = {
        "title": f"停用 {len(chosen)} {register.unit} · {register.name}",
        "crumbs": (*crumbs(register)[:1], Link(register.name, back)),
        "intro": f"{_named(chosen)}。从停用日期起不再计入，历史保留。",
        "groups": (FormGroup(form_fields(fieldset, typed, found)), FormGroup((_words(register, reason, found),))),
        "problems": form_problems(fieldset, [one for one in found if one.field != "reason"]),
        "hidden": (("sure", "1"), *(("row", str(one)) for one in chosen)),
        "submit": f"停用 {len(chosen)} {register.unit}",
        "cancel_url": back,
        "key": request.POST.get("key") or f"end-{uuid7().hex}",
    }
    return render(request, "desk/form.html", context, status=422 if found else 200)


def set_leaving(request: HttpRequest, key: str) -> HttpResponse:
    """The ledger's reasons for leaving, and whether another one may be written."""
    policy.may(current_scope().actor, "define")
    register = register_by_key(key)
    here = reverse("registers:settings", args=[key])
    fieldset, found = SetLeaving.declared, list[Problem]()
    known = leaving_of(register)
    values: dict[str, Any] = {
        "reasons": [{"key": one.key, "label": one.label, "closed": one.closed} for one in known.reasons],
        "free": known.free,
    }
    if request.method == "POST":
        values = posted_values(fieldset, request.POST, request.FILES)
        if request.POST.get("more") == "reasons":
            # Without a script the page itself is asked for a further line; nothing is written.
            values["reasons"] = [*values.get("reasons", ()), {}]
        else:
            try:
                perform(SetLeaving(), [values], targets=[register.pk])
            except Invalid as error:
                found = error.problems
            else:
                messages.success(request, "已改停用原因。")
                return redirect(here)
    context = {
        "title": f"停用原因 · {register.name}",
        "crumbs": (*crumbs(register), Link("台账设置", here)),
        "intro": SetLeaving.help,
        "groups": (FormGroup(form_fields(fieldset, values, found)),),
        "problems": form_problems(fieldset, found),
        "cancel_url": here,
    }
    return render(request, "desk/form.html", context, status=422 if found else 200)


def _words(register: Register, reason: str, found: Sequence[Problem]) -> FormField:
    wrong = tuple(one.message for one in found if one.field == "reason")
    leaving = leaving_of(register)
    if not leaving.reasons:
        return FormField("reason", "原因", "textarea", reason, wrong, required=True, wide=True)
    help = "选“其他原因”的，在这里写明" if leaving.free else "可不填"
    return FormField("reason", "说明", "textarea", reason, wrong, help=help, wide=True)


def _named(chosen: Sequence[UUID]) -> str:
    states = Version.objects.filter(NOW.condition(), entry_id__in=chosen).order_by("sort", "id")
    names = list(states.values_list("title", flat=True)[:_NAMED])
    more = f"等 {len(chosen)} 条" if len(chosen) > len(names) else ""
    return f"要停用的是：{'、'.join(names)}{more}"


def cause_cell(field: Field, data: Mapping[str, Any]) -> Cell:
    """Why a row left, and what was written besides."""
    word = KINDS[field.kind].display(data.get(field.key), field)
    told = str(data.get(LEFT_TOLD.key) or "")
    return Cell(word, note="" if told == word else told)


def _keys(given: list[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(one) for one in given))
    except ValueError as error:
        raise JingweiError("所选的行不对，请回到列表重新勾选。", code="row.wrong") from error
