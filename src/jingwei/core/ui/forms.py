"""What a form is made of, and what comes back from it.

Names in the POST body: a field's key; an amount or area as `key.n` and `key.u`; a point as `key.lon` and `key.lat`;
choices as the key repeated; yes/no as `yes`, `no` or empty; files under the key, those kept from before under
`key.kept` (their sha256); a link as `key` when picked, else `key.said` as typed; lines inside a field as `key.0.part`,
`key.1.part`, those left out ticked in `key.0.drop`. `posted` turns such a body into what `FieldSet.clean` takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

WIDGETS = (
    "text", "textarea", "number", "date", "choice", "choices", "yesno", "amount", "phone", "moment", "file", "point",
    "link", "parts",
)  # fmt: skip


GROUPS = frozenset({"choices", "yesno", "amount", "file", "point", "parts"})
"""Widgets of several controls: they stand in a fieldset, the others under a label."""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field as the form shows it: what it asks, what is in it, what is wrong with it.

    `source` says where a prefilled value came from (such a field is not asked again, only confirmed); `search_url` of a
    link answers `?q=` with `ui/link_options.html`; `chosen_label` is what a link's value is called. `lines` are the
    fields of each line of a field of several, `blank` those of one to be added.
    """

    key: str
    label: str
    widget: str = "text"
    value: Any = None
    problems: tuple[str, ...] = ()
    required: bool = False
    help: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    decimals: int | None = None
    minimum: str = ""
    maximum: str = ""
    max_length: int | None = None
    readonly: bool = False
    source: str = ""
    search_url: str = ""
    chosen_label: str = ""
    accept: str = ""
    multiple: bool = False
    personal: bool = False
    wide: bool = False
    lines: tuple[tuple[FormField, ...], ...] = ()
    blank: tuple[FormField, ...] = ()

    @property
    def grouped(self) -> bool:
        """Whether the widget has several controls."""
        return self.widget in GROUPS

    @property
    def id(self) -> str:
        """Id of the control in the page."""
        return f"f-{self.key}"

    @property
    def yes(self) -> str:
        """The word for yes: the label of the choice "true", if the field names its answers."""
        return dict(self.choices).get("true", "是")

    @property
    def no(self) -> str:
        """The word for no."""
        return dict(self.choices).get("false", "否")

    @property
    def described_by(self) -> str:
        """Ids of the texts that explain the control, for aria-describedby."""
        parts = []
        if self.problems:
            parts.append(f"{self.id}-problems")
        if self.help or self.source:
            parts.append(f"{self.id}-help")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Fields under one heading. The first group may have none."""

    fields: tuple[FormField, ...]
    label: str = ""
    text: str = ""


class _Posted(Protocol):
    """The part of Django's QueryDict and MultiValueDict that `posted` needs."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def getlist(self, key: str) -> list[Any]: ...

    def __contains__(self, key: object) -> bool: ...


def posted(widgets: Mapping[str, str], body: _Posted, files: _Posted | None = None) -> dict[str, Any]:
    """Collect what a form sent, by key, in the shapes `FieldSet.clean` reads.

    `widgets` gives the widget name of each key. A key the body does not speak of is left out; a field emptied on
    purpose comes back as "" (or [] for choices). Files come as {"kept": [sha256], "new": [UploadedFile]}.
    """
    found: dict[str, Any] = {}
    for key, widget in widgets.items():
        if widget in ("amount", "point"):
            names = ("n", "u") if widget == "amount" else ("lon", "lat")
            if any(f"{key}.{name}" in body for name in names):
                values = {name: str(body.get(f"{key}.{name}", "")).strip() for name in names}
                found[key] = values if values[names[0]] else ""
        elif widget == "choices":
            if key in body or f"{key}.asked" in body:
                found[key] = [value for value in body.getlist(key) if value]
        elif widget == "file":
            new = files.getlist(key) if files is not None else []
            if new or f"{key}.asked" in body:
                found[key] = {"kept": body.getlist(f"{key}.kept"), "new": new}
        elif key in body:
            # A link that was not picked is looked for by what was typed: its number, where there is no script.
            found[key] = body.get(key) or (body.get(f"{key}.said", "") if widget == "link" else body.get(key))
    return found


def first_problem(groups: Sequence[FormGroup]) -> FormField | None:
    """The first field with something wrong, to which the page jumps."""
    return next((field for group in groups for field in group.fields if field.problems), None)
