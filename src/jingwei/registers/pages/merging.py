"""合并: the other row is chosen, then field by field the value, with a preview of all that leads to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.scope import current_scope
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.registers.actions.merge import MergeEntries
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import shown
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.pages.comparing import two_states
from jingwei.registers.pages.entry_parts import find_entry
from jingwei.registers.pages.pointers import pointers_table
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.succession.values import JOINED, choosable


def merge(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Which row the entry is merged with; the picker gives the number of another row of the ledger."""
    policy.may(current_scope().actor, "tidy")
    entry = find_entry(entry_id)
    wrong: tuple[str, ...] = ()
    if request.method == "POST":
        number = (request.POST.get("other") or request.POST.get("other.said") or "").strip()
        other = Entry.objects.filter(register_id=entry.register_id, key=number).first()
        if other is not None and other.pk != entry.pk:
            return redirect("registers:merge_two", entry.pk, other.pk)
        wrong = ("这就是这条记录自己，请选另一条。",) if other else (f"本台账里没有编号为“{number}”的记录。",)
    field = FormField(
        "other",
        "与哪一条合并",
        "link",
        problems=wrong,
        required=True,
        help="输入名称、拼音首字母或编号查找",
        search_url=reverse("registers:options", args=[entry.register.key]),
    )
    context = {
        "title": f"合并 · {entry.register.name}",
        "crumbs": (*crumbs(entry.register), Link(entry.key, reverse("registers:entry", args=[entry.pk]))),
        "intro": "两条记录登记的是同一个对象时合并。下一步逐项选用哪一条的内容，看到都有什么指向它们，再确认。",
        "groups": (FormGroup((field,)),),
        "submit": "下一步",
        "cancel_url": reverse("registers:entry", args=[entry.pk]),
    }
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def merge_two(request: HttpRequest, entry_id: UUID, other_id: UUID) -> HttpResponse:
    """The values to choose from, and what leads to the row that will end; POST merges."""
    policy.may(current_scope().actor, "tidy")
    kept, other = find_entry(entry_id), find_entry(other_id)
    register = kept.register
    first, second = two_states(register, entry_id, other_id)
    problems: list[str] = []
    if request.method == "POST":
        chosen = {key[5:]: value for key, value in request.POST.items() if key.startswith("take.")}
        values = {
            "on": request.POST.get("on", ""),
            "take": ",".join(key for key, value in chosen.items() if value == "other"),
            "both": ",".join(key for key, value in chosen.items() if value == "both"),
        }
        expect = {
            one.pk: int(given)
            for one in (kept, other)
            if (given := request.POST.get(f"expect.{one.pk}", "")).isascii() and given.isdigit()
        }
        reason = request.POST.get("reason", "")
        try:
            done = perform(MergeEntries(), [values], targets=[kept.pk, other.pk], expect=expect, reason=reason)
        except Invalid as error:
            problems = [f"“{problem.label}”{problem.message}" for problem in error.problems]
        else:
            moved = done.result["repointed"]
            led = f"，{moved} 条指向它的记录已改为指向这一条" if moved else ""
            messages.success(request, f"已把“{other.key}”并入这一条{led}。")
            return redirect("registers:entry", kept.pk)
    response = render(request, "registers/merge.html", _context(request, register, first, second, problems))
    response.status_code = 422 if problems else 200
    return response


def _context(
    request: HttpRequest, register: Register, kept: Version, other: Version, problems: list[str]
) -> dict[str, Any]:
    fieldset = fieldset_of(register)
    asked = choosable(fieldset, register, kept, other)
    rows = [
        {
            "key": field.key,
            "label": field.label,
            "kept": shown(kept.data.get(field.key), fieldset, field.key),
            "other": shown(other.data.get(field.key), fieldset, field.key),
            "joined": field.kind in JOINED,
            # What only the other row says is not lost, unless somebody chooses so.
            "chosen": request.POST.get(f"take.{field.key}")
            or ("keep" if kept.data.get(field.key) not in (None, "", []) else "other"),
        }
        for field in asked
    ]
    same = [
        field.label
        for field in fieldset.fields
        if field not in asked and kept.data.get(field.key) not in (None, "", []) and field.key != register.key_field
    ]
    given = request.POST
    wrong = ("请写明为什么合并。",) if problems and not given.get("reason", "").strip() else ()
    return {
        "title": f"合并 · {register.name}",
        "crumbs": (*crumbs(register), Link(kept.entry.key, reverse("registers:entry", args=[kept.entry_id]))),
        "kept": kept,
        "other": other,
        "rows": rows,
        "same": same,
        "problems": problems,
        "swap_url": reverse("registers:merge_two", args=[other.entry_id, kept.entry_id]),
        "cancel_url": reverse("registers:entry", args=[kept.entry_id]),
        "pointers": pointers_table(register, other.entry, f"改为指向 {kept.entry.key}"),
        "fields": (
            FormField(
                "on",
                "从哪天起合并",
                "date",
                given.get("on", ""),
                help="一直就是同一个对象、登记重复了的不填：过去的时点也只算一个",
            ),
            FormField("reason", "原因", "textarea", given.get("reason", ""), wrong, required=True, max_length=200),
        ),
    }
