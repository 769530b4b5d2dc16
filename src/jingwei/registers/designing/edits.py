"""What the clerk changes in a proposal, out of the posted form; and what follows by itself from a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from jingwei.core.fields import KINDS
from jingwei.core.masking import MARKS
from jingwei.core.sheets import Sheet
from jingwei.registers.designing.guess import Values
from jingwei.registers.designing.plan import ColumnPlan, Plan, keys_in
from jingwei.registers.numbering import AUTO

MOST_CHOICES = 80
WITH_CHOICES = frozenset({"choice", "choices"})
WITH_UNIT = frozenset({"integer", "number", "amount", "area"})
UNITS: Mapping[str, tuple[str, ...]] = {
    "amount": ("元", "万元", "亿元", "美元", "万美元"),
    "area": ("平方米", "亩", "公顷", "平方公里", "万平方米"),
}
_WHOLE = (
    "name",
    "noun",
    "unit",
    "key_field",
    "title_field",
    "place_field",
    "department_key",
    "purpose",
    "basis",
    "keep_until",
)


class Posted(Protocol):
    """The part of Django's QueryDict that is read."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def __contains__(self, key: object) -> bool: ...


def edited(plan: Plan, body: Posted, sheet: Sheet) -> Plan:
    """The plan as the form left it."""
    columns = tuple(_edited(column, body, plan, sheet) for column in plan.columns)
    whole: dict[str, Any] = {name: str(body.get(name, getattr(plan, name))).strip()[:200] for name in _WHOLE}
    plan = replace(plan, columns=columns, **whole, more={**plan.more, **_times(body)})
    return _mended(plan)


def _times(body: Posted) -> dict[str, str]:
    """From which day the rows hold: one for all of them, or what each says itself."""
    return {"on": str(body.get("on", ""))[:10], "happened": str(body.get("happened", ""))[:32]}


def _edited(column: ColumnPlan, body: Posted, plan: Plan, sheet: Sheet) -> ColumnPlan:
    name = f"c{column.index}"
    if column.refused or column.part == "lat":
        return column
    take = f"{name}.take" in body
    if f"{name}.label" not in body:
        return replace(column, take=take)
    kind = body.get(f"{name}.kind", column.kind)
    kind = kind if kind in KINDS else column.kind
    changed = kind != column.kind
    mark = body.get(f"{name}.personal", column.personal)
    edited = replace(
        column,
        take=take,
        label=str(body.get(f"{name}.label", column.label)).strip()[:40] or column.label,
        kind=kind,
        required=f"{name}.required" in body,
        personal="id_number" if kind == "id_number" else mark if mark in MARKS else "",
        unit=str(body.get(f"{name}.unit", column.unit)).strip()[:12],
        choices=_lines(body.get(f"{name}.choices"), column.choices),
        link=str(body.get(f"{name}.link", column.link)),
        part="" if changed else column.part,
        why="由您指定" if changed else column.why,
        sure=column.sure or changed,
    )
    return _following(edited, plan, sheet) if changed else edited


def _lines(text: Any, known: tuple[str, ...]) -> tuple[str, ...]:
    if text is None:
        return known
    return tuple(dict.fromkeys(line.strip()[:60] for line in str(text).splitlines() if line.strip()))[:200]


def _following(column: ColumnPlan, plan: Plan, sheet: Sheet) -> ColumnPlan:
    """What a kind newly chosen asks for, filled in from the sheet where it can be."""
    unit = column.unit
    if column.kind in UNITS:
        unit = unit if unit in UNITS[column.kind] else UNITS[column.kind][0]
    elif column.kind not in WITH_UNIT:
        unit = ""
    choices = column.choices if column.kind in WITH_CHOICES else ()
    if column.kind in WITH_CHOICES and not choices:
        values = Values.of([row[column.index] for row in sheet.rows[plan.head_rows[1] :]])
        texts = list(dict.fromkeys(str(raw).strip() for raw in values.counts))
        choices = tuple(texts) if len(texts) <= MOST_CHOICES else ()
    return replace(column, unit=unit, choices=choices, link=column.link if column.kind == "link" else "")


def _mended(plan: Plan) -> Plan:
    """Without what its columns no longer hold: the second half of a point, a key that was left out."""
    columns = list(plan.columns)
    halves = {column.part for column in columns if column.part and column.take}
    if "lat" in halves and "lon" not in halves:
        columns = [
            replace(c, part="", take=False, why="经度没有登记，纬度也不登记") if c.part == "lat" else c for c in columns
        ]
    keys = keys_in(columns)
    place = plan.place_field if plan.place_field in keys else ""
    title = plan.title_field
    if title == AUTO and plan.key_field != AUTO:
        title = plan.key_field
    return replace(plan, columns=tuple(columns), place_field=place, title_field=title)


def key_choices(plan: Plan) -> Sequence[tuple[str, str]]:
    """Columns that may tell rows apart, and the number of our own."""
    return (*title_choices(plan), (AUTO, "没有合适的列，由系统编号"))


def title_choices(plan: Plan) -> Sequence[tuple[str, str]]:
    """Columns that may name a row."""
    own = [
        (c.key, c.label) for c in plan.columns if c.taken and not c.personal and c.kind not in ("location", "longtext")
    ]
    return own if plan.key_field != AUTO else [*own, (AUTO, "系统编号")]
