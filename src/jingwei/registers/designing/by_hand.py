"""Fields as a form of rows: one row per field, changed or added by hand; keys never change, nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jingwei.core.fields import KINDS, Choice, Field
from jingwei.core.masking import MARKS
from jingwei.registers.designing.edits import WITH_CHOICES, WITH_UNIT, Posted
from jingwei.registers.designing.written_kinds import WRITTEN, formula_written, parts_written, read_formula, read_parts

MORE = 3  # empty rows at the end
_MOST = 300


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row of the form: the field as it is known (None for a new one), and what stands in the row's controls."""

    name: str
    known: Field | None
    order: int
    label: str = ""
    kind: str = "text"
    unit: str = ""
    required: bool = False
    facet: bool = False
    retired: bool = False
    personal: str = ""
    link: str = ""
    choices: str = ""
    aliases: str = ""
    help: str = ""

    @property
    def asks_choices(self) -> bool:
        """Whether the kind has choices, lines or a formula to be written out."""
        return self.kind in WITH_CHOICES | WRITTEN

    @property
    def asks_unit(self) -> bool:
        """Whether the kind has a unit; a new field may yet become of one."""
        return self.known is None or self.kind in WITH_UNIT or bool(self.unit)


def rows_of(fields: Sequence[Field], more: int = MORE) -> list[FieldRow]:
    """The form of known fields, with empty rows for new ones."""
    rows = [_row(number, field, fields) for number, field in enumerate(fields, 1)]
    start = len(rows) + 1
    return rows + [FieldRow(f"r{number}", None, number) for number in range(start, start + more)]


def _row(number: int, field: Field, fields: Sequence[Field]) -> FieldRow:
    return FieldRow(
        name=f"r{number}",
        known=field,
        order=number,
        label=field.label,
        kind=field.kind,
        unit=field.unit or "",
        required=field.required,
        facet=field.facet,
        retired=field.retired,
        personal=field.personal or "",
        link=field.link or "",
        choices=_written_out(field, fields),
        aliases="、".join(field.aliases),
        help=field.help,
    )


def _written_out(field: Field, fields: Sequence[Field]) -> str:
    """What the wide control of a field says: its choices that are offered, its lines, its formula."""
    if field.kind == "parts":
        return parts_written(field)
    if field.kind == "formula":
        return formula_written(field, fields)
    return "\n".join(_written(choice) for choice in field.choices if choice.offered)


def _written(choice: Choice) -> str:
    return f"{choice.label}={'、'.join(choice.aliases)}" if choice.aliases else choice.label


def posted_rows(fields: Sequence[Field], body: Posted) -> list[FieldRow]:
    """The rows as they were sent back, in the order they were given; empty new ones are left out."""
    known = {field.key: field for field in fields}
    rows = []
    for number in range(1, _MOST):
        name = f"r{number}"
        if f"{name}.label" not in body:
            break

        def said(part: str, name: str = name) -> str:
            return str(body.get(f"{name}.{part}", "") or "").strip()

        field = known.get(said("key"))
        if field is None and not said("label"):
            continue
        order = said("order")
        rows.append(
            FieldRow(
                name=name,
                known=field,
                order=int(order) if order.isascii() and order.isdigit() else number,
                label=said("label")[:40],
                kind=field.kind if field else said("kind") if said("kind") in KINDS else "text",
                unit=said("unit")[:12],
                required=f"{name}.required" in body,
                facet=f"{name}.facet" in body,
                retired=f"{name}.retired" in body,
                personal=said("personal") if said("personal") in MARKS else "",
                link=said("link"),
                choices=said("choices"),
                aliases=said("aliases"),
                help=said("help")[:200],
            )
        )
    return sorted(rows, key=lambda row: row.order)


def fields_of(rows: Sequence[FieldRow]) -> tuple[Field, ...]:
    """The fields that the rows make; what the form does not ask of a known one stays as it is. Raises FieldSetError."""
    taken = {row.known.key for row in rows if row.known}
    made = []
    for row in rows:
        if row.known is None:
            key = next(f"f{n}" for n in range(1, _MOST * 2) if f"f{n}" not in taken)
            taken.add(key)
            base = Field(key, row.label, row.kind)
        else:
            base = row.known
        made.append(
            replace(
                base,
                label=row.label,
                unit=row.unit or None,
                required=row.required and not row.retired,
                facet=row.facet,
                retired=row.retired,
                personal="id_number" if base.kind == "id_number" else row.personal or None,
                link=row.link or None if base.kind == "link" else base.link,
                choices=_choices(base, row.choices) if row.kind in WITH_CHOICES else base.choices,
                aliases=tuple(dict.fromkeys(filter(None, map(str.strip, row.aliases.replace("，", "、").split("、"))))),
                help=row.help,
            )
        )
    return tuple(_read_out(row, field, made) for row, field in zip(rows, made, strict=True))


def _read_out(row: FieldRow, field: Field, fields: Sequence[Field]) -> Field:
    if field.kind == "parts":
        return read_parts(field, row.choices)
    return read_formula(field, row.choices, fields) if field.kind == "formula" else field


def _choices(field: Field, text: str) -> tuple[Choice, ...]:
    """One choice per line, other ways to write it behind a sign =; an earlier name among these renames the choice."""
    known = {choice.label: choice for choice in field.choices}
    values = {choice.value for choice in field.choices}
    made = []
    for line in text.splitlines():
        label, _, rest = line.replace("＝", "=").partition("=")
        label = label.strip()[:60]
        aliases = tuple(dict.fromkeys(filter(None, map(str.strip, rest.replace("，", "、").split("、")))))
        if not label:
            continue
        before = known.get(label) or next((known[alias] for alias in aliases if alias in known), None)
        if before is None:
            value = next(f"c{n}" for n in range(1, 2000) if f"c{n}" not in values)
            values.add(value)
        else:
            value = before.value
        made.append(Choice(value, label, aliases))
    # Merged and closed choices stay known: rows hold them.
    there = {choice.value for choice in made}
    kept = (choice for choice in field.choices if not choice.offered and choice.value not in there)
    return (*made, *kept)


def gone_choices(before: Sequence[Field], after: Sequence[Field]) -> Mapping[str, set[str]]:
    """Values of choices that the later fields no longer have, by key of the field."""
    later = {field.key: {choice.value for choice in field.choices} for field in after}
    gone = {f.key: {c.value for c in f.choices} - later.get(f.key, set()) for f in before if f.choices}
    return {key: values for key, values in gone.items() if values}
