"""拆分: a line for each part, and what leads to the row that is divided."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Act, perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.registers.actions.split import SplitEntry
from jingwei.registers.models import Entry
from jingwei.registers.pages.entry_parts import find_entry
from jingwei.registers.pages.pointers import pointers_table
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy


def split(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The form; POST divides the row and opens it again, or the first part where it ended."""
    policy.may(current_scope().actor, "tidy")
    entry = find_entry(entry_id)
    action = SplitEntry()
    fieldset = action.fields(Act(current_scope()), [entry])
    if request.method != "POST":
        return _page(request, entry, fieldset, {"into": [{}, {}]})
    typed = posted_values(fieldset, request.POST, request.FILES)
    reason, expect = request.POST.get("reason", ""), request.POST.get("expect", "")
    if request.POST.get("more") == "into":
        # Without a script the page itself is asked for a further line; nothing is written.
        return _page(request, entry, fieldset, {**typed, "into": [*(typed.get("into") or []), {}]}, reason=reason)
    try:
        done = perform(
            action,
            [typed],
            targets=[entry.pk],
            expect={entry.pk: int(expect)} if expect.isascii() and expect.isdigit() else None,
            key=request.POST.get("key") or None,
            reason=reason,
        )
    except Invalid as error:
        response = _page(request, entry, fieldset, typed, error.problems, reason)
        response.status_code = 422
        return response
    _tell(request, entry, done.result)
    return redirect("registers:entry", entry.pk)


def _tell(request: HttpRequest, entry: Entry, result: Mapping[str, Any]) -> None:
    stays = "，原来的一条继续用" if result["goes_on"] else "，原来的一条已停用"
    led = f"，{result['repointed']} 条指向它的记录已改过来" if result["repointed"] else ""
    messages.success(request, f"已从“{entry.key}”拆出 {len(result['entries'])} 条{stays}{led}。")
    for one in result["unlike"]:
        messages.warning(request, f"{one['label']}：原来 {one['before']}，拆分后合计 {one['sum']}，请核对。")


def _page(
    request: HttpRequest,
    entry: Entry,
    fieldset: FieldSet,
    values: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    reason: str = "",
) -> HttpResponse:
    wrong = tuple(problem.message for problem in problems if problem.field == "reason")
    leading = pointers_table(entry.register, entry, "").rows
    told = "；".join(f"{getattr(row.cells[0], 'value', row.cells[0])} {row.cells[2]} 条" for row in leading)
    why = FormField("reason", "原因", "textarea", reason, wrong, required=True, max_length=200, wide=True)
    context = {
        "title": f"拆分 · {entry.register.name}",
        "subtitle": f"{entry.key}",
        "crumbs": (*crumbs(entry.register), Link(entry.key, reverse("registers:entry", args=[entry.pk]))),
        "intro": SplitEntry.help,
        "groups": (
            FormGroup(form_fields(fieldset, values, list(problems)), text=f"指向这条的：{told}。" if told else ""),
            FormGroup((why,)),
        ),
        "problems": form_problems(fieldset, [problem for problem in problems if problem.field != "reason"]),
        "submit": "拆分",
        "cancel_url": reverse("registers:entry", args=[entry.pk]),
        "revision": entry.revision,
        "key": request.POST.get("key") or f"form-{uuid7().hex}",
    }
    return render(request, "desk/form.html", context)
