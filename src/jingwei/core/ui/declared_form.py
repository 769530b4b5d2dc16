"""From a declaration of fields to the fields of a form, and back from what was posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.fields import KINDS, Field, FieldSet, Problem
from jingwei.core.ui.forms import FormField, posted

Options = Sequence[tuple[str, str]]


def form_fields(
    fieldset: FieldSet,
    values: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    *,
    options: Mapping[str, Options] | None = None,
    search_urls: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> tuple[FormField, ...]:
    """The fields of a form that asks for `fieldset`, with `values` in them and `problems` beside them.

    A link is a list to choose from when `options` has its key; else it is searched at `search_urls`, and `chosen` says
    what its present value is called.
    """
    by_key: dict[str, list[str]] = {}
    for problem in problems:
        by_key.setdefault(problem.field or "", []).append(problem.message)
    return tuple(
        _form_field(
            field,
            values.get(field.key),
            tuple(by_key.get(field.key, ())),
            (options or {}).get(field.key),
            (search_urls or {}).get(field.key, ""),
            (chosen or {}).get(field.key, ""),
        )
        for field in fieldset.fields
    )


def posted_values(fieldset: FieldSet, body: Any, files: Any = None) -> dict[str, Any]:
    """What a form of `form_fields` sent, as `FieldSet.clean` takes it."""
    return posted({field.key: KINDS[field.kind].widget for field in fieldset.fields}, body, files)


def form_problems(fieldset: FieldSet, problems: Sequence[Problem]) -> tuple[str, ...]:
    """The problems that belong to none of the fields."""
    return tuple(problem.message for problem in problems if problem.field not in fieldset.by_key)


def _form_field(
    field: Field, value: Any, problems: tuple[str, ...], options: Options | None, search_url: str, chosen: str
) -> FormField:
    kind = KINDS[field.kind]
    choices = options if options is not None else [(choice.value, choice.label) for choice in field.choices]
    return FormField(
        key=field.key,
        label=field.label,
        widget="choice" if options is not None else kind.widget,
        value=value,
        problems=problems,
        required=field.required,
        help=field.help,
        unit=field.unit or "",
        choices=tuple(choices),
        decimals=field.decimals,
        minimum=str(field.minimum) if field.minimum is not None else "",
        maximum=str(field.maximum) if field.maximum is not None else "",
        max_length=field.max_length,
        search_url=search_url,
        chosen_label=chosen,
        personal=bool(field.personal),
    )
