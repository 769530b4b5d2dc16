"""结存: what is left of every item of a ledger of movements, on any day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.facts.asked import read_point
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.registers.fieldsets import fieldset_of, moving_of
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.stock import stock


def stock_page(request: HttpRequest, key: str) -> HttpResponse:
    """One line per item (and store). `?on=2025-12-31` asks for the end of another day."""
    policy.may(current_scope().actor, "see")
    register = register_by_key(key)
    field = moving_of(fieldset_of(register))
    if field is None or field.stock is None:
        raise Missing(f"“{register.name}”不是收发台账，没有结存。")
    on = read_point(request.GET).on or timezone.localdate()
    held = stock(register, on)
    by_key = fieldset_of(register).by_key
    store = by_key.get(field.stock.store)
    columns = (
        Column(by_key[field.stock.item].label),
        *((Column(store.label),) if store else ()),
        *(Column(label, "number") for label in ("收入", "发出", "结存")),
        Column("单位"),
    )
    rows = tuple(
        Row((one.item, *((one.store,) if store else ()), one.came, one.went, one.left, field.unit or ""))
        for one in held
    )
    return render(
        request,
        "desk/list.html",
        {
            "title": f"{register.name}·结存",
            "subtitle": f"截至 {on} 日终，收入减发出",
            "crumbs": (
                Link("台账", reverse("registers:index")),
                Link(register.name, reverse("registers:list", args=[key])),
            ),
            "table": Table(columns, rows),
            "empty": Empty("还没有收发记录", "登记第一笔收入后，这里就有结存。"),
        },
    )
