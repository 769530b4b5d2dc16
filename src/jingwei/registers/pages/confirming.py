"""核实 on pages: one row, the chosen rows or a whole list at once; how often a ledger is confirmed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.facts.showing import sentence
from jingwei.core.facts.table import count_rows, entries_of
from jingwei.core.fields import Problem
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.registers.actions import ConfirmEntry, SetConfirming, TakeBackConfirmation
from jingwei.registers.actions.set_confirming import EVERY
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.finished import FINISHED, finishes_of, offered_by, said_of
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import Selection, read_selection

MOST = 10_000


def confirm_entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """POST: the row is as it stands; `expect` is the revision that was looked at."""
    expect = request.GET.get("expect", "")
    _demand_post(request)
    seen = {entry_id: int(expect)} if expect.isascii() and expect.isdigit() else None
    done = perform(ConfirmEntry(), targets=[entry_id], expect=seen)
    messages.success(request, "已核实，内容无变化。" if done.result["confirmed"] else "今天已经核实过了。")
    return redirect("registers:entry", entry_id)


def take_back(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """POST: the own confirmation of today is taken back."""
    _demand_post(request)
    perform(TakeBackConfirmation(), targets=[entry_id])
    messages.success(request, "已撤回今天的核实。")
    return redirect("registers:entry", entry_id)


def take_back_rows(request: HttpRequest, key: str) -> HttpResponse:
    """POST `row`: the own confirmations of today of the chosen rows are taken back."""
    _demand_post(request)
    selection = read_selection(register_by_key(key), request.GET)
    done = perform(TakeBackConfirmation(), targets=_keys(request.POST.getlist("row")))
    messages.success(request, f"已撤回 {done.result['taken_back']} 条今天的核实。")
    return redirect(reverse("registers:list", args=[key]) + selection.params())


def confirm_rows(request: HttpRequest, key: str) -> HttpResponse:
    """POST `row`: the chosen rows; GET and POST without rows: all rows of the list under its conditions."""
    policy.may(current_scope().actor, "confirm")
    asked = selection = read_selection(register_by_key(key), request.GET)
    back = reverse("registers:list", args=[key]) + selection.params()
    if request.method == "POST" and request.POST.getlist("row"):
        done = perform(ConfirmEntry(), targets=_keys(request.POST.getlist("row")))
        messages.success(request, _told(done.result))
        return redirect(back)
    selection = selection.to_confirm()
    total, over = count_rows(selection), said_of(selection.register)
    problems = _out_of_question(selection, total)
    fieldset, found = ConfirmEntry.declared, list[Problem]()
    typed = posted_values(fieldset, request.POST, request.FILES) if request.method == "POST" else {}
    if request.method == "POST" and not problems:
        if not typed.get("how"):
            found.append(Problem("how", "核实方式", "", "整批核实请选是怎样核实的。", "required"))
        else:
            try:
                done = perform(
                    ConfirmEntry(), [typed], targets=entries_of(selection), key=request.POST.get("key") or None
                )
            except Invalid as error:
                found = error.problems
            else:
                messages.success(request, _told(done.result))
                return redirect(back)
    said = sentence(asked)
    context = {
        "title": f"整批核实 · {selection.register.name}",
        "crumbs": (*crumbs(selection.register)[:1], Link(selection.register.name, back)),
        "intro": f"{f'{said}，' if said else ''}现在在册的 {total} {selection.register.unit}"
        "都已核对、内容没有变化的，在这里一次登记核实。有变化的请先逐条办理“变更”或导入表格。"
        f"{f'{over}的不再核实，不在内。' if over else ''}",
        "groups": (FormGroup(form_fields(fieldset, typed, found)),),
        "problems": (*problems, *form_problems(fieldset, found)),
        "problems_head": "没有登记核实，请先改正",
        "submit": f"核实 {total} {selection.register.unit}",
        "cancel_url": back,
        "key": request.POST.get("key") or f"confirm-{uuid7().hex}",
    }
    return render(request, "desk/form.html", context, status=422 if problems or found else 200)


def set_confirming(request: HttpRequest, key: str) -> HttpResponse:
    """How often the rows of a ledger are to be confirmed, and which of them need not be any more."""
    policy.may(current_scope().actor, "define")
    register = register_by_key(key)
    here = reverse("registers:settings", args=[key])
    if request.method == "POST":
        lines = [dict(zip(("field", "value"), one.split("=", 1), strict=False)) for one in request.POST.getlist("over")]
        given = {"confirm_every": request.POST.get("confirm_every", ""), "finished": lines}
        perform(SetConfirming(), [given], targets=[register.pk])
        messages.success(request, "已改核实周期。")
        return redirect(here)
    options = (("", "不要求核实"), *((one.value, one.label) for one in EVERY.choices))
    chosen = finishes_of(register)
    offered = dict.fromkeys((*chosen, *offered_by(fieldset_of(register))))
    fields = (
        FormField("confirm_every", "核实周期", "choice", register.confirm_every, choices=options),
        FormField(
            "over",
            FINISHED.label,
            "choices",
            [one.written for one in chosen],
            wide=True,
            choices=tuple((one.written, one.said) for one in offered),
            help="已经了结的勾上，符合一项的就不再核实；不勾的都要核实",
        ),
    )
    context = {
        "title": f"核实周期 · {register.name}",
        "crumbs": (*crumbs(register), Link("台账设置", here)),
        "intro": SetConfirming.help,
        "groups": (FormGroup(fields if offered else fields[:1]),),
        "cancel_url": here,
    }
    return render(request, "desk/form.html", context)


def _demand_post(request: HttpRequest) -> None:
    if request.method != "POST":
        raise JingweiError("请从记录页面点“核实无变化”。", code="method")


def _keys(given: list[str]) -> list[UUID]:
    try:
        return list(dict.fromkeys(UUID(one) for one in given))
    except ValueError as error:
        raise JingweiError("所选的行不对，请回到列表重新勾选。", code="row.wrong") from error


def _told(result: object) -> str:
    assert isinstance(result, dict)
    again = f"，另有 {result['already']} 条当天已核实过" if result["already"] else ""
    return f"已核实 {result['confirmed']} 条{again}。"


def _out_of_question(selection: Selection, total: int) -> tuple[str, ...]:
    if selection.ended or not selection.point.latest:
        return ("只能核实现在在册的记录，请把列表的“时点”改回“现在”再核实。",)
    if total > MOST:
        return (f"这里有 {total} 条，一次最多核实 {MOST} 条，请先按社区或其他条件筛选。",)
    return () if total else ("没有符合条件的记录，不用核实。",)
