"""A form that performs an action: shown, checked, and settled where two people changed the same record."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jingwei.core.actions import Action, Done, perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.ui.blocks import Change
from jingwei.core.ui.declared_form import Options, form_fields, form_problems, posted_values
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.values import as_text


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
    declared: FieldSet | None = None,
    template: str = "desk/form.html",
    take: Callable[[FieldSet, dict[str, Any]], Sequence[Problem]] | None = None,
    **page: Any,
) -> HttpResponse:
    """A form of the layout `template` that performs `action` on `targets` and goes on with `done`.

    `initial` are the present values (and a reason that stands ready), `declared` the fields where they depend on the
    target or the context, `take` keeps files that were sent, in the place of what was typed, and gives what it could
    not take. What cannot be taken comes back with the form (422); what another changed in the meantime comes back as
    the page on which one chooses, value by value (409).
    """
    problems: Sequence[Problem] = ()
    seen: int | None = None
    present = dict(initial or {})
    declared = declared or action.declared
    values, status = present, 200
    if request.method == "POST":
        values = _posted(request, declared, present)
        try:
            if take is not None and (wrong := take(declared, values)):
                raise Invalid(wrong)
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
            problems, status = error.problems, error.status
        except Conflict as error:
            if error.changes:
                changes = _changes(declared, error, values, options or {})
                if changes:
                    return _conflict_page(request, error, changes, title)
            problems, status = [Problem(None, "", "", _told(error), error.error_code)], error.status
            seen = error.revision
    fields = form_fields(declared, values, problems, options=options, search_urls=search_urls, chosen=chosen)
    if action.reason:
        fields = (*fields, _reason(request, problems, present.get("reason", "")))
    elsewhere = [problem for problem in problems if not (action.reason and problem.field == "reason")]
    shown = {
        "title": title,
        "groups": (FormGroup(fields),) if fields else (),
        "problems": form_problems(declared, elsewhere),
        "submit": action.label,
        "cancel_url": cancel_url,
        "intro": action.help,
        "key": request.POST.get("key") or str(uuid4()),
        # What the reader saw first counts, also when the form comes back.
        "revision": seen or request.POST.get("expect") or (targets[0].revision if len(targets) == 1 else None),
        **page,
    }
    return render(request, template, shown, status=status)


def chosen_names(request: HttpRequest, **models: type[Model]) -> dict[str, str]:
    """What the links of a form that comes back are called, by the key of their field."""
    found = {}
    for key, model in models.items():
        with suppress(ValueError):
            row = model._default_manager.filter(pk=UUID(request.POST.get(key, ""))).first()
            if row is not None:
                found[key] = str(getattr(row, "name", ""))
    return found


def _posted(request: HttpRequest, declared: FieldSet, present: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed; after a conflict, the present value wherever that of the other was chosen."""
    values = posted_values(declared, request.POST, request.FILES)
    theirs = [key for key in values if request.POST.get(f"take.{key}") == "theirs"]
    return values | {key: present.get(key) for key in theirs}


def _expected(request: HttpRequest, targets: Sequence[Any]) -> dict[UUID, int]:
    written = request.POST.get("expect", "")
    return {targets[0].pk: int(written)} if len(targets) == 1 and written.isascii() and written.isdigit() else {}


def _reason(request: HttpRequest, problems: Sequence[Problem], ready: str) -> FormField:
    wrong = tuple(problem.message for problem in problems if problem.field == "reason")
    value = request.POST.get("reason", ready)
    return FormField("reason", "原因", value=value, problems=wrong, required=True, max_length=120, wide=bool(ready))


def _changes(
    declared: FieldSet, error: Conflict, values: Mapping[str, Any], options: Mapping[str, Options]
) -> list[Change]:
    """What the other changed, with what this reader was about to write; only what the form asks for."""
    keys = {field.label: field.key for field in declared.fields}
    changes = []
    for change in error.changes:
        key = keys.get(change["label"])
        if key is not None:
            names = dict(options.get(key, ()))
            three = (change["before"], change["after"], values.get(key))
            before, after, mine = (names.get(str(value), as_text(value)) for value in three)
            changes.append(Change(change["label"], before, after, "" if mine == before else mine, key))
    return changes


def _told(error: Conflict) -> str:
    """What the other changed in one sentence, where the form asks for none of it."""
    told = "；".join(
        f"{one['who']}把{one['label']}由“{as_text(one['before'])}”改为“{as_text(one['after'])}”"
        for one in error.changes
    )
    return f"{error.message}{told}。" if told else error.message


def _conflict_page(request: HttpRequest, error: Conflict, changes: Sequence[Change], title: str) -> HttpResponse:
    context = {
        "title": title,
        "who": error.changes[-1]["who"],
        "when": error.changes[-1]["at"],
        "changes": changes,
        "post_url": request.get_full_path(),
        "hidden": [(name, value) for name, value in request.POST.items() if not _of_the_frame(name)],
        "revision": error.revision,
        "record_url": request.get_full_path(),
    }
    return render(request, "desk/conflict.html", context, status=error.status)


def _of_the_frame(name: str) -> bool:
    return name in ("csrfmiddlewaretoken", "expect", "key") or name.startswith("take.")
