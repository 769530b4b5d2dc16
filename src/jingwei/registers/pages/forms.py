"""The forms of a ledger: record, change, correct, take out of use; all made from the action's own declaration."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import Act, Action, perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.facts.asked import read_point
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.scope import current_scope
from jingwei.core.secrets import is_sealed_value
from jingwei.core.ui.blocks import Change
from jingwei.core.ui.declared_form import form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.core.uuid7 import uuid7
from jingwei.registers.actions import ChangeEntry, CorrectEntry, EndEntry, RecordEntry, RestoreEntry
from jingwei.registers.attachments import keep_attached
from jingwei.registers.fieldsets import HELD
from jingwei.registers.history import shown
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.pages.entry_parts import find_entry
from jingwei.registers.pages.linking import chosen, search_urls
from jingwei.registers.policy import policy
from jingwei.registers.query import last_states, register_by_key, state_of

_UNSEEN = "已登记的不在这里显示；留空则不变"


def record(request: HttpRequest, key: str) -> HttpResponse:
    """登记 one object."""
    policy.may(current_scope().actor, "record")
    register = register_by_key(key)
    return _form(request, RecordEntry(), register, None)


def change(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """变更."""
    policy.may(current_scope().actor, "record")
    return _entry_form(request, ChangeEntry(), entry_id)


def correct(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """更正."""
    policy.may(current_scope().actor, "correct")
    return _entry_form(request, CorrectEntry(), entry_id)


def end(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """停用."""
    policy.may(current_scope().actor, "end")
    return _entry_form(request, EndEntry(), entry_id)


def restore(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """恢复使用."""
    policy.may(current_scope().actor, "end")
    return _entry_form(request, RestoreEntry(), entry_id)


def _entry_form(request: HttpRequest, action: Action, entry_id: UUID) -> HttpResponse:
    entry = find_entry(entry_id)
    return _form(request, action, entry.register, entry)


def _form(request: HttpRequest, action: Action, register: Register, entry: Entry | None) -> HttpResponse:
    act = Act(current_scope(), context={"register": register})
    fieldset = action.fields(act, [entry] if entry else [])
    state = last_states([entry.pk]).get(entry.pk) if entry else None
    held = ""
    if HELD.key in fieldset.by_key:
        # A state of the past is corrected from the page as of a day: the form begins with what that state says.
        fieldset = replace(fieldset, fields=tuple(one for one in fieldset.fields if one.key != HELD.key))
        held = request.GET.get("on", "")
        if held and entry is not None:
            state = state_of(entry.pk, read_point(request.GET)) or state
    stored = _editable(state) | (_left(entry, state) if isinstance(action, EndEntry) else {})
    if request.method != "POST":
        return _page(request, action, register, entry, fieldset, stored)
    typed = posted_values(fieldset, request.POST, request.FILES)
    if (more := request.POST.get("more")) in typed and isinstance(typed[more], list):
        # Without a script the page itself is asked for a further line; nothing is written.
        typed[more] = [*typed[more], {}]
        return _page(
            request, action, register, entry, fieldset, {**stored, **typed}, reason=request.POST.get("reason", "")
        )
    problems = keep_attached(register, fieldset, typed, state.data if state else {})
    # A personal field left empty on the form keeps what is known: its value was never shown.
    kept = [f.key for f in fieldset.fields if f.personal and state and f.key in state.data and not typed.get(f.key)]
    # After a conflict the clerk chose, field by field, whose value stands; the other's needs no writing.
    kept += [key for key in typed if request.POST.get(f"take.{key}") == "theirs"]
    given = [key for key in typed if key not in kept]
    typed = {key: value for key, value in typed.items() if key not in kept}
    if entry is not None and register.key_field in fieldset.by_key:
        typed[register.key_field] = entry.key
    expect = request.POST.get("expect", "")
    reason = request.POST.get("reason", "")
    try:
        if problems:
            raise Invalid(problems)
        done = perform(
            action,
            [{**typed, **({HELD.key: held} if held else {})}],
            targets=[entry.pk] if entry else (),
            expect={entry.pk: int(expect)} if entry and expect.isascii() and expect.isdigit() else None,
            key=request.POST.get("key") or None,
            reason=reason,
            context={"register": register, "given": given},
        )
    except Invalid as error:
        response = _page(request, action, register, entry, fieldset, {**stored, **typed}, error.problems, reason)
        response.status_code = 422
        return response
    except Conflict as error:
        if entry is None or error.revision is None:
            raise
        response = _conflict(request, entry, error, fieldset, typed, reason)
        response.status_code = 409
        return response
    entries = done.result.get("entries") or []
    if not entries and entry is not None:
        messages.info(request, "内容没有变化，未写入。")
        entries = [str(entry.pk)]
    else:
        messages.success(request, f"已{action.label}。")
    return redirect("registers:entry", entries[0])


def _page(
    request: HttpRequest,
    action: Action,
    register: Register,
    entry: Entry | None,
    fieldset: FieldSet,
    values: Mapping[str, Any],
    problems: list[Problem] | None = None,
    reason: str = "",
) -> HttpResponse:
    found = problems or []
    readonly = {register.key_field} if entry is not None else set()
    fields = form_fields(
        fieldset, values, found, readonly=readonly, search_urls=search_urls(fieldset), chosen=chosen(fieldset, values)
    )
    if entry is not None:
        fields = tuple(replace(one, help=_UNSEEN) if one.personal else one for one in fields)
    groups = [FormGroup(fields)]
    if asked := _reason(action, fieldset, reason, found):
        groups.append(FormGroup((asked,)))
    crumbs = [
        Link("台账", reverse("registers:index")),
        Link(register.name, reverse("registers:list", args=[register.key])),
    ]
    if entry is not None:
        crumbs.append(Link(entry.key, reverse("registers:entry", args=[entry.pk])))
    return render(
        request,
        "desk/form.html",
        {
            "title": f"{action.label} · {register.name}",
            "crumbs": tuple(crumbs),
            "subtitle": _of_day(request, action),
            "intro": action.help,
            "groups": tuple(groups),
            "problems": form_problems(fieldset, [p for p in found if p.field != "reason"]),
            "submit": action.label,
            "cancel_url": crumbs[-1].url,
            "revision": entry.revision if entry else None,
            "key": request.POST.get("key") or f"form-{uuid7().hex}",
        },
    )


def _reason(action: Action, fieldset: FieldSet, reason: str, found: list[Problem]) -> FormField | None:
    """The words beside what is done: why, or where a list says why, what else is to be said."""
    wrong = tuple(p.message for p in found if p.field == "reason")
    listed = fieldset.by_key.get("left_for")
    if isinstance(action, EndEntry) and listed is not None:
        help = "选“其他原因”的，在这里写明" if not listed.required else "可不填"
        return FormField("reason", "说明", "textarea", reason, wrong, help=help, wide=True)
    if action.reason or isinstance(action, EndEntry):
        return FormField("reason", "原因", "textarea", reason, wrong, required=True, wide=True)
    return None


def _left(entry: Entry | None, state: Version | None) -> dict[str, Any]:
    """How a row left, where it did: stated anew, the form begins with what was said."""
    if entry is None or state is None or entry.ended_on is None:
        return {}
    return {"ended_on": entry.ended_on.isoformat(), "left_for": (state.leaving or {}).get("for")}


def _of_day(request: HttpRequest, action: Action) -> str:
    """Which day's state is corrected, where it is not the last."""
    on = request.GET.get("on", "")
    return f"更正 {on[:10]} 时的情况；之前和之后的不变" if on and isinstance(action, CorrectEntry) else ""


def _mine(fieldset: FieldSet, typed: Mapping[str, Any], key: str) -> str:
    """What the reader typed, as the other values beside it are shown; as typed where it is none."""
    if typed.get(key) in (None, ""):
        return ""
    clean = fieldset.clean({key: typed[key]}, partial=True)
    value = clean.values.get(key)
    return shown(value, fieldset, key) if value is not None and not clean.problems else str(typed[key])


def _conflict(
    request: HttpRequest, entry: Entry, error: Conflict, fieldset: FieldSet, typed: Mapping[str, Any], reason: str
) -> HttpResponse:
    labels = {f.label: f.key for f in fieldset.fields}
    changes = tuple(
        Change(
            line["label"],
            str(line["before"] or ""),
            str(line["after"] or ""),
            _mine(fieldset, typed, labels.get(line["label"], "")),
            labels.get(line["label"], ""),
        )
        for line in error.changes
    )
    last = error.changes[-1] if error.changes else {"who": "", "at": None}
    return render(
        request,
        "desk/conflict.html",
        {
            "title": "这条记录已被他人修改",
            "crumbs": (
                Link(entry.register.name, reverse("registers:list", args=[entry.register.key])),
                Link(entry.key, reverse("registers:entry", args=[entry.pk])),
            ),
            "who": last["who"],
            "when": last["at"],
            "changes": changes,
            "revision": error.revision,
            "record_url": reverse("registers:entry", args=[entry.pk]),
            "post_url": request.path,
            "hidden": (*_hidden(typed), ("reason", reason)),
        },
    )


def _hidden(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed, as a form would send it again."""
    out: list[tuple[str, str]] = []
    for key, value in typed.items():
        if isinstance(value, Mapping):
            out += [(f"{key}.{part}", str(inner)) for part, inner in value.items()]
        elif isinstance(value, list) and any(isinstance(line, Mapping) for line in value):
            lines = {f"{key}.{at}.{part}": inner for at, line in enumerate(value) for part, inner in line.items()}
            out += [(f"{key}.asked", "1"), *_hidden(lines)]
        elif isinstance(value, list):
            out += [(key, str(inner)) for inner in value]
        else:
            out.append((key, str(value)))
    return out


def _editable(state: Version | None) -> dict[str, Any]:
    """The values a form starts with; personal ones stay empty, so that opening a form shows nothing."""
    if state is None:
        return {}
    return {key: value for key, value in state.data.items() if not is_sealed_value(value)}
