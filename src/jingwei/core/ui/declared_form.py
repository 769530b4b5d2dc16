"""From a declaration of fields to the fields of a form, and back from what was posted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jingwei.core.fields import KINDS, Field, FieldSet, Problem
from jingwei.core.pictures import ACCEPT
from jingwei.core.ui.forms import FormField, posted
from jingwei.core.units import UNITS, dimension_of

_MOST_UNITS = 5
_MANY = 8  # choices that want a line of their own
Options = Sequence[tuple[str, str]]
# What a browser sends back for yes and no, when the form is shown again.
_ANSWERS: dict[Any, bool | None] = {"yes": True, "no": False, "": None}


# What may be written in a plain control that does not show it.
_HINTS = {"loose_date": "可只写到年月，如 2021年3月、2021年", "approximate": "可写概数，如 约80、80余"}


def form_fields(
    fieldset: FieldSet,
    values: Mapping[str, Any],
    problems: Sequence[Problem] = (),
    *,
    options: Mapping[str, Options] | None = None,
    search_urls: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
    readonly: Collection[str] = (),
) -> tuple[FormField, ...]:
    """The fields of a form that asks for `fieldset`, with `values` in them and `problems` beside them.

    A link is a list to choose from when `options` has its key; else it is searched at `search_urls`, and `chosen` says
    what its present value is called. Fields in `readonly` are shown and not asked.
    """
    by_key: dict[str, list[str]] = {}
    for problem in problems:
        by_key.setdefault(problem.field or "", []).append(problem.message)
    return tuple(
        replace(
            with_lines(
                _plain(field, (options or {}).get(field.key)), field, values.get(field.key), search_urls, chosen
            ),
            value=_answered(field, values.get(field.key)),
            problems=tuple(by_key.get(field.key, ())),
            search_url=(search_urls or {}).get(field.key, ""),
            chosen_label=(chosen or {}).get(field.key, ""),
            readonly=field.key in readonly,
        )
        for field in fieldset.fields
        if field.asked
    )


def _answered(field: Field, value: Any) -> Any:
    if field.kind == "approximate" and isinstance(value, Mapping):
        return KINDS[field.kind].display(value, field)
    return _ANSWERS.get(value, value) if field.kind == "yesno" else value


def with_lines(
    form: FormField,
    field: Field,
    lines: Any,
    search_urls: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> FormField:
    """The form field with its lines and one to be added; a field without lines as it is.

    `search_urls` and `chosen` name links inside lines as `field.part` and `field.part.value`.
    """
    if not field.parts:
        return form

    def line(number: str, values: Mapping[str, Any]) -> tuple[FormField, ...]:
        return tuple(
            replace(
                _plain(part, None),
                key=f"{field.key}.{number}.{part.key}",
                value=_answered(part, values.get(part.key)),
                search_url=(search_urls or {}).get(f"{field.key}.{part.key}", ""),
                chosen_label=(chosen or {}).get(f"{field.key}.{part.key}.{values.get(part.key)}", ""),
            )
            for part in field.parts
        )

    given = [one for one in lines if isinstance(one, Mapping)] if isinstance(lines, Sequence) else []
    shown = tuple(line(str(number), values) for number, values in enumerate(given or [{}]))
    return replace(form, lines=shown, blank=line("__line__", {}), wide=True)


def posted_values(fieldset: FieldSet, body: Any, files: Any = None) -> dict[str, Any]:
    """What a form of `form_fields` sent, as `FieldSet.clean` takes it."""
    found = posted({field.key: KINDS[field.kind].widget for field in fieldset.fields if not field.parts}, body, files)
    lines = {field.key: _posted_lines(field, body) for field in fieldset.fields if field.parts}
    return found | {key: value for key, value in lines.items() if value is not None}


def _posted_lines(field: Field, body: Any) -> list[dict[str, Any]] | None:
    """The lines of a field in their order, without those ticked to be left out; None where it was not asked."""
    if f"{field.key}.asked" not in body:
        return None
    numbers = {name.split(".")[1] for name in body if name.startswith(f"{field.key}.") and name.count(".") > 1}
    lines = []
    for number in sorted((one for one in numbers if one.isascii() and one.isdigit()), key=int):
        begin = f"{field.key}.{number}."
        if f"{begin}drop" not in body:
            said = posted({begin + part.key: KINDS[part.kind].widget for part in field.parts}, body)
            lines.append({name.removeprefix(begin): value for name, value in said.items()})
    return lines


def form_problems(fieldset: FieldSet, problems: Sequence[Problem]) -> tuple[str, ...]:
    """The problems that belong to none of the fields."""
    return tuple(problem.message for problem in problems if problem.field not in fieldset.by_key)


def _plain(field: Field, options: Options | None) -> FormField:
    choices = (
        options if options is not None else [(choice.value, choice.label) for choice in field.choices if choice.offered]
    )
    return FormField(
        key=field.key,
        label=field.label,
        widget="choice" if options is not None else KINDS[field.kind].widget,
        required=field.required,
        help=field.help or _HINTS.get(field.kind, ""),
        unit=field.unit or "",
        units=_units(field),
        choices=tuple(choices),
        decimals=field.decimals,
        minimum=str(field.minimum) if field.minimum is not None else "",
        maximum=str(field.maximum) if field.maximum is not None else "",
        max_length=field.max_length,
        personal=bool(field.personal),
        multiple=field.kind == "attachment",
        accept=ACCEPT if field.kind == "attachment" else "",
        wide=field.kind in ("longtext", "address") or (field.kind == "choices" and len(choices) > _MANY),
    )


def _units(field: Field) -> tuple[str, ...]:
    """The units in which an amount may be told: its own first, then others of the same dimension."""
    if KINDS[field.kind].widget != "amount" or not field.unit:
        return ()
    dimension = dimension_of(field.unit)
    others = [name for name, unit in UNITS.items() if unit.dimension == dimension and name != field.unit]
    return (field.unit, *others[:_MOST_UNITS])
