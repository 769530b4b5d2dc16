"""What the pages of people share: a form that performs an action, addresses with changed parameters, page numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jingwei.core.actions import Action, Done, perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.ui.declared_form import Options, form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link

PAGE = 50


def action_page(
    request: HttpRequest,
    action: Action,
    done: Callable[[Done], HttpResponse],
    *,
    title: str,
    cancel_url: str,
    targets: Sequence[Any] = (),
    initial: Mapping[str, Any] | None = None,
    options: Mapping[str, Options] | None = None,
    search_urls: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    context: Mapping[str, Any] | None = None,
    **page: Any,
) -> HttpResponse:
    """A form of the layout `desk/form.html` that performs `action` on `targets` and goes on with `done`."""
    problems: Sequence[Problem] = ()
    values: Mapping[str, Any] = initial or {}
    if request.method == "POST":
        values = posted_values(action.declared, request.POST, request.FILES)
        try:
            return done(
                perform(
                    action,
                    [values],
                    targets=[target.pk for target in targets],
                    expect=_expected(request, targets),
                    key=request.POST.get("key") if action.idempotent_result else None,
                    reason=request.POST.get("reason", ""),
                    context=context,
                )
            )
        except Invalid as error:
            problems = error.problems
    fields = form_fields(action.declared, values, problems, options=options, search_urls=search_urls, chosen=chosen)
    if action.reason:
        wrong = tuple(problem.message for problem in problems if problem.field == "reason")
        value = request.POST.get("reason", "")
        fields = (*fields, FormField("reason", "原因", value=value, problems=wrong, required=True, max_length=120))
    whole = [] if action.reason else [problem.message for problem in problems if problem.field == "reason"]
    shown = {
        "title": title,
        "groups": (FormGroup(fields),) if fields else (),
        "problems": (*form_problems(action.declared, [p for p in problems if p.field != "reason"]), *whole),
        "submit": action.label,
        "cancel_url": cancel_url,
        "intro": action.help,
        "key": request.POST.get("key") or str(uuid4()),
        "revision": targets[0].revision if len(targets) == 1 else None,
        **page,
    }
    return render(request, "desk/form.html", shown, status=422 if problems else 200)


def _expected(request: HttpRequest, targets: Sequence[Any]) -> dict[UUID, int]:
    written = request.POST.get("expect", "")
    return {targets[0].pk: int(written)} if len(targets) == 1 and written.isdigit() else {}


def address(request: HttpRequest, **changes: str | int | None) -> str:
    """This page with other parameters; None takes one away. Any change but that of the page goes back to page 1."""
    kept = {name: value for name, value in request.GET.items() if value}
    if "page" not in changes:
        kept.pop("page", None)
    for name, value in changes.items():
        kept.pop(name, None)
        if value not in (None, ""):
            kept[name] = str(value)
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def page_number(request: HttpRequest) -> int:
    """The page asked for, from 1."""
    written = request.GET.get("page", "")
    return max(1, int(written)) if written.isdigit() and len(written) < 7 else 1


def chosen_links(request: HttpRequest, words: Mapping[str, str]) -> tuple[Link, ...]:
    """One link per chosen filter that takes it away; `words` gives what each is called."""
    return tuple(Link(label, address(request, **{name: None})) for name, label in words.items() if label)
