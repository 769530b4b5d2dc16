"""Two rows of one ledger side by side: what they say alike, what differently, and why they are suspected."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.registers.alike.find import compared, reasons_of, states_of
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import differences, shown
from jingwei.registers.models import Register, Version
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key


def compare_page(request: HttpRequest, key: str, one: UUID, other: UUID) -> HttpResponse:
    """Both rows, field by field. Opening rows with personal data is logged, as their own pages are."""
    policy.may(current_scope().actor, "tidy")
    register = register_by_key(key)
    first, second = two_states(register, one, other)
    fieldset = fieldset_of(register)
    found = compared(register, first, second)
    context = {
        "title": "核对是不是重复",
        "subtitle": register.name,
        "crumbs": (*crumbs(register), Link("疑似重复", reverse("registers:duplicates", args=[key]))),
        "actions": (Link("不是重复", f"{reverse('registers:tell_apart', args=[key])}?pair={one}.{other}", icon="x"),),
        "summary": (
            Item("相同", f"{len(found.same)} 项"),
            Item("不同", f"{len(found.differing)} 项"),
            Item(
                "为什么疑似",
                "；".join(reasons_of(register, one, other)) or "没有相同或相近的编号、名称、地址",
                wide=True,
            ),
        ),
        "sections": (Section("逐项对照", table=_table(register, fieldset, first, second)),),
    }
    return render(request, "desk/record.html", context)


def two_states(register: Register, one: UUID, other: UUID) -> tuple[Version, Version]:
    """The states in force of two rows of a ledger; the look at personal data is logged. Raises Missing."""
    states = states_of([one, other])
    found = [states.get(one), states.get(other)]
    if one == other or any(state is None or state.register_id != register.pk for state in found):
        raise Missing("这两条记录中有一条不在用、不在本台账，或不在您的管辖范围内。")
    tell_closed([state.data for state in states.values()])
    if any(field.personal for field in fieldset_of(register).fields):
        audit("read", f"台账“{register.name}”两条记录", detail={"entries": [str(one), str(other)]})
    return states[one], states[other]


def _table(register: Register, fieldset: FieldSet, first: Version, second: Version) -> Table:
    unlike = {line["label"] for line in differences(fieldset, first, second)}
    both = (first, second)
    opened = (Cell(one.title, url=reverse("registers:entry", args=[one.entry_id])) for one in both)
    places = (one.place.name if one.place else None for one in both)
    rows = [Row(("记录", *opened, "")), Row(("所在网格", *places, _badge(first.place_id != second.place_id)))]
    for field in fieldset.fields:
        values = [shown(one.data.get(field.key), fieldset, field.key) or None for one in both]
        if any(values):
            # Two rows always have two numbers.
            numbers = field.key == register.key_field
            rows.append(Row((field.label, *values, "" if numbers else _badge(field.label in unlike))))
    columns = (Column("字段"), Column("这一条", "long"), Column("那一条", "long"), Column("对照", "badge"))
    return Table(columns, tuple(rows))


def _badge(unlike: bool) -> Badge:
    return Badge("不同", "warn") if unlike else Badge("相同", "calm")
