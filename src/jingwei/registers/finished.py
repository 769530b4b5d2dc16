"""Which rows of a ledger are finished: they stay in it, and need not be confirmed any more.

A ledger declares it by its fields: a date that has come (消除日期), or a choice that is taken (状态为报废). Any one of
what is declared finishes a row. Like the span of confirmations it holds for the past as it is declared now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jingwei.core.errors import Invalid
from jingwei.core.facts.merged_choices import merged_sql
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register

FINISHED = Field(
    "finished",
    "不再核实的记录",
    "parts",
    help="日期字段只填字段，到了这一天的不再核实；选项字段写明是哪一项。有几行的，符合一行即可",
    parts=(
        Field("field", "字段", "text", required=True, max_length=60, help="字段的代号或名称"),
        Field("value", "选项", "text", max_length=60, help="日期字段不填"),
    ),
)
_MOST_CHOICES = 12
_YES = {"true": "是", "false": "否"}


@dataclass(frozen=True, slots=True)
class Finish:
    """One way in which a row is finished: the date of the field has come, or it holds the value as it is stored."""

    field: Field
    value: str = ""

    @property
    def said(self) -> str:
        """In words: “消除日期”已到, “状态”为报废."""
        if self.field.kind == "date":
            return f"“{self.field.label}”已到"
        return f"“{self.field.label}”为{_values(self.field).get(self.value, self.value)}"

    @property
    def written(self) -> str:
        """As a form gives it back: removed, state=scrapped."""
        return f"{self.field.key}={self.value}" if self.value else self.field.key

    def dump(self) -> dict[str, str]:
        """As it is stored with the ledger."""
        return {"field": self.field.key, **({"value": self.value} if self.value else {})}


def finishes_of(register: Register) -> tuple[Finish, ...]:
    """What finishes the rows of a ledger; a field that is gone finishes none."""
    if not register.finished:
        return ()
    by_key = fieldset_of(register, retired=True).by_key
    known = ((by_key[one["field"]], one.get("value", "")) for one in register.finished if one["field"] in by_key)
    found = (Finish(field, field.merged.get(value, value)) for field, value in known)
    return tuple(one for one in found if not one.field.personal and bool(one.value) == (one.field.kind != "date"))


def said_of(register: Register) -> str:
    """What finishes the rows in words; empty where nothing does."""
    return "、".join(one.said for one in finishes_of(register))


def offered_by(fieldset: FieldSet) -> Iterator[Finish]:
    """What may be declared, for the form: dates, yes or no, and choices of not too many."""
    for field in fieldset.fields:
        if field.personal or field.formula:
            continue
        if field.kind == "date":
            yield Finish(field)
        elif 0 < len(values := _values(field)) <= _MOST_CHOICES:
            yield from (Finish(field, value) for value in values if value not in field.merged)


def read_finishes(fieldset: FieldSet, given: Iterable[Mapping[str, Any]]) -> list[Finish]:
    """What was declared, by key or label. Raises Invalid for what no row can be finished by."""
    by_label = {field.label: field for field in fieldset.fields}
    out: list[Finish] = []
    problems: list[Problem] = []
    for number, one in enumerate(given, start=1):
        name, value = str(one["field"]), str(one.get("value") or "")
        field = fieldset.by_key.get(name) or by_label.get(name)
        wrong, stored = _read(field, name, value)
        if wrong or field is None:
            code = "finished.wrong"
            problems.append(Problem(FINISHED.key, FINISHED.label, value or name, f"第{number}行：{wrong}", code))
        else:
            out.append(Finish(field, stored))
    if problems:
        raise Invalid(problems)
    return list(dict.fromkeys(out))


def finished_sql(finishes: Sequence[Finish], value: Callable[[Field], str], day: date) -> str:
    """Whether a row is finished on a day, as SQL without parameters that is never NULL; `value` gives the SQL of a
    field's value as text."""
    tests = (
        f"{value(one.field)} {'<=' if one.field.kind == 'date' else '='} {_quoted(one.value or day.isoformat())}"
        for one in finishes
    )
    # OR of something unknown and something false is unknown: neither says that the row is finished.
    return f"COALESCE({' OR '.join(tests)}, FALSE)"


def stored_sql(alias: str) -> Callable[[Field], str]:
    """The value of a field as text out of the versions under an alias."""
    return lambda field: merged_sql(f"{alias}.data->>'{field.key}'", field)


def is_finished(register: Register, data: Mapping[str, Any], day: date) -> bool:
    """Whether a row with these values is finished on a day."""
    return any(_holds(one, data.get(one.field.key), day) for one in finishes_of(register))


def _holds(one: Finish, stored: Any, day: date) -> bool:
    if stored in (None, ""):
        return False
    if one.field.kind == "date":
        return str(stored) <= day.isoformat()
    text = str(stored).lower() if isinstance(stored, bool) else str(stored)
    return one.field.merged.get(text, text) == one.value


def _read(field: Field | None, name: str, value: str) -> tuple[str, str]:
    """What is wrong with a line, or the value as it is stored."""
    if field is None or field.personal or (field.kind != "date" and not _values(field)):
        return f"“{name}”不能用来判断不再核实，应为台账里的日期、选项或是否字段。", ""
    if field.kind == "date":
        return (f"“{field.label}”是日期，只填字段，到了这一天就不再核实。", "") if value else ("", "")
    known = _values(field)
    stored = next((key for key, label in known.items() if value in (key, label)), "")
    if not stored:
        return f"“{field.label}”没有“{value}”这一项，应为{'、'.join(known.values())}之一。", ""
    return "", stored


def _values(field: Field) -> dict[str, str]:
    """What a field may hold, as it is stored → in words; nothing for a field of another kind."""
    if field.kind == "yesno":
        return {**_YES, **{one.value: one.label for one in field.choices}}
    return {one.value: one.label for one in field.choices} if field.kind == "choice" else {}


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
