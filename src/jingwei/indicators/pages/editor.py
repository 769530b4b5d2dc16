"""定义指标: a definition as a sentence of choices, with what it would come to beside it."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.indicators.actions import DefineIndicator, RedefineIndicator
from jingwei.indicators.definitions import definition, load_definitions
from jingwei.indicators.editing import choices
from jingwei.indicators.editing.draft import WORDS, Draft, draft_of, retold
from jingwei.indicators.editing.formulas import called
from jingwei.indicators.editing.keys import RULE
from jingwei.indicators.editing.pickers import pickers, settled
from jingwei.indicators.editing.posted import posted_state, pressed
from jingwei.indicators.editing.state import State, state_of
from jingwei.indicators.editing.yaml_text import line_of, read_mapping, yaml_of
from jingwei.indicators.models import Definition
from jingwei.indicators.pages.asked import choosable, latest_year
from jingwei.indicators.pages.preview import preview_of, preview_places, read_period
from jingwei.indicators.policy import policy

_SPOKEN = ("name", "unit", "decimals", "valid_from")
_RETIRED = "，已停用；保存后恢复使用"
_TOLD = ("owner", "source", "basis", "exclusions")


def define(request: HttpRequest) -> HttpResponse:
    """A new indicator; `?copy=key` starts from another one, `?body=` from a definition (存为指标 of a list)."""
    policy.may(current_scope().actor, "define")
    copied, given = request.GET.get("copy", "")[:48], request.GET.get("body", "")
    begun = read_mapping(given, "定义") if given else None
    return _editor(request, None, definition(copied).row if copied else None, begun)


def redefine(request: HttpRequest, key: str) -> HttpResponse:
    """Another version of an indicator, or other words."""
    policy.may(current_scope().actor, "define")
    return _editor(request, definition(key).row, None)


def _editor(
    request: HttpRequest, before: Definition | None, copied: Definition | None, begun: Mapping[str, Any] | None = None
) -> HttpResponse:
    facts, known = all_facts(), load_definitions()
    names = {key: one.row.name for key, one in known.items()}
    do = request.POST.get("do", "")
    problems: list[Problem] = []
    status = 200
    revision = request.POST.get("expect", "")
    if request.method == "POST":
        state, values = posted_state(request.POST), posted_values(WORDS, request.POST)
        if do == "insert" and request.POST.get("d.insert"):
            state.formula = f"{state.formula.rstrip()} “{request.POST['d.insert'].strip()}”".strip()
        pressed(state, do)
        settled(state, facts)
    else:
        start = before or copied
        body = start.body if start else begun
        state = state_of(body, names) if body else State()
        values = _words(start, copied) if start else {"decimals": 0, **_told_in(begun or {})}
    key = before.key if before else request.POST.get("code", "").strip()[:48]
    draft = draft_of(state, values, key, before, facts, known)
    if do == "save":
        try:
            return _saved(request, draft, values, before)
        except Invalid as error:
            problems, status = list(error.problems), 422
        except Conflict as error:
            problems, status = [Problem(None, "", "", _conflict(error), error.error_code)], 409
            revision = str(error.revision or revision)
    context = {
        **_page(before),
        **pickers(state, facts, names),
        "sources": choices.sources(facts),
        "indicators": tuple(sorted((called(one, names), one) for one in names if before is None or one != before.key)),
        "groups": _groups(values, problems, before, key),
        "draft": draft,
        "problems": _sentences(problems),
        "problems_head": "没有保存，请先改正" if problems else "",
        "reason": FormField("reason", "变更原因", "text", request.POST.get("reason", ""), max_length=200, wide=True,
                            problems=tuple(one.message for one in problems if one.field == "reason"),
                            help="改变取数口径时必填，如“按区统计局新制度，不再计空置房”；只改文字可以不填"),
        "revision": revision or (before.revision if before else ""),
        "once": request.POST.get("once") or str(uuid4()),
        "as_yaml": yaml_of(draft.body) if draft.body else "",
        "added": f"{do.split(':')[1]}" if do.startswith("add:") and do.count(":") == 2 else "",
        "periods": tuple((str(one), one.name) for one in choosable(latest_year())),
        "period": str(read_period(request.POST)),
        "places": preview_places(),
        "place": request.POST.get("p.place", ""),
    }  # fmt: skip
    if do == "preview":
        context["preview"] = preview_of(request.POST, draft, before, facts, known)
    return render(request, "indicators/editor.html", context, status=status)


def _page(before: Definition | None) -> dict[str, Any]:
    crumbs = [Link("指标", reverse("indicators:index"))]
    if before is None:
        return {"title": "定义指标", "crumbs": tuple(crumbs), "here": reverse("indicators:define"), "before": None,
                "cancel_url": reverse("indicators:index")}  # fmt: skip
    record = reverse("indicators:definition", args=[before.key])
    crumbs.append(Link(before.name, record))
    return {
        "title": f"修改口径：{before.name}",
        "subtitle": f"现为第{before.version}版，{before.valid_from} 起{_RETIRED if before.retired else ''}",
        "crumbs": tuple(crumbs),
        "here": reverse("indicators:redefine", args=[before.key]),
        "before": before,
        "cancel_url": record,
    }  # fmt: skip


def _words(row: Definition, copied: Definition | None) -> dict[str, Any]:
    names = ("name", "unit", "decimals", "owner", "basis", "exclusions", "source")
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    if copied is not None:
        values["name"] = ""
    else:
        values["valid_from"] = row.valid_from.isoformat()
    return values


def _told_in(body: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(body[name]) for name in ("name", "unit") if body.get(name)}


def _groups(
    values: Mapping[str, Any], problems: list[Problem], before: Definition | None, key: str
) -> tuple[FormGroup, ...]:
    found = {one.key: one for one in form_fields(WORDS, values, problems)}
    wrong = tuple(one.message for one in problems if one.field == "key")
    code = FormField("code", "代号", "text", key, problems=wrong, max_length=48, help=f"{RULE}；不填由系统拟定")
    first = tuple(found[name] for name in _SPOKEN)
    return FormGroup(first if before else (*first, code)), FormGroup(tuple(found[name] for name in _TOLD), "说明")


def _saved(request: HttpRequest, draft: Draft, values: Mapping[str, Any], before: Definition | None) -> HttpResponse:
    if not draft.body:
        raise Invalid([Problem("body", "定义", "", one, "definition.wrong") for one in retold(draft.problems)])
    row: dict[str, Any] = {**values, "body": line_of(draft.body)}
    reason, once = request.POST.get("reason", ""), request.POST.get("once") or None
    if before is None:
        row["key"] = request.POST.get("code", "").strip() or (draft.change.row.key if draft.change else "indicator")
        done = perform(DefineIndicator(), [row], key=once)
        messages.success(request, f"已建立指标“{values.get('name', '')}”。")
    else:
        seen = request.POST.get("expect", "")
        expect = {before.pk: int(seen)} if seen.isascii() and seen.isdigit() else None
        done = perform(RedefineIndicator(), [row], targets=[before.pk], expect=expect, reason=reason, key=once)
        told = next((word for kind, word in _DONE.items() if done.result[kind]), "没有变化，未另存。")
        messages.success(request, told)
    return redirect("indicators:definition", done.result["keys"][0])


_DONE = {
    "version": "已另存为新的一版，旧版仍可查。",
    "dated": "已改启用日期。",
    "words": "已保存。取数口径没有变，未另成一版。",
}


def _sentences(problems: list[Problem]) -> tuple[str, ...]:
    shown = FieldSet("shown", 1, WORDS.fields)
    return tuple(one.message for one in problems if one.field not in (*shown.by_key, "key", "reason"))


def _conflict(error: Conflict) -> str:
    told = [
        f"{one['label']}由“{one['before'] or '空'}”改为“{one['after'] or '空'}”（{one['who']}）"
        for one in error.changes or ()
    ]
    if not told:
        return error.message
    return f"您打开之后，别人已修改：{'；'.join(told)}。您填的还在，核对后再点一次保存，就按您填的保存。"
